package reports

import (
	"encoding/json"
	"fmt"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner"
)

// Replay writes each result as a log line, reads it back and judges it again.
// The error names the first case that comes to something else: the log does not
// hold all that its verdict was drawn from.
func Replay(contract *openapi.Contract, results []runner.Result) error {
	for _, result := range results {
		line, err := encodeLine(NewCase(result))
		if err != nil {
			return fmt.Errorf("record case %s: %w", result.Case.ID, err)
		}
		var c Case
		if err := json.Unmarshal(line, &c); err != nil {
			return fmt.Errorf("read case %s back: %w", result.Case.ID, err)
		}
		changes, err := Rejudge(contract, Run{Cases: []*Case{&c}})
		if err != nil {
			return err
		}
		if len(changes) > 0 {
			return fmt.Errorf("case %s was %s %v, and by its record is %s %v", c.ID, c.Verdict, c.Deviations, changes[0].Now.Verdict, changes[0].Now.Deviations)
		}
	}
	return nil
}
