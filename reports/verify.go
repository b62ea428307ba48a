package reports

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
)

// Verifier holds statements against the logs that they are computed from.
//
// What that proves: the statement is what this log comes to, whole and unedited; each
// verdict follows from the exchanges and expectations that the log records; and a claim
// is of the whole case set. What it cannot prove is that the log records what took
// place, and with whose gateway: for that stands who signed the statement, and anybody
// who repeats the run.
type Verifier struct {
	// Version is that of the program.
	Version  string
	Contract *openapi.Contract
	// BuiltIn says that Contract is the built-in one.
	BuiltIn bool
	// Key is whose signature is asked for; nil to take any and none.
	Key ed25519.PublicKey
}

// Verified is a statement that passed.
type Verified struct {
	Statement Statement
	// Signer is the key of a signed statement; nil for one without a signature.
	Signer ed25519.PublicKey

	text []byte
}

// RefusedError says in a line what speaks against a statement or a certificate.
type RefusedError struct{ Reason string }

func (e *RefusedError) Error() string { return e.Reason }

func refused(format string, args ...any) error {
	return &RefusedError{fmt.Sprintf(format, args...)}
}

// Verify recomputes the statement from the log at the path, byte for byte, and judges the
// log again. What speaks against the statement is a [*RefusedError]; any other error
// means that it could not be told: the log cannot be read, or belongs to another contract
// or version.
func (v Verifier) Verify(statement []byte, log string) (Verified, error) {
	text, signer, signatureErr := unsigned(statement)
	var claimed Statement
	if err := yaml.Unmarshal(text, &claimed); err != nil {
		return Verified{}, refused("the statement cannot be read: %s", oneLine(err.Error()))
	}
	if claimed.Statement == 0 {
		return Verified{}, refused("it is no conformance statement (statement.yaml)")
	}
	digest, err := FileDigest(log)
	if err != nil {
		return Verified{}, fmt.Errorf("the event log: %w", err)
	}
	if claimed.Log != digest {
		return Verified{}, refused("log: the statement is of a log with the digest %q, that of %s is %s", claimed.Log, log, digest)
	}
	run, err := ReadFile(log)
	if err != nil {
		return Verified{}, err
	}
	defer run.Close()
	recomputed, err := statementText(run)
	if err != nil {
		return Verified{}, err
	}
	switch {
	case !bytes.Equal(text, recomputed):
		return Verified{}, refused("%s%s", difference(text, recomputed), v.otherVersion(run))
	case signatureErr != nil:
		return Verified{}, refused("%s", signatureErr)
	case v.Key != nil && signer == nil:
		return Verified{}, refused("the statement is not signed")
	case v.Key != nil && !v.Key.Equal(signer):
		return Verified{}, refused("the statement is signed with another key, %s; the one asked for is %s", Fingerprint(signer), Fingerprint(v.Key))
	}
	if err := v.judged(run); err != nil {
		return Verified{}, err
	}
	return Verified{Statement: claimed, Signer: signer, text: statement}, nil
}

// judged checks that the log is of the contract and its cases, and that today's judge
// comes to the same verdicts.
func (v Verifier) judged(run Run) error {
	meta := run.Meta
	if meta.Contract != v.Contract.Digest {
		if v.BuiltIn && meta.Conditions != nil && meta.Conditions.BuiltIn && meta.Version == v.Version {
			return refused("contract: the log says that it is the built-in one of apigspec %s, which is %s, and names %s", v.Version, v.Contract.Digest, meta.Contract)
		}
		return fmt.Errorf("the log was judged by the contract %.12s, this is %.12s; name that one with --contract, or verify with apigspec %s", meta.Contract, v.Contract.Digest, meta.Version)
	}
	if meta.Conditions != nil && meta.Conditions.BuiltIn && !v.BuiltIn {
		return refused("contract: the log says that it is the built-in one, but this is another")
	}
	all, err := cases.All(v.Contract)
	if err != nil {
		return err
	}
	if digest := cases.Digest(all); meta.CaseSet != digest {
		return fmt.Errorf("the log is of the case set %.12s, this apigspec has %.12s; verify with apigspec %s", meta.CaseSet, digest, meta.Version)
	}
	if err := ofCaseSet(run, all); err != nil {
		return err
	}
	changes, err := Rejudge(v.Contract, run)
	if err != nil {
		return refused("the log cannot be judged again: %s", err)
	}
	if len(changes) > 0 {
		first := changes[0]
		now := Case{Verdict: first.Now.Verdict, Reason: first.Now.Reason.String(), Deviations: first.Now.Deviations}
		return refused("case %s: the log says %s, and judged again it is %s", first.Case.ID, verdictOf(first.Case.Headline(), string(first.Case.Verdict)),
			verdictOf(now.Headline(), string(now.Verdict)))
	}
	return nil
}

