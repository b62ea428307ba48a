package main

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/reports"
	"github.com/apigspec/apigspec/runner"
)

type verifyCommand struct {
	contractFlag
	Statement      string `arg:"" help:"Conformance statement (statement.yaml)."`
	Results        string `required:"" placeholder:"LOG" help:"Event log that the statement is computed from (results.jsonl)."`
	Key            string `placeholder:"FILE" help:"Ed25519 public key (PEM) that must have signed the statement."`
	Certificate    string `placeholder:"FILE" help:"Certificate (.html or .md) that must be the one of the statement."`
	CertificateOut string `placeholder:"DIR" help:"Write the certificate of the statement here, if that is verified and claims a profile."`
}

// Run ends with 0 for a statement that nothing speaks against, with 1 for one that is
// refused.
func (v verifyCommand) Run(c console) error {
	verified, err := v.verify()
	if err == nil {
		err = v.checkCertificate(verified)
	}
	var refused *reports.RefusedError
	switch {
	case errors.As(err, &refused):
		return &exit{code: runner.ExitNotConformant, err: fmt.Errorf("refused: %s: %w", v.Statement, err)}
	case err != nil:
		return &runner.ConfigError{Err: err}
	}
	fmt.Fprintf(c.Out, "verified: %s is what %s comes to\n", v.Statement, v.Results)
	for _, profile := range slices.Sorted(maps.Keys(verified.Statement.Profiles)) {
		claim := verified.Statement.Profiles[profile]
		fmt.Fprintln(c.Out, strings.Join(append([]string{"profile " + profile + ": " + string(claim.Status)}, claim.Reasons...), ", "))
	}
	fmt.Fprintln(c.Out, v.signature(verified))
	return v.writeCertificate(verified, c)
}

func (v verifyCommand) verify() (reports.Verified, error) {
	key, err := v.key()
	if err != nil {
		return reports.Verified{}, err
	}
	contract, err := v.contract()
	if err != nil {
		return reports.Verified{}, err
	}
	builtIn, err := v.builtIn(contract)
	if err != nil {
		return reports.Verified{}, err
	}
	statement, err := os.ReadFile(v.Statement)
	if err != nil {
		return reports.Verified{}, fmt.Errorf("the statement: %w", err)
	}
	verifier := reports.Verifier{Version: version, Contract: contract, BuiltIn: builtIn, Key: key}
	return verifier.Verify(statement, v.Results)
}

func (v verifyCommand) key() (ed25519.PublicKey, error) {
	if v.Key == "" {
		return nil, nil
	}
	key, err := reports.LoadPublicKey(v.Key)
	if err != nil {
		return nil, fmt.Errorf("--key: %w", err)
	}
	return key, nil
}

// signature says what is known of who signed the statement.
func (v verifyCommand) signature(verified reports.Verified) string {
	switch {
	case verified.Signer == nil:
		return "not signed"
	case v.Key == "":
		return fmt.Sprintf("signed with the key %s; whose that is was not checked: name the public key with --key", reports.Fingerprint(verified.Signer))
	default:
		return fmt.Sprintf("signed with the key of %s, %s", v.Key, reports.Fingerprint(verified.Signer))
	}
}

func (v verifyCommand) checkCertificate(verified reports.Verified) error {
	if v.Certificate == "" {
		return nil
	}
	content, err := os.ReadFile(v.Certificate)
	if err != nil {
		return fmt.Errorf("--certificate: %w", err)
	}
	return verified.CheckCertificate(v.Certificate, content)
}

func (v verifyCommand) writeCertificate(verified reports.Verified, c console) error {
	if v.CertificateOut == "" {
		return nil
	}
	files, err := verified.WriteCertificate(v.CertificateOut)
	for _, file := range files {
		fmt.Fprintf(c.Out, "wrote %s\n", file)
	}
	var refused *reports.RefusedError
	if errors.As(err, &refused) {
		return &exit{code: runner.ExitNotConformant, err: err}
	}
	if err != nil {
		return usage("--certificate-out: %w", err)
	}
	return nil
}
