package cases

import (
	"strings"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/situation"
)

// implied are the clauses that a case decides by what it expects: where one
// status must come back, it and what the page says of its body. It leaves out
// what the response need not show, and what nobody can see.
func (lib *library) implied(c Case) []string {
	op, ok := lib.contract.Operation(c.Operation)
	if !ok {
		return nil
	}
	var ids []string
	for _, s := range c.Steps {
		status := onlyStatus(s.Expect)
		if status == 0 || s.Request.Operation != "" {
			continue
		}
		response := op.ID + "/" + openapi.ResponseClause(status)
		shown := lib.shown(op, s.Expect)
		for _, clause := range lib.contract.ClausesOf(op.ID) {
			rest, within := strings.CutPrefix(clause.ID, response+"/")
			if clause.Excluded == "" && (clause.ID == response || within && shown(clause, rest)) {
				ids = append(ids, clause.ID)
			}
		}
	}
	return ids
}

// shown tells what of a documented response each conforming one shows.
func (lib *library) shown(op *openapi.Operation, e Expect) func(clause openapi.Clause, rest string) bool {
	names := lib.operations[op.ID].Names.Accounting
	fails, batches, bare, own := true, true, false, true
	for _, o := range e.AnyOf {
		batches = batches && o.Batch != nil
		fails = fails && o.Batch != nil && len(o.Batch.Fail) > 0
		bare = bare || o.Bare
		own = own && o.Situation != "" && len(o.Codes) > 0 && lib.answered(op, o.Situation)[0].Own
	}
	refusal := len(e.AnyOf) > 0 && situation.FamilyOf(e.AnyOf[0].Status) != situation.Success
	return func(clause openapi.Clause, rest string) bool {
		switch {
		case bare:
			return false
		case refusal && clause.Kind == openapi.KindCode:
			return own
		case refusal || !batches:
			return refusal || clause.Kind != openapi.KindCode
		case clause.Kind == openapi.KindCode || rest != names.Succeeded && !strings.HasPrefix(rest, names.Succeeded+"/"):
			return fails
		}
		return true
	}
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
