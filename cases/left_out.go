package cases

import (
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi"
)

// LeftOut are the ids of the hand-written cases about operations of a contract that it has
// no place for: its pages do not allow what they send, or lack what they are about.
func LeftOut(contract *openapi.Contract) ([]string, error) {
	builtIn, err := openapi.Default()
	if err != nil {
		return nil, err
	}
	usual, rows, err := rowsFor(builtIn, builtIn)
	if err != nil {
		return nil, err
	}
	own, fitting, err := rowsFor(contract, builtIn)
	if err != nil {
		return nil, err
	}
	has := map[string]bool{}
	for _, c := range fitting {
		has[c.ID], has[own.wordless(c)] = true, true
	}
	var left []string
	for _, c := range rows {
		if _, ok := contract.Operation(c.Operation); ok && !has[c.ID] && !has[usual.wordless(c)] {
			left = append(left, c.ID)
		}
	}
	slices.Sort(left)
	return left, nil
}

// wordless is the id of a hand-written case with the names of its page taken out again.
func (lib *library) wordless(c Case) string {
	id := c.ID
	for _, word := range []string{"list", "env", "action", "token", "project_parameter", "instance_parameter", "policy_parameter"} {
		if name := lib.operations[c.Operation].Words[word]; name != "" {
			id = strings.ReplaceAll(id, name, "<"+word+">")
		}
	}
	return id
}
