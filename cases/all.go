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
	lib, rows, err := rowsFor(contract, builtIn)
	if err != nil {
		return nil, err
	}
	all, err := lib.withGenerated(rows)
	lib.opposing(all)
	for i := range all {
		all[i].Clauses = unique(append(all[i].Clauses, lib.implied(all[i])...)...)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].ID < all[j].ID })
	return all, err
}

// rowsFor are the hand-written cases that a contract has a place for.
func rowsFor(contract, builtIn *openapi.Contract) (*library, []Case, error) {
	lib, err := loadLibrary(files, contract, builtIn)
	if err != nil {
		return nil, nil, err
	}
	rows, err := loadRows(files, lib, contract)
	if err != nil {
		return nil, nil, err
	}
	return lib, slices.DeleteFunc(rows, func(c Case) bool { return !lib.fits(c) }), nil
}

// withGenerated adds to the rows what the contract implies.
func (lib *library) withGenerated(rows []Case) ([]Case, error) {
	all, taken := rows, map[string]bool{}
	for _, c := range rows {
		taken[c.ID] = true
	}
	var problems []error
	for i := range lib.contract.Operations {
		op := &lib.contract.Operations[i]
		if err := lib.lostRows(op, rows); err != nil {
			problems = append(problems, err)
		}
		for _, c := range newGenerator(lib, lib.contract, op).all() {
			if taken[c.ID] || !lib.fits(c) {
				continue
			}
			taken[c.ID] = true
			if err := checkGenerated(lib.contract, c); err != nil {
				problems = append(problems, fmt.Errorf("generated case %s: %w", c.ID, err))
			}
			all = append(all, c)
		}
	}
	return all, errors.Join(problems...)
}

// lostRows says that an operation which unbinds has none of its rows: without
// them next to nothing of it would be tested, and nobody would know.
func (lib *library) lostRows(op *openapi.Operation, rows []Case) error {
	_, unbinds := lib.operations[op.ID]
	if !unbinds || slices.ContainsFunc(rows, func(c Case) bool { return c.Operation == op.ID }) {
		return nil
	}
	return fmt.Errorf("%s (page %s): no row of %s*.yaml fits the page, though the operation unbinds; see whether the page still has what the rows speak of, such as the list of ids", op.ID, op.Page, folder)
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
