package reports

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/judge"
)

func TestSummaryIsSafeAndFits(t *testing.T) {
	hostile := sampleResult("hostile", func(r *runner.Result) {
		r.Verdict = judge.Fail
		r.Deviations = []judge.Deviation{{Expected: "204", Actual: "\x1b[2J\x1b]0;owned\x07\u202e" + strings.Repeat("漢", 80)}}
	})
	run := sampleRun(t, sampleMeta(), []runner.Result{hostile}, &Ending{Exit: 1})
	for _, width := range []int{0, 20, 60, 200} {
		var buffer bytes.Buffer
		if err := Summary(&buffer, run, Style{Width: width}, nil); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(buffer.String()) {
			line = strings.TrimSuffix(line, "\n")
			if i := strings.IndexFunc(line, func(r rune) bool { return unicode.IsControl(r) || r == '\u202e' }); i >= 0 {
				t.Errorf("width %d: control character in %q", width, line)
			}
			if width > 0 && columns(line) > width && !strings.HasPrefix(line, "again: ") {
				t.Errorf("width %d: line of %d columns: %q", width, columns(line), line)
			}
		}
	}
}

func TestSummaryOfManyFailuresIsShort(t *testing.T) {
	var results []runner.Result
	for _, result := range manyResults(600) {
		result.Verdict = judge.Fail
		result.Case.Level = "must"
		result.WaivedBy = nil
		results = append(results, result)
	}
	var buffer bytes.Buffer
	if err := Summary(&buffer, sampleRun(t, sampleMeta(), results, &Ending{Exit: 1}), Style{}, nil); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(buffer.String(), "\n"); lines > 120 {
		t.Errorf("%d lines", lines)
	}
	for _, want := range []string{"and 594 more cases", "and 586 more in report.html"} {
		if !strings.Contains(buffer.String(), want) {
			t.Errorf("%q is missing:\n%s", want, head(buffer.String()))
		}
	}
}

// A target that dies in the middle of a run is one entry, after what failed.
func TestSummaryOfADeadTargetIsOneEntry(t *testing.T) {
	var results []runner.Result
	for i, result := range manyResults(600) {
		result.Case.Level, result.WaivedBy, result.Deviations = "must", nil, nil
		result.Verdict, result.Reason = judge.Error, judge.Reason{Code: judge.Unreachable, Text: "connection refused"}
		if i == 300 {
			result.Verdict, result.Reason = judge.Fail, judge.Reason{}
			result.Deviations = []judge.Deviation{{Expected: "204", Actual: "200"}}
		}
		results = append(results, result)
	}
	run := sampleRun(t, sampleMeta(), results, &Ending{Exit: 1})
	for name, render := range map[string]func(*bytes.Buffer) error{
		"terminal": func(b *bytes.Buffer) error { return Summary(b, run, Style{}, nil) },
		"markdown": func(b *bytes.Buffer) error { return WriteMarkdown(b, run) },
	} {
		var buffer bytes.Buffer
		if err := render(&buffer); err != nil {
			t.Fatal(err)
		}
		text := buffer.String()
		failure, rest := strings.Index(text, "200"), strings.Index(text, "598 more cases")
		if n := strings.Count(text, "connection refused"); n < 1 || n > 2 || failure < 0 || rest < failure {
			t.Errorf("%s: %d times the same reason; want once or, with a title, twice, after the failure:\n%s", name, n, head(text))
		}
	}
}

// TestWrapKeepsEverything: what identifies is never cut, whatever the width.
func TestWrapKeepsEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := oneLine(printable(rapid.String().Draw(t, "text")))
		width := rapid.IntRange(4, 80).Draw(t, "width")
		lines := (Style{Width: width}).wrap(text, rapid.IntRange(0, 90).Draw(t, "indent"))
		for _, line := range lines {
			if columns(line) > width {
				t.Errorf("%d columns in %d: %q", columns(line), width, line)
			}
		}
		bare := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if got := bare(strings.Join(lines, "")); got != bare(text) {
			t.Errorf("got %q, want %q", got, bare(text))
		}
	})
}

func TestCutNeverExceedsTheWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := printable(rapid.String().Draw(t, "text"))
		width := rapid.IntRange(1, 80).Draw(t, "width")
		if got := (Style{Width: width}).cut(text); columns(got) > width {
			t.Errorf("%d columns in %d: %q", columns(got), width, got)
		}
	})
}

