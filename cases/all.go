package cases

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sort"

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