// verdictOf is a verdict with what it is for, where that says more.
func verdictOf(headline, verdict string) string {
	if headline == verdict {
		return verdict
	}
	return fmt.Sprintf("%s (%s)", verdict, headline)
}

// ofCaseSet checks that the log has no case that the case set does not have, nor one that
// counts otherwise, and counts the set rightly.
func ofCaseSet(run Run, all []cases.Case) error {
	known := map[string]cases.Case{}
	for _, c := range all {
		known[c.ID] = c
	}
	for _, c := range run.Cases {
		of, found := known[c.ID]
		switch {
		case !found:
			return refused("case %s: the case set has no such case", c.ID)
		case c.Operation != of.Operation || c.Level != of.Level || c.Requirement != of.Requirement || !slices.Equal(c.Clauses, of.Clauses):
			return refused("case %s: its operation, level, requirement or clauses are not those of the case set", c.ID)
		}
	}
	if want := CountAvailable(all, run.Meta.Profile); run.Meta.Available != want {
		return refused("available: the log says that profile %s has %d cases, it has %d", run.Meta.Profile, run.Meta.Available, want)
	}
	return nil
}

// otherVersion is a hint for a statement that another version may word otherwise.
func (v Verifier) otherVersion(run Run) string {
	if run.Meta.Version == v.Version {
		return ""
	}
	return fmt.Sprintf("; it was made by apigspec %s, and this is %s", run.Meta.Version, v.Version)
}

// difference names the first key in which two YAML documents differ, or the first line if
// that is between the keys.
func difference(got, want []byte) string {
	var a, b yaml.Node
	if yaml.Unmarshal(got, &a) == nil && yaml.Unmarshal(want, &b) == nil {
		if found := differentKey("", &a, &b); found != "" {
			return found
		}
	}
	gotLines, wantLines := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range min(len(gotLines), len(wantLines)) {
		if !bytes.Equal(gotLines[i], wantLines[i]) {
			return fmt.Sprintf("line %d: the statement has %q, from its log comes %q", i+1, gotLines[i], wantLines[i])
		}
	}
	return fmt.Sprintf("the statement has %d lines, from its log come %d", len(gotLines), len(wantLines))
}

// differentKey walks two documents side by side; empty if they say the same.
func differentKey(at string, got, want *yaml.Node) string {
	if got.Kind != want.Kind || len(got.Content) == 0 || len(want.Content) == 0 {
		if got.Kind == want.Kind && got.Value == want.Value && got.ShortTag() == want.ShortTag() && len(got.Content) == len(want.Content) {
			return ""
		}
		return fmt.Sprintf("%s: the statement says %s, from its log comes %s", at, brief(got), brief(want))
	}
	for i := range max(len(got.Content), len(want.Content)) {
		under := at
		switch {
		case got.Kind == yaml.MappingNode && i >= len(got.Content):
			return fmt.Sprintf("%s: missing in the statement", joinKey(at, want.Content[i].Value))
		case got.Kind == yaml.MappingNode && i >= len(want.Content):
			return fmt.Sprintf("%s: its log gives no such key", joinKey(at, got.Content[i].Value))
		case i >= len(got.Content) || i >= len(want.Content):
			return fmt.Sprintf("%s: the statement lists %d, from its log come %d", at, len(got.Content), len(want.Content))
		case got.Kind == yaml.MappingNode && i%2 == 0:
			if got.Content[i].Value != want.Content[i].Value {
				return fmt.Sprintf("%s: its log gives no such key here, but %s", joinKey(at, got.Content[i].Value), joinKey(at, want.Content[i].Value))
			}
			continue
		case got.Kind == yaml.MappingNode:
			under = joinKey(at, want.Content[i-1].Value)
		case got.Kind == yaml.SequenceNode:
			under = fmt.Sprintf("%s[%d]", at, i)
		}
		if found := differentKey(under, got.Content[i], want.Content[i]); found != "" {
			return found
		}
	}
	return ""
}

func joinKey(at, key string) string {
	if at == "" {
		return key
	}
	return at + "." + key
}

// brief is a value for a message.
func brief(node *yaml.Node) string {
	switch node.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	default:
		return fmt.Sprintf("%q", node.Value)
	}
}
