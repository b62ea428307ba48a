package reports

import (
	"fmt"
	"io"
	"runtime"
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
