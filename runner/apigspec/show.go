package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/spelling"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/mutation"
)

type showCommand struct {
	contractFlag
	Target string `placeholder:"T" help:"Fill in the ids of this gateway: embedded, mutant:ID, variant:NAME[,NAME…] or the path of a target file."`
	ID     string `arg:"" help:"The case's id, as list prints it."`
}

// Run prints the case, or the nearest ids if there is no such case.
func (s showCommand) Run(ctx context.Context, c console) error {
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
	address := ""
	if s.Target != "" {
		if wanted, address, err = s.fill(ctx, c, contract, wanted); err != nil {
			return err
		}
	}
	_, err = c.Out.Write([]byte(describe(wanted, operation, contract, address)))
	return err
}

// fill fills in the target's ids, and returns its address as well.
func (s showCommand) fill(ctx context.Context, c console, contract *openapi.Contract, wanted cases.Case) (filled cases.Case, address string, err error) {
	t, err := mutation.Describe(s.Target)
	if err != nil {
		return wanted, "", err
	}
	filled, missing, err := runner.Filled(ctx, contract, t, wanted)
	if missing != "" {
		fmt.Fprintf(c.Err, "apigspec: the case %s\n", missing)
	}
	return filled, t.URL, err
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
