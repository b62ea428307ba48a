package main

import (
	"fmt"
	"os"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/reports"
)

type versionCommand struct{}

// programDigest is the SHA-256 digest of this program's file; empty if it cannot be
// read, which is nothing that a run should end for.
func programDigest() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	digest, _ := reports.FileDigest(path)
	return digest
}

// Run prints one "name value" line each.
func (versionCommand) Run(c console) error {
	program := early(programDigest)
	contract, all, err := contractFlag{}.load()
	if err != nil {
		return err
	}
	fmt.Fprintf(c.Out, "apigspec %s\ncontract %s\ncases    %s (%d)\nprogram  %s\n", version, contract.Digest, cases.Digest(all), len(all), program())
	return nil
}
