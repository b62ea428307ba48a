package cases

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sort"

	"github.com/apigspec/apigspec/openapi"
)

// All lists every case of a contract, ordered by ID: the hand-written rows of
// the operations it has, and what the contract implies. A row replaces the
// generated case of the same ID. The error lists every mistake of every row,
// with file, line, row and key.
func All(contract *openapi.Contract) ([]Case, error) {
	builtIn, err := openapi.Default()
	if err != nil {
		return nil, err
	}
	lib, err := loadLibrary(files, contract, builtIn)
	if err != nil {
		return nil, err
	}
	all, err := loadRows(files, lib, contract)
	if err != nil {
		return nil, err
	}
	all = lib.fitting(all, builtIn)
	byID := map[string]bool{}
	for _, c := range all {
		byID[c.ID] = true
	}
	var problems []error
	for i := range contract.Operations {
		op := &contract.Operations[i]
		if _, known := lib.operations[op.ID]; known && !slices.ContainsFunc(all, func(c Case) bool { return c.Operation == op.ID }) {
			problems = append(problems, fmt.Errorf("%s (page %s): no row of %s*.yaml fits the page, though it unbinds; it has lost what rows speak of, such as the list of ids", op.ID, op.Page, folder))
		}
		for _, c := range newGenerator(lib, contract, op).all() {
			if byID[c.ID] {
				continue
			}
			byID[c.ID] = true
			if err := checkGenerated(contract, c); err != nil {
				problems = append(problems, fmt.Errorf("generated case %s: %w", c.ID, err))
			}
			all = append(all, c)
		}
	}
	all = lib.fitting(all, builtIn)
	lib.opposing(all)
	for i := range all {
		all[i].Clauses = unique(append(all[i].Clauses, lib.implied(all[i])...)...)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].ID < all[j].ID })
	return all, errors.Join(problems...)
}

// checkGenerated finds what a page can make of a generated case that no runner
// could carry out or explain. Rows are checked when they are loaded.
func checkGenerated(contract *openapi.Contract, c Case) error {
	var problems []error
	for _, id := range c.Clauses {
		if _, ok := contract.Clause(id); !ok {
			problems = append(problems, fmt.Errorf("the contract has no clause %s", id))
		}
	}
	for i, s := range c.Steps {
		if len(s.Expect.AnyOf) == 0 && c.Level != Observe {
			problems = append(problems, fmt.Errorf("step %d expects nothing, and so would accept everything", i+1))
		}
		s.strings(func(text string) {
			for _, m := range refPattern.FindAllString(text, -1) {
				if _, err := ParseRef(m); err != nil {
					problems = append(problems, err)
				}
			}
		})
		keys := make([]string, len(s.Expect.AnyOf))
		for i := range keys {
			keys[i] = fmt.Sprintf("outcome %d", i+1)
		}
		for _, p := range outcomeSetProblems(s.Expect.AnyOf, keys) {
			problems = append(problems, fmt.Errorf("%s: %s", p.Key, p.Message))
		}
	}
	return errors.Join(problems...)
}

// Digest identifies a set of cases: the hex SHA-256 of their JSON.
func Digest(set []Case) string {
	h := sha256.New()
	enc := json.NewEncoder(h)
	for _, c := range set {
		// A case holds only strings, numbers, lists and maps with string
		// keys; encoding it cannot fail.
		_ = enc.Encode(c)
	}
	return hex.EncodeToString(h.Sum(nil))
}
