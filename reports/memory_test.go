package reports

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"slices"
	"testing"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner/judge"
)

// TestReportsShareTheCases: a report that copied every case, each time it looks for some,
// would need several times the memory of the run that it is about.
func TestReportsShareTheCases(t *testing.T) {
	const count, most = 10_000, 500 // bytes for each case, which itself takes as many
	list := make([]statementCase, count)
	for i := range list {
		list[i] = statementCase{"apig.acl-unbind", cases.Must, judge.Pass, false}
	}
	run := statementRun(sampleMeta(), list)
	for i := range run.Cases {
		run.Cases[i].ID = fmt.Sprintf("apig.acl-unbind/case/%d", i)
	}
	run.order = orderOf(run)
	for name, render := range map[string]func(io.Writer, Run) error{"statement": WriteStatement, "Markdown": WriteMarkdown} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if err := render(io.Discard, run); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		if taken := (after.TotalAlloc - before.TotalAlloc) / count; taken > most {
			t.Errorf("%s: %d bytes for each case, at most %d are expected", name, taken, most)
		}
	}
}

// TestHTMLMakesRowsAsItWritesThem: a hundred thousand lines that were all made before the
// first is written would take more memory than the run that they are about.
func TestHTMLMakesRowsAsItWritesThem(t *testing.T) {
	run := statementRun(sampleMeta(), slices.Repeat([]statementCase{{"apig.acl-unbind", cases.Must, judge.Pass, false}}, 10*maxOpenable))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	sections := htmlSections(run, details()[0])
	runtime.ReadMemStats(&after)
	if taken, most := (after.TotalAlloc-before.TotalAlloc)/uint64(len(run.Cases)), uint64(200); taken > most {
		t.Errorf("%d bytes for each line, at most %d are expected", taken, most)
	}
	var page bytes.Buffer
	if err := WriteHTML(&page, run); err != nil {
		t.Fatal(err)
	}
	if least := leastSize(sections); least > page.Len() || 3*least < page.Len() {
		t.Errorf("the page has %d bytes, and its rows are said to have %d at least", page.Len(), least)
	}
}
