package runner

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/apigspec/apigspec/openapi/situation"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/target"
)

// hookTime bounds one hook.
const hookTime = 30 * time.Second

// hook runs a command of the target file, or posts to it if it is an address.
// It gets the [target.HookVariables]; e is nil where the hook is about the run as
// a whole. The error ends with what the hook itself said. It has nothing of the
// command, into which the target file may have put secrets, and none of those that
// the hook printed.
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
	said, err := run(limited, command)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case limited.Err() != nil:
		err = fmt.Errorf("not finished after %s; what is to go on must go on in the background", hookTime)
	}
	text := r.client.Redact(err.Error())
	if said := lastLines(r.client.Redact(said)); said != "" { // what is cut could not be recognized as a secret
		text += ": " + said
	}
	return errors.New(text)
}

// sawHooked takes note of what came after the hook.
func (r *Run) sawHooked(x exchange.Exchange) {
	r.hooked.Add(1)
	if x.Response == nil || situation.FamilyOf(x.Response.Status) != situation.Success {
		r.heeded.Add(1)
	}
}

// doubtHook says that the hook may have done nothing: where the target answers each time as
// if nothing were wrong, that is more likely than that it hides every failure of its own.
func (r *Run) doubtHook() {
	if n := r.hooked.Load(); n > 1 && r.heeded.Load() == 0 {
		r.note(fmt.Sprintf("hooks.internal_error ended well %d times, and each time the target answered as if nothing were wrong: does the hook reach this target? (see %s)", n, r.place("hooks.internal_error")))
	}
}

// lastLines are the last few lines of what a hook said, where errors stand.
func lastLines(said string) string {
	const most, longest = 5, 300
	lines := strings.Split(strings.TrimSpace(said), "\n")
	if len(lines) > most {
		lines = append([]string{"…"}, lines[len(lines)-most:]...)
	}
	for i, line := range lines {
		line = strings.TrimSpace(line)
		if letters := []rune(line); len(letters) > longest {
			line = string(letters[:longest]) + "…"
		}
		lines[i] = line
	}
	return strings.Join(lines, "\n")
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

// execute runs the hook in a shell. Said is what it wrote to its standard error, or
// else to its standard output.
func (f hookFacts) execute(ctx context.Context, command string) (said string, err error) {
	shell := exec.CommandContext(ctx, "sh", "-c", command)
	shell.WaitDelay = hookOutput
	shell.Env = os.Environ()
	for i, value := range []string{f.Case, f.Operation, f.Path} {
		shell.Env = append(shell.Env, target.HookVariables()[i]+"="+value)
	}
	var output, complaint bytes.Buffer
	shell.Stdout, shell.Stderr = &output, &complaint
	err = shell.Run()
	if errors.Is(err, exec.ErrWaitDelay) {
		err = nil
	}
	if len(bytes.TrimSpace(complaint.Bytes())) > 0 {
		return complaint.String(), err
	}
	return output.String(), err
}

// hookResponse bounds what is read of the response to a posted hook, in bytes.
const hookResponse = 64 << 10

// post sends the facts to the hook's address. Said is the body of the response.
func (f hookFacts) post(ctx context.Context, address string) (said string, err error) {
	body, err := json.Marshal(f)
	if err != nil {
		return "", fmt.Errorf("posting: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return "", fmt.Errorf("posting: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", fmt.Errorf("posting: %w", errors.Unwrap(err)) // without the address
	}
	defer response.Body.Close()
	if response.StatusCode < 300 {
		return "", nil
	}
	text, err := io.ReadAll(io.LimitReader(response.Body, hookResponse))
	if err != nil {
		text = nil // the status says enough
	}
	return string(text), fmt.Errorf("posting: status %d", response.StatusCode)
}
