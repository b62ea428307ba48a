package main

import (
	"fmt"
	"strings"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi/spelling"
	"github.com/apigspec/apigspec/runner"
)

type showCommand struct {
	contractFlag
	ID string `arg:"" help:"The case's id, as list prints it."`
}

// Run prints the case, or the nearest ids if there is no such case.
func (s showCommand) Run(c console) error {
	contract, all, err := s.load()
	if err != nil {
		return err
	}
	wanted, err := caseByID(all, s.ID)
	if err != nil {
		return err
	}
	operation, known := contract.Operation(wanted.Operation)
	if !known {
		return fmt.Errorf("the contract has no operation %s", wanted.Operation)
	}
	_, err = c.Out.Write([]byte(describe(wanted, operation, contract)))
	return err
}

func caseByID(all []cases.Case, id string) (cases.Case, error) {
	ids := make([]string, 0, len(all))
	for _, c := range all {
		if c.ID == id {
			return c, nil
		}
		ids = append(ids, c.ID)
	}
	return cases.Case{}, &exit{code: runner.ExitNothing, err: fmt.Errorf("there is no case %q; the nearest are\n  %s", id, strings.Join(spelling.Nearest(id, ids, 5), "\n  "))}
}
