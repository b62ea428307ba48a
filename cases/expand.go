package cases

import (
	"slices"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/situation"
)

// expand are the responses that outcomes as written come to for an operation:
// those that its page allows for their situations. What two situations have in
// common is kept once. Where the whole request may be refused for an id that counts as
// invalid, an entry that reports the id alone may have that code as well.
func (lib *library) expand(op *openapi.Operation, written []Outcome) []Outcome {
	invalid := func(o Outcome) bool { return o.Situation == situation.ParameterInvalid && !o.Bare }
	var all []Outcome
	var codes []string
	for _, w := range written {
		responses := lib.expandOne(op, w)
		all = append(all, responses...)
		for _, r := range responses {
			if invalid(w) {
				codes = append(codes, r.Codes...)
			}
		}
	}
	for _, o := range all {
		if o.Batch != nil && len(o.Batch.Codes) > 0 {
			o.Batch.Codes = unique(slices.Concat(o.Batch.Codes, codes)...)
		}
	}
	return distinct(all)
}

// distinct leaves out outcomes that stand in a list already.
func distinct(list []Outcome) []Outcome {
	var out []Outcome
	for _, o := range list {
		if !slices.ContainsFunc(out, func(other Outcome) bool { return sameResponse(other, o) }) {
			out = append(out, o)
		}
	}
	return out
}

// expandOne are the responses that one outcome comes to. Of a bare one only the
// status is the page's.
func (lib *library) expandOne(op *openapi.Operation, written Outcome) []Outcome {
	if written.Batch != nil {
		batch := *written.Batch
		batch.Codes = lib.operations[op.ID].Failure
		written.Batch = &batch
	}
	if written.Situation == "" {
		return []Outcome{written}
	}
	var all []Outcome
	for _, a := range lib.answered(op, written.Situation) {
		o := written
		o.Situation, o.Status = a.Situation, a.Status
		if o.Rationale == "" {
			o.Rationale = a.Reason
		}
		if !o.Bare {
			o.Codes, o.Like = a.Codes, a.Like
			o.EdgeCodes = lib.edgeCodes(written)
		}
		all = append(all, o)
	}
	return all
}

// edgeCodes are those of the outcome or, if it has none, those that a set of
// outcomes.yaml gives the situation.
func (lib *library) edgeCodes(written Outcome) []string {
	if written.EdgeCodes != nil {
		return written.EdgeCodes
	}
	return lib.edges[written.Situation]
}

// edgesOf are the edge codes that sets of outcomes give situations, the first by name each.
func edgesOf(sets map[string][]Outcome) map[situation.Situation][]string {
	edges := map[situation.Situation][]string{}
	for _, name := range sortedKeys(sets) {
		for _, o := range sets[name] {
			if edges[o.Situation] == nil && o.EdgeCodes != nil {
				edges[o.Situation] = o.EdgeCodes
			}
		}
	}
	return edges
}

// sameResponse reports whether two outcomes are the same response with the same
// effect, whatever situation it answers.
func sameResponse(a, b Outcome) bool {
	a.Situation, b.Situation = "", ""
	return sameOutcome(a, b)
}
