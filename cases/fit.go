package cases

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/apigspec/apigspec/openapi"
)

// fits reports whether the page allows the good requests of a case. An edition
// may not, for instance if its bounds let no list through that is so long; then
// the case has no place there. In the built-in contract such a request would be a
// mistake of the row, so the case is kept and the mistake found.
func (lib *library) fits(c Case) bool {
	return lib.builtIn || c.Mutation != "" || !lib.breaks(c)
}

// breaks reports whether a request of the case breaks the contract where the
// operation's valid request does not.
func (lib *library) breaks(c Case) bool {
	op, ok := lib.contract.Operation(c.Operation)
	if !ok {
		return false
	}
	var valid Request
	lib.complete(op.ID, &valid)
	ids := anyIDs(lib.usual[op.ID])
	accepted := violationsOf(op, valid, ids)
	return slices.ContainsFunc(c.Steps, func(s Step) bool {
		return s.Request.Operation == "" && len(Beyond(accepted, violationsOf(op, s.Request, ids))) > 0
	})
}

// violationsOf are the violations of a request whose placeholders are filled with
// ids of no kind. A raw body is not looked at: it is what it is.
func violationsOf(op *openapi.Operation, r Request, ids Lookup) []string {
	if r.Body == nil || r.Body.Raw != nil {
		return nil
	}
	query := ""
	if r.Query != nil {
		query, _ = Expand(*r.Query, ids) // rows and generated cases are checked
	}
	if r.Body.None {
		return Violations(*op, query, nil)
	}
	value, err := ExpandJSON(r.Body.JSON, ids)
	if err != nil {
		return nil
	}
	body, err := json.Marshal(value)
	if err != nil {
		return nil
	}
	return Violations(*op, query, body)
}

// manyBound is a number of things that are bound on one target.
const manyBound = 1000

// anyIDs fills a placeholder with as many texts like ids as it stands for. All that there
// are may be as many as the built-in page allows in a list or, if it sets no bound,
// many.
func anyIDs(usual operation) Lookup {
	all := manyBound
	if list := usual.listSchema(); list != nil && list.MaxItems != nil {
		all = int(*list.MaxItems)
	}
	return func(r Ref) ([]string, error) {
		if r.All {
			return likeIDs(all), nil
		}
		return likeIDs(r.Count()), nil
	}
}

// likeIDs are texts of the form that ids mostly have.
func likeIDs(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("%032x", i)
	}
	return ids
}
