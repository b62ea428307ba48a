package cases

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/apigspec/apigspec/openapi"
)

// All lists every case of a contract, ordered by ID: the hand-written rows of
// the operations it has, and what the contract implies. A row replaces the
// generated case of the same ID. The error lists every mistake of every row,
// with file, line, row and key.
func All(contract *openapi.Contract) ([]Case, error) {
	lib, err := loadLibrary(files, contract)
	if err != nil {
		return nil, err
	}
	all, err := loadRows(files, lib, contract)
	if err != nil {
		return nil, err
	}
	byID := map[string]bool{}
	for _, c := range all {
		byID[c.ID] = true
	}
	var problems []error
	for _, op := range contract.Operations {
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
	for i := range all {
		all[i].Clauses = unique(append(all[i].Clauses, implied(contract, all[i])...)...)
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
	for _, s := range c.Steps {
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

// implied are the clauses that a case exercises by what it expects: where one
// status must come back, everything the page says of that response is judged.
func implied(contract *openapi.Contract, c Case) []string {
	var ids []string
	for _, s := range c.Steps {
		status := onlyStatus(s.Expect)
		if status == 0 {
			continue
		}
		response := c.Operation + "/" + statusClause(status)
		for _, clause := range contract.ClausesOf(c.Operation) {
			if clause.Excluded == "" && (clause.ID == response || strings.HasPrefix(clause.ID, response+"/")) {
				ids = append(ids, clause.ID)
			}
		}
	}
	return ids
}

// onlyStatus is the status that must come back; 0 where several may.
func onlyStatus(e Expect) int {
	status := 0
	for _, o := range e.AnyOf {
		if status != 0 && o.Status != status {
			return 0
		}
		status = o.Status
	}
	return status
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
