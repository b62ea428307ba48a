package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/runner/target"
)

// Statement is a conformance statement. It is computed from a run, never
// typed; [NewStatement] has the rule.
type Statement struct {
	Statement      int                   `yaml:"statement"`
	Implementation target.Implementation `yaml:"implementation"`
	Target         StatementTarget       `yaml:"target"`
	Suite          Suite                 `yaml:"suite"`
	Date           string                `yaml:"date"` // of the run, UTC, YYYY-MM-DD
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

// Suite says by what the implementation was judged.
type Suite struct {
	Version  string `yaml:"version"`
	Contract string `yaml:"contract"`
	CaseSet  string `yaml:"case_set"`
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

// NewStatement computes the statement of a run. A profile's cases are those of
// the operations that its name prefixes ("apig.…"). The profile is
//
//	not claimed     if the run's profile does not include it
//	not conformant  else if a case that counts failed
//	conformant      else if all of it is known: the run ended without a problem,
//	                covered the whole case set, every must case passed, and there
//	                was one
//	not claimed     else: a must case (should case, under strict judgement)
//	                errored, was skipped for want of a prerequisite, or is waived;
//	                the run was a selection or a shard, or went wrong as a whole
//
// A waiver thus lets a run succeed but never makes a claim.
func NewStatement(run Run) Statement {
	meta := run.Meta
	statement := Statement{
		Statement: 1,
		Target:    StatementTarget{Name: meta.Target.Name, URL: meta.Target.URL},
		Suite:     Suite{Version: meta.Version, Contract: meta.Contract, CaseSet: meta.CaseSet},
		Date:      meta.Started.UTC().Format("2006-01-02"),
		Profiles:  map[string]Claim{},
		Reproduce: Reproduce{
			Command: meta.Command,
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

// WriteStatement renders the conformance statement as YAML.
func WriteStatement(w io.Writer, run Run) error {
	const preamble = "# Conformance statement, computed by apigspec from the event log beside it (results.jsonl). Not meant to be edited.\n"
	if _, err := io.WriteString(w, preamble); err != nil {
		return fmt.Errorf("write conformance statement: %w", err)
	}
	encoder := yaml.NewEncoder(w)
	encoder.SetIndent(2)
	if err := encoder.Encode(NewStatement(run)); err != nil {
		return fmt.Errorf("write conformance statement: %w", err)
	}
	if err := encoder.Close(); err != nil {
		return fmt.Errorf("write conformance statement: %w", err)
	}
	return nil
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
func (c Case) product() string { return domain.ProductOf(c.Operation) }
