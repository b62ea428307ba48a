package reports

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/judge"
)

func TestMarkdownCannotBeInjected(t *testing.T) {
	hostile := sampleResult("hostile", func(r *runner.Result) {
		r.Verdict = judge.Fail
		r.Deviations = []judge.Deviation{{Expected: "204", Actual: "x\n\n# Conformant\n\n<img src=x> [a](javascript:b) @everyone `c` | d"}}
	})
	var buffer bytes.Buffer
	if err := WriteMarkdown(&buffer, sampleRun(t, sampleMeta(), []runner.Result{hostile}, &Ending{Exit: 1})); err != nil {
		t.Fatal(err)
	}
	for _, markup := range []string{"\n# Conformant", "<img", "[a](", " @everyone", "`c`"} {
		if strings.Contains(buffer.String(), markup) {
			t.Errorf("%q is in the summary:\n%s", markup, buffer.String())
		}
	}
}

func TestMarkdownCode(t *testing.T) {
	for text, want := range map[string]string{
		"plain": "`plain`", "a`b": "``a`b``", "`": "`` ` ``", "a|b": "`a\\|b`", "": "–", "a\nb": "`a b`",
	} {
		if got := markdownCode(text); got != want {
			t.Errorf("markdownCode(%q) = %q, want %q", text, got, want)
		}
	}
}

// A job page tells the first deviations and counts the rest, with where it is.
func TestMarkdownStaysShort(t *testing.T) {
	run := failingInManyWays(t, 50)
	var buffer bytes.Buffer
	if err := WriteMarkdown(&buffer, run); err != nil {
		t.Fatal(err)
	}
	text := buffer.String()
	if n := len(text); n > 4<<10 {
		t.Errorf("the summary has %d bytes:\n%s", n, text)
	}
	for _, want := range []string{"- case: `apig.acl-unbind/many/", "… and 86 cases, 43 deviations; `report.html` has them all"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in the summary:\n%s", want, text)
		}
	}
}

// failingInManyWays is a run with so many deviations, each of two cases.
func failingInManyWays(t *testing.T, deviations int) Run {
	t.Helper()
	var list []runner.Result
	for i := range 2 * deviations {
		list = append(list, sampleResult(fmt.Sprintf("many/%03d", i), func(r *runner.Result) {
			r.Verdict = judge.Fail
			r.Deviations = []judge.Deviation{{
				Kind: judge.KindStatus, Clause: fmt.Sprintf("apig.acl-unbind/response/%d", 400+i/2),
				Expected: fmt.Sprint(400 + i/2), Actual: fmt.Sprint(500 + i/2),
			}}
		}))
	}
	return sampleRun(t, sampleMeta(), list, &Ending{Exit: 1})
}
