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
// the operations it has, and what [Generate] derives. A row replaces the
// generated case of the same ID.
func All(contract *openapi.Contract) ([]Case, error) {
	lib, err := loadLibrary(files)
	if err != nil {
		return nil, err
	}
	all, err := loadRows(files, lib, contract)
	if err != nil {
		return nil, err
	}
	byID := map[string]bool{}
	var problems []error
	for _, c := range all {
		if byID[c.ID] {
			problems = append(problems, fmt.Errorf("two rows have the id %s", c.ID))
		}
		byID[c.ID] = true
	}
	for _, op := range contract.Operations {
		for _, c := range newGenerator(lib, contract, op).all() {
			if !byID[c.ID] {
				byID[c.ID] = true
				all = append(all, c)
			}
		}
	}
	for i := range all {
		all[i].Clauses = unique(append(all[i].Clauses, implied(contract, all[i])...)...)
	}
	for _, c := range all {
		if err := c.validate(); err != nil {
			problems = append(problems, fmt.Errorf("case %s: %w", c.ID, err))
		}
		for _, id := range c.Clauses {
			if _, ok := contract.Clause(id); !ok {
				problems = append(problems, fmt.Errorf("case %s: the contract has no clause %s", c.ID, id))
			}
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].ID < all[j].ID })
	return all, errors.Join(problems...)
}

// implied are the clauses that a case exercises by what it expects: where one
// status must come back, everything the page says of that answer is judged.
func implied(contract *openapi.Contract, c Case) []string {
	var ids []string
	for _, s := range c.Steps {
		status := onlyStatus(s.Expect)
		if status == 0 {
			continue
		}
		answer := c.Operation + "/" + statusClause(status)
		for _, clause := range contract.ClausesOf(c.Operation) {
			if clause.Excluded == "" && (clause.ID == answer || strings.HasPrefix(clause.ID, answer+"/")) {
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