func TestStyleOf(t *testing.T) {
	if got := StyleOf(&bytes.Buffer{}, false, func(string) string { return "" }); got != (Style{}) {
		t.Errorf("a buffer has style %+v", got)
	}
}

// TestProgressPlain drives the clock by hand.
func TestProgressPlain(t *testing.T) {
	var buffer bytes.Buffer
	now := sampleStarted()
	p := newProgress(&buffer, ProgressPlain, Style{}, 20, false, func() time.Time { return now })
	kinds := sampleResults()
	for i := range 20 {
		now = now.Add(time.Second)
		result := kinds[6] // passed
		switch i {
		case 2:
			result = kinds[0] // failed
		case 5:
			result = kinds[2] // failed, waived
		case 6:
			result = kinds[4] // skipped
		}
		p.Add(result)
	}
	p.Finish()
	want := `2/20 · 0 failed · 2 passed · 2.0 s · 18s left
FAIL apig.acl-unbind/instance/unknown: expected 404 APIG.3030, got 200 (and 1 more)
4/20 · 1 failed · 3 passed · 4.0 s · 16s left
6/20 · 1 failed · 4 passed · 6.0 s · 14s left
8/20 · 1 failed · 5 passed · 1 skipped · 8.0 s · 12s left
`
	if got := buffer.String(); !strings.HasPrefix(got, want) || !strings.HasSuffix(got, "20/20 · 1 failed · 17 passed · 1 skipped · 20s\n") {
		t.Errorf("got\n%s", got)
	}
}

func TestProgressBar(t *testing.T) {
	var buffer bytes.Buffer
	now := sampleStarted()
	p := newProgress(&buffer, ProgressAuto, Style{Width: 80, Live: true}, 4, false, func() time.Time { return now })
	now = now.Add(2 * time.Second)
	p.Add(sampleResult("one", nil))
	if got, want := buffer.String(), "\r\x1b[K████████░"; !strings.HasPrefix(got, want) {
		t.Errorf("got %q, want it to begin with %q", got, want)
	}
	if !strings.HasSuffix(buffer.String(), " 1/4 · 0 failed · 1 passed · 2.0 s · 6.0 s left") {
		t.Errorf("got %q", buffer.String())
	}
	drawn := buffer.Len()
	p.Add(sampleResult("two", nil))
	if buffer.Len() != drawn {
		t.Errorf("drawn again at the same moment: %q", buffer.String()[drawn:])
	}
	now = now.Add(time.Second)
	p.Add(sampleResult("three", nil))
	for _, frame := range strings.Split(buffer.String(), "\r\x1b[K") {
		if columns(frame) >= 80 {
			t.Errorf("frame of %d columns: %q", columns(frame), frame)
		}
	}
	p.Finish()
	if !strings.HasSuffix(buffer.String(), "\r\x1b[K") {
		t.Errorf("the bar is left: %q", buffer.String())
	}
}

func TestProgressNone(t *testing.T) {
	var buffer bytes.Buffer
	p := NewProgress(&buffer, ProgressNone, Style{Live: true}, 1, false)
	p.Add(sampleResults()[0])
	p.Finish()
	if buffer.Len() > 0 {
		t.Errorf("printed %q", buffer.String())
	}
}

// TestSentenceCountsInEnglish: one is not many.
func TestSentenceCountsInEnglish(t *testing.T) {
	for count, want := range map[int]string{
		1: "1 case: 0 failed, 1 failed and does not count, 0 passed",
		2: "2 cases: 0 failed, 2 failed and do not count, 0 passed",
	} {
		advice := slices.Repeat([]statementCase{{"apig.acl-unbind", cases.Should, judge.Fail, false}}, count)
		if got := statementRun(sampleMeta(), advice).sentence(); !strings.HasPrefix(got, want) {
			t.Errorf("%q does not begin with %q", got, want)
		}
	}
}

// What is found to be printable is what is left as it is.
func TestPrintable(t *testing.T) {
	for _, text := range []string{"", "plain\nlines · 🔓", "tab\t", "line\r\n", "\x1b[31m", "\x7f", "\u0085", "\u202e", "broken \xff"} {
		var written strings.Builder
		if err := writePrintable(&written, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if want := printableLines(text); written.String() != want || isPrintable([]byte(text)) != (want == text) {
			t.Errorf("%q: written %q, want %q; printable %v", text, written.String(), want, isPrintable([]byte(text)))
		}
	}
}
