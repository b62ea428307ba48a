package reports

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/runner/judge"
	"github.com/apigspec/apigspec/runner/target"
)

// Statement is a conformance statement. It is computed from a run, never
// typed; [NewStatement] has the rule.
type Statement struct {
	Statement      int                   `yaml:"statement"`
	Implementation target.Implementation `yaml:"implementation"`
	Target         StatementTarget       `yaml:"target"`
	Suite          Suite                 `yaml:"suite"`
	// Log is the SHA-256 digest of the event log that the statement is computed from,
	// hexadecimal.
	Log        string              `yaml:"log,omitempty"`
	Conditions StatementConditions `yaml:"conditions"`
	Date       string              `yaml:"date"` // of the run, UTC, YYYY-MM-DD
	// Profiles has an entry for apig, roma and every other product that the
	// run has cases of.
	Profiles  map[string]Claim `yaml:"profiles"`
	Reproduce Reproduce        `yaml:"reproduce"`
}

// StatementTarget is where the implementation was reached.
type StatementTarget struct {
	Name string `yaml:"name"`
	URL  string `yaml:"url"`
}

// Suite says by what the implementation was judged: a version, and SHA-256 digests of
// the program's file, the contract and the case set, hexadecimal.
type Suite struct {
	Version  string `yaml:"version"`
	Program  string `yaml:"program,omitempty"`
	Contract string `yaml:"contract"`
	CaseSet  string `yaml:"case_set"`
}

// StatementConditions are what a reader has to know to weigh the claims.
type StatementConditions struct {
	Conditions `yaml:",inline"`
	// Strict says that should cases were judged like must cases.
	Strict bool `yaml:"strict"`
	// SkippedShould is the number of should cases that could not run.
	SkippedShould int `yaml:"skipped_should"`
	// Waivers is the number of waivers that the run was given.
	Waivers int `yaml:"waivers"`
}

// Reproduce says how to repeat the run.
type Reproduce struct {
	Command string `yaml:"command,omitempty"`
	Seed    int64  `yaml:"seed"`
	Strict  bool   `yaml:"strict"`
	Shard   string `yaml:"shard,omitempty"`
	Started string `yaml:"started"` // RFC 3339, UTC
	// DurationMS is absent when the run did not end.
	DurationMS float64 `yaml:"duration_ms,omitempty"`
}

// statementVersion is that of the statement's form. In form 1 each failed case had an
// entry of its own.
const statementVersion = 2

// NewStatement computes the statement of a run. A profile's cases are those of
// the operations that its name prefixes ("apig.…"). The profile is
//
//	not claimed     if the run's profile does not include it
//	not conformant  else if a case that counts failed
//	conformant      else if all of it is known: the run ended without a problem,
//	                covered the whole built-in case set, every must case passed,
//	                there was one, and no response came from the suite's own gateway
//	not claimed     else: a must case (should case, under strict judgement)
//	                errored, was skipped for want of a prerequisite, or is waived;
//	                the run was a selection or a shard, or went wrong as a whole;
//	                the contract or the gateway is not one that a claim is made with
//
// A waiver thus lets a run succeed but never makes a claim.
func NewStatement(run Run) Statement {
	meta := run.Meta
	statement := Statement{
		Statement:  statementVersion,
		Target:     StatementTarget{Name: meta.Target.Name, URL: meta.Target.URL},
		Suite:      Suite{Version: meta.Version, Program: meta.Program, Contract: meta.Contract, CaseSet: meta.CaseSet},
		Log:        run.digest,
		Conditions: run.conditions(),
		Date:       meta.Started.UTC().Format("2006-01-02"),
		Profiles:   map[string]Claim{},
		Reproduce: Reproduce{
			Command: recipe(meta.Command),
			Seed:    meta.Seed,
			Strict:  meta.Strict,
			Shard:   meta.Shard,
			Started: meta.Started.UTC().Format("2006-01-02T15:04:05Z"),
		},
	}
	if meta.Target.Implementation != nil {
		statement.Implementation = *meta.Target.Implementation
	}
	if run.End != nil {
		statement.Reproduce.DurationMS = run.End.DurationMS
	}
	for _, profile := range run.profiles() {
		statement.Profiles[profile] = claim(run, profile)
	}
	return statement
}

// WriteStatement renders the conformance statement as YAML, with a signature at its end
// if the run has somebody to sign it.
func WriteStatement(w io.Writer, run Run) error {
	text, err := statementText(run)
	if err == nil && run.signer != nil {
		text = sign(text, run.signer)
	}
	if err == nil {
		_, err = w.Write(text)
	}
	if err != nil {
		return fmt.Errorf("write conformance statement: %w", err)
	}
	return nil
}

// statementText is the statement as it is published, without a signature.
func statementText(run Run) ([]byte, error) {
	document, err := run.published(NewStatement(run))
	if err != nil {
		return nil, err
	}
	text := bytes.NewBufferString("# Conformance statement, computed by apigspec from the event log beside it (results.jsonl).\n" +
		"# apigspec verify recomputes it, and refuses one that was edited.\n")
	encoder := yaml.NewEncoder(text)
	encoder.SetIndent(2)
	if err := encoder.Encode(document); err != nil {
		return nil, err
	}
	if err := encoder.Close(); err != nil {
		return nil, err
	}
	return text.Bytes(), nil
}

// conditions are those of the run, as far as its log says.
func (r Run) conditions() StatementConditions {
	conditions := StatementConditions{Strict: r.Meta.Strict, Waivers: len(r.Meta.Waivers)}
	if r.Meta.Conditions != nil {
		conditions.Conditions = *r.Meta.Conditions
	}
	for _, c := range r.Cases {
		if c.Level == cases.Should && c.Verdict == judge.Skip {
			conditions.SkippedShould++
		}
	}
	return conditions
}

// claims says in one line for each profile of the run what the statement says
// of it: "apig: not claimed, 3 cases could not run for want of a prerequisite".
func (r Run) claims() []string {
	statement := NewStatement(r)
	var lines []string
	for _, profile := range r.profiles() {
		if !r.claimsProfile(profile) {
			continue
		}
		claim := statement.Profiles[profile]
		lines = append(lines, strings.Join(append([]string{profile + ": " + string(claim.Status)}, claim.Reasons...), ", "))
	}
	return lines
}

// claimsProfile reports whether the run was about the profile.
func (r Run) claimsProfile(profile string) bool { return domain.Claims(r.Meta.Profile, profile) }

// profiles lists what the statement must speak of.
func (r Run) profiles() []string {
	profiles := domain.ProductNames()
	for _, c := range r.Cases {
		if product := c.product(); !slices.Contains(profiles, product) {
			profiles = append(profiles, product)
		}
	}
	return profiles
}

// product is the first part of the operation's id.
func (c *Case) product() string { return domain.ProductOf(c.Operation) }
