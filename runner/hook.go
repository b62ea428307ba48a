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

	"github.com/apigspec/apigspec/openapi"
)

// hookTime bounds one hook.
const hookTime = 30 * time.Second

// noOperation stands for the run as a whole, where a hook is not about a case.
var noOperation = openapi.Operation{}

// hook runs a command of the target file, or posts to it if it is an address.
// It gets APIGSPEC_CASE, APIGSPEC_OPERATION and APIGSPEC_PATH.
func (r *Run) hook(ctx context.Context, command string, e *execution, op openapi.Operation) error {
	if command == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, hookTime)
	defer cancel()
	facts := map[string]string{"case": "", "operation": op.ID, "path": ""}
	if e != nil {
		facts["case"] = e.c.ID
		if q, err := e.names.request(op, e.c.ID, e.c.Steps[0].Request); err == nil {
			facts["path"] = q.Path
		}
	}
	if strings.HasPrefix(command, "http://") || strings.HasPrefix(command, "https://") {
		return postHook(ctx, command, facts)
	}
	shell := exec.CommandContext(ctx, "sh", "-c", command)
	shell.Env = append(os.Environ(), "APIGSPEC_CASE="+facts["case"], "APIGSPEC_OPERATION="+facts["operation"], "APIGSPEC_PATH="+facts["path"])
	if out, err := shell.CombinedOutput(); err != nil {
		return fmt.Errorf("running %q: %w: %s", command, err, bytes.TrimSpace(out))
	}
	return nil
}

func postHook(ctx context.Context, address string, facts map[string]string) error {
	body, err := json.Marshal(facts)
	if err != nil {
		return fmt.Errorf("posting to %s: %w", address, err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("posting to %s: %w", address, err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("posting to %s: %w", address, err)
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	if response.StatusCode >= 300 {
		return fmt.Errorf("posting to %s: status %d", address, response.StatusCode)
	}
	return err
}
