package main

import (
	"fmt"

	"github.com/apigspec/apigspec/reports"
	"github.com/apigspec/apigspec/runner"
)

// recorder takes down the results of a run as they come in: the event log gets its
// line, and the progress is shown.
type recorder struct {
	log      *reports.Log
	progress *reports.Progress
	// problems are complete once the run has delivered its last result.
	problems []string
}

func (s *session) newRecorder(log *reports.Log) *recorder {
	return &recorder{
		log:      log,
		progress: reports.NewProgress(s.console.Err, reports.ProgressMode(s.progress), s.style(s.console.Err), len(s.selected.cases), s.options.Strict),
	}
}

func (r *recorder) record(result runner.Result) {
	if err := r.log.Case(result); err != nil {
		r.problems = append(r.problems, fmt.Sprintf("the event log is incomplete: %v", err))
	}
	r.progress.Add(result)
}
