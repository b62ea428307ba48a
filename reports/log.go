package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/exchange"
)

// The events of a log.
const (
	eventRun  = "run"
	eventCase = "case"
	eventEnd  = "end"
)

// Log writes an event log. Each event goes out in one Write as one line, so a
// killed run leaves whole lines, but for the one it was writing. It is safe for
// concurrent use.
type Log struct {
	mu      sync.Mutex
	w       io.Writer
	started time.Time
	end     End
	ended   bool
	// builtIn says that the contract is the built-in one.
	builtIn bool
	// ownGateway is set once a response says that the suite's own gateway sent it.
	ownGateway bool
}

// Ending is what only the caller knows about the end of a run.
type Ending struct {
	// Exit is the program's exit code.
	Exit int
	// Problem says why the run as a whole went wrong; empty if it did not.
	Problem string
	// LeftBehind is what the run did not leave as it was.
	LeftBehind []runner.Leftover
	// Duration is the run's; zero for the time since Meta.Started.
	Duration time.Duration
}

// NewLog writes the run line to w. Event and Schema need not be set.
func NewLog(w io.Writer, meta Meta) (*Log, error) {
	meta.Event, meta.Schema = eventRun, Schema
	if meta.Started.IsZero() {
		meta.Started = time.Now()
	}
	log := &Log{w: w, started: meta.Started, builtIn: meta.Conditions != nil && meta.Conditions.BuiltIn, end: End{Event: eventEnd, Counts: NewCounts()}}
	if err := log.write(meta); err != nil {
		return nil, fmt.Errorf("write the run line of the event log: %w", err)
	}
	return log, nil
}

// Case writes the line of a finished case.
func (l *Log) Case(result runner.Result) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		return fmt.Errorf("write case %s to the event log: the log has ended", result.Case.ID)
	}
	if err := l.write(NewCase(result)); err != nil {
		return fmt.Errorf("write case %s to the event log: %w", result.Case.ID, err)
	}
	l.count(result)
	for _, ex := range result.Exchanges() {
		l.ownGateway = l.ownGateway || ex.Response != nil && exchange.FromOwnGateway(ex.Response.Header)
	}
	return nil
}

// Unclaimable says why a run like this claims no profile, whatever was executed: the
// contract, or the gateway; empty if it may.
func (l *Log) Unclaimable() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case !l.builtIn:
		return ownContract
	case l.ownGateway:
		return ownGateway
	default:
		return ""
	}
}

// End writes the end line. Nothing can be written after it.
func (l *Log) End(ending Ending) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		return fmt.Errorf("write the end line of the event log: the log has ended")
	}
	l.ended = true
	duration := ending.Duration
	if duration == 0 {
		duration = time.Since(l.started)
	}
	l.end.Exit = ending.Exit
	l.end.Problem = ending.Problem
	l.end.LeftBehind = append([]runner.Leftover{}, ending.LeftBehind...)
	l.end.DurationMS = exchange.Milliseconds(duration)
	if err := l.write(l.end); err != nil {
		return fmt.Errorf("write the end line of the event log: %w", err)
	}
	return nil
}

func (l *Log) count(result runner.Result) {
	l.end.Counts.Add(result.Verdict, result.Case.Level)
	l.end.Total++
	if result.Flaky {
		l.end.Flaky++
	}
	if result.Waived() {
		l.end.Waived++
	}
}

func (l *Log) write(event any) error {
	line, err := encodeLine(event)
	if err != nil {
		return err
	}
	_, err = l.w.Write(line)
	return err
}

// writeJSON prints a document for people and programs; what names it in errors.
func writeJSON(w io.Writer, document any, what string) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(document); err != nil {
		return fmt.Errorf("write %s: %w", what, err)
	}
	return nil
}

// encodeLine leaves <, > and & readable, which json.Marshal would escape.
func encodeLine(event any) ([]byte, error) {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(event); err != nil {
		return nil, err
	}
	return line.Bytes(), nil
}
