package main

import (
	"fmt"

	"github.com/apigspec/apigspec/reports"
	"github.com/apigspec/apigspec/runner"
)

// recorder takes the results off a run as they come in: the event log gets its
// line, and the progress is shown.
type recorder struct {
	run      *runner.Run
	log      *reports.Log
	progress *reports.Progress

	done chan struct{}
	// results and problems are complete once done is closed.
	results  []runner.Result
	problems []string
}

func (s *session) newRecorder(run *runner.Run, log *reports.Log) *recorder {
	return &recorder{
		run:      run,
		log:      log,
		progress: reports.NewProgress(s.console.Err, reports.ProgressMode(s.progress), s.style(s.console.Err), len(s.selected.cases), s.options.Strict),
		done:     make(chan struct{}),
	}
}

// record returns when the run has delivered its last result.
func (r *recorder) record() {
	defer close(r.done)
	defer r.progress.Finish()
	for result := range r.run.Results() {
		if err := r.log.Case(result); err != nil {
			r.problems = append(r.problems, fmt.Sprintf("the event log is incomplete: %v", err))
		}
		r.progress.Add(result)
		result.Rounds = nil // the log has them
		r.results = append(r.results, result)
	}
}

// wait returns the results once all are recorded.
func (r *recorder) wait() []runner.Result {
	<-r.done
	return r.results
}
