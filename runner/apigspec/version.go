package main

import (
	"fmt"

	"github.com/apigspec/apigspec/cases"
)

type versionCommand struct{}

// Run prints one "name value" line each.
func (versionCommand) Run(c console) error {
	contract, all, err := contractFlag{}.load()
	if err != nil {
		return err
	}
	fmt.Fprintf(c.Out, "apigspec %s\ncontract %s\ncases    %s (%d)\n", version, contract.Digest, cases.Digest(all), len(all))
	return nil
}
