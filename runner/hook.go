package runner

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/apigspec/apigspec/runner/target"
)

// hookTime bounds one hook.
const hookTime = 30 * time.Second

// hook runs a command of the target file, or posts to it if it is an address.
// It gets the [target.HookVariables]; e is nil where the hook is about the run as
// a whole. The error says nothing of the command, into which the target file may
// have put secrets, and nothing of those that the hook printed.
func (r *Run) hook(ctx context.Context, command string, e *execution) error {
	if command == "" {
		return nil
	}
	var facts hookFacts
	if e != nil {
		facts.Case, facts.Operation = e.c.ID, e.op.ID
		if q, err := e.names.request(e.op, e.c.ID, e.c.Steps[0].Request); err == nil {
			facts.Path = q.Path
		}
	}
	limited, cancel := context.WithTimeout(ctx, hookTime)
	defer cancel()
	run := facts.execute
	if strings.HasPrefix(command, "http://") || strings.HasPrefix(command, "https://") {
		run = facts.post
	}
	err := run(limited, command)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case limited.Err() != nil:
		return fmt.Errorf("not finished after %s; what is to go on must go on in the background", hookTime)
	default:
		return errors.New(r.client.Redact(err.Error()))
	}
}

// hookFacts is what a hook is told.
type hookFacts struct {
	Case      string `json:"case"`
	Operation string `json:"operation"`
	Path      string `json:"path"`
}

// hookOutput is how long the output of a hook is read after its end: what it
// left running in the background may hold it open for ever.
const hookOutput = 200 * time.Millisecond

func (f hookFacts) execute(ctx context.Context, command string) error {
	shell := exec.CommandContext(ctx, "sh", "-c", command)
	shell.WaitDelay = hookOutput
	shell.Env = os.Environ()
	for i, value := range []string{f.Case, f.Operation, f.Path} {
		shell.Env = append(shell.Env, target.HookVariables()[i]+"="+value)
	}
	out, err := shell.CombinedOutput()
	switch {
	case err == nil, errors.Is(err, exec.ErrWaitDelay):
		return nil
	case len(bytes.TrimSpace(out)) > 0:
		return fmt.Errorf("%w: %s", err, bytes.TrimSpace(out))
	default:
		return err
	}
}

func (f hookFacts) post(ctx context.Context, address string) error {
	body, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("posting: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("posting: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("posting: %w", errors.Unwrap(err)) // without the address
	}
	if err := response.Body.Close(); err != nil {
		return fmt.Errorf("posting: %w", err)
	}
	if response.StatusCode >= 300 {
		return fmt.Errorf("posting: status %d", response.StatusCode)
	}
	return nil
}
