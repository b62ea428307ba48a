package reports

import (
	"net/url"
	"slices"
	"time"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/target"
)

// Schema is the version of the event log that this package writes. A change
// that an old reader would misunderstand raises it; an added key does not.
const Schema = 2

// Meta is the first line of the log: what was run, against what.
type Meta struct {
	Event  string `json:"event"`
	Schema int    `json:"schema"`
	// Version is the program's, Program the SHA-256 digest of its file, hexadecimal;
	// empty if that could not be read.
	Version string `json:"version"`
	Program string `json:"program,omitempty"`
	// Contract and CaseSet are digests.
	Contract string    `json:"contract"`
	CaseSet  string    `json:"case_set"`
	Target   Target    `json:"target"`
	Profile  string    `json:"profile"`
	Seed     int64     `json:"seed"`
	Started  time.Time `json:"started"`
	// Strict says that should cases are judged like must cases.
	Strict bool `json:"strict,omitempty"`
	// Selected is the number of cases the run set out to execute, Available
	// that of the profile's whole case set ([CountAvailable]). A run of fewer
	// than all claims no profile.
	Selected  int `json:"selected,omitempty"`
	Available int `json:"available,omitempty"`
	// Command repeats the run when typed into a shell. It must hold no secret.
	Command string `json:"command,omitempty"`
	// RedactHosts keeps the target's host out of the statement.
	RedactHosts bool `json:"redact_hosts,omitempty"`
	// Conditions are what a claim rests on; nil in logs of before they were recorded.
	Conditions *Conditions `json:"conditions,omitempty"`
	// Shard is "I/N" for a part of a run.
	Shard string `json:"shard,omitempty"`
	// Selection identifies the cases that were selected, those of all shards; see
	// [SelectionDigest].
	Selection string `json:"selection,omitempty"`
	// Merged are the shards that the log was made of by [Merge].
	Merged []Part `json:"merged,omitempty"`
	// Waivers are the known deviations that the run was given.
	Waivers []runner.Waiver `json:"waivers,omitempty"`
	// Operations are the judged operations with their clauses, so that a
	// failure can be tied to a line of a page without the contract at hand.
	Operations []Operation `json:"operations,omitempty"`
	// Notes are the contradictions and slips found in the pages.
	Notes []Note `json:"notes,omitempty"`
}

// Target is what a log says about the gateway under test. It has no field that
// could hold a credential.
type Target struct {
	// Name is what the user called it: "embedded", "mutant:ID" or a file.
	Name           string                 `json:"name"`
	URL            string                 `json:"url"`
	ProjectID      string                 `json:"project_id,omitempty"`
	InstanceID     string                 `json:"instance_id,omitempty"`
	EnvID          string                 `json:"env_id,omitempty"`
	Dialect        string                 `json:"dialect,omitempty"`
	Implementation *target.Implementation `json:"implementation,omitempty"`
}

// Operation is one judged operation and what its page states.
type Operation struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Method  string   `json:"method"`
	Path    string   `json:"path"`
	Page    string   `json:"page"`
	Clauses []Clause `json:"clauses,omitempty"`
}

// Clause is one statement of a page and its place.
type Clause struct {
	ID       string        `json:"id"`
	Kind     string        `json:"kind,omitempty"`
	Text     string        `json:"text"`
	Place    openapi.Place `json:"place"`
	Excluded string        `json:"excluded,omitempty"`
}

// Note is a slip or contradiction in a page, and what was made of it. A note
// of package derive converts to it.
type Note struct {
	ID       string `json:"id"`
	Page     string `json:"page"`
	Line     int    `json:"line"`
	Kind     string `json:"kind"`
	Text     string `json:"text"`
	Decision string `json:"decision"`
	Why      string `json:"why"`
}

// NewTarget describes a target for the log under the name the user gave it.
func NewTarget(name string, t target.Target) Target {
	described := Target{
		Name:       name,
		URL:        withoutUser(t.URL),
		ProjectID:  t.ProjectID,
		InstanceID: t.InstanceID,
		EnvID:      t.EnvID,
		Dialect:    t.Auth.Dialect,
	}
	if t.Implementation != (target.Implementation{}) {
		described.Implementation = &t.Implementation
	}
	return described
}

// NewOperations returns the contract's operations that the cases belong to,
// with all their clauses, in the contract's order.
func NewOperations(contract *openapi.Contract, selected []cases.Case) []Operation {
	used := map[string]bool{}
	for _, c := range selected {
		used[c.Operation] = true
	}
	var operations []Operation
	for _, operation := range contract.Operations {
		if used[operation.ID] {
			operations = append(operations, newOperation(operation, contract.ClausesOf(operation.ID)))
		}
	}
	return operations
}

func newOperation(operation openapi.Operation, clauses []openapi.Clause) Operation {
	described := Operation{
		ID:     operation.ID,
		Title:  operation.Title,
		Method: operation.Method,
		Path:   operation.Path,
		Page:   operation.Page,
	}
	for _, clause := range clauses {
		described.Clauses = append(described.Clauses, Clause{
			ID:       clause.ID,
			Kind:     string(clause.Kind),
			Text:     clause.Text,
			Place:    clause.Place,
			Excluded: clause.Excluded,
		})
	}
	return described
}

// NotesOn keeps the notes on the pages of the operations.
func NotesOn(operations []Operation, notes []Note) []Note {
	var kept []Note
	for _, note := range notes {
		if slices.ContainsFunc(operations, func(o Operation) bool { return o.Page == note.Page }) {
			kept = append(kept, note)
		}
	}
	return kept
}

// CountAvailable counts the cases of a profile in the whole case set: what
// Meta.Available is about. domain.AllProfiles counts every case.
func CountAvailable(all []cases.Case, profile string) int {
	count := 0
	for _, c := range all {
		if domain.Claims(profile, domain.ProductOf(c.Operation)) {
			count++
		}
	}
	return count
}

// withoutUser drops a user and password from a URL.
func withoutUser(raw string) string {
	parsed, err := url.Parse(raw)
	if err != nil || parsed.User == nil {
		return raw
	}
	parsed.User = nil
	return parsed.String()
}

// Clause looks a clause up in the log's register.
func (r Run) Clause(id string) (Clause, bool) {
	clauses := r.clauses
	if clauses == nil {
		clauses = clausesByID(r.Meta.Operations)
	}
	clause, found := clauses[id]
	return clause, found
}

func clausesByID(operations []Operation) map[string]Clause {
	clauses := map[string]Clause{}
	for _, operation := range operations {
		for _, clause := range operation.Clauses {
			clauses[clause.ID] = clause
		}
	}
	return clauses
}
