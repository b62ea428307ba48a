package judge

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner/exchange"
)

// responses judges every attempt at a step, and returns the outcomes that the
// first one agrees with: their effects are the ones allowed.
func (w *weighing) responses(step int) []Outcome {
	var matched []Outcome
	for i, ex := range w.round.Observed.sent(step) {
		agreed, deviations := w.response(step, ex)
		if i == 0 {
			matched = agreed
		}
		deviations = append(deviations, w.isolation(step, ex)...)
		if len(deviations) == 0 {
			w.conforming++
		}
		w.add(deviations)
		w.add(w.sameAs(step, ex))
	}
	return matched
}

// matched are the outcomes that the first attempt at a step agrees with.
func (w *weighing) matched(step int) []Outcome {
	sent := w.round.Observed.sent(step)
	if len(sent) == 0 {
		return nil
	}
	agreed, _ := w.response(step, sent[0])
	return agreed
}

// matchedAll are the outcomes that the first attempt at each step agrees with.
func (w *weighing) matchedAll() [][]Outcome {
	all := make([][]Outcome, len(w.round.Expect.Steps))
	for i := range all {
		all[i] = w.matched(i)
	}
	return all
}

// anyWrong reports whether any response is not as it should be.
func (w *weighing) anyWrong() bool {
	for step := range w.round.Expect.Steps {
		for _, ex := range w.round.Observed.sent(step) {
			if _, deviations := w.response(step, ex); len(deviations) > 0 {
				return true
			}
		}
	}
	return false
}

// answers are the judgements of single responses, which no look at the lists changes.
type answers map[*exchange.Response]weighed

// weighed is what a response agrees with, and what is wrong about it.
type weighed struct {
	matched    []Outcome
	deviations []Deviation
}

func (w *weighing) response(step int, ex exchange.Exchange) ([]Outcome, []Deviation) {
	if known, found := w.round.answers[ex.Response]; found {
		return known.matched, known.deviations
	}
	expect := w.round.Expect.Steps[step]
	j := &response{
		contract: w.contract, subject: w.subject, operation: w.operation(expect.Operation),
		outcomes: expect.Outcomes, edgeCodes: w.round.Expect.EdgeCodes, ex: ex,
	}
	j.judge()
	found := weighed{slices.Clip(j.matched), slices.Clip(j.deviations)}
	if w.round.answers != nil && ex.Response != nil {
		w.round.answers[ex.Response] = found
	}
	return found.matched, found.deviations
}

// operation is the one that a step calls.
func (w *weighing) operation(id string) *openapi.Operation {
	if id == "" {
		id = w.subject.Operation
	}
	if op, found := w.contract.Operation(id); found {
		return op
	}
	return &openapi.Operation{ID: id}
}

// sameAs compares a response with an earlier step's, where the row says that
// they must be the same.
func (w *weighing) sameAs(step int, ex exchange.Exchange) []Deviation {
	name := w.round.Expect.Steps[step].SameAs
	if name == "" || ex.Response == nil {
		return nil
	}
	for i, earlier := range w.round.Expect.Steps[:step] {
		sent := w.round.Observed.sent(i)
		if earlier.Name != name || len(sent) == 0 {
			continue
		}
		first := sent[len(sent)-1]
		if first.Response == nil || first.Response.Status == ex.Response.Status && codeOf(first) == codeOf(ex) {
			return nil
		}
		return []Deviation{{
			Kind: KindStatus, Clause: w.subject.tested(),
			Expected: fmt.Sprintf("status %d%s, as in step %q", first.Response.Status, codeOf(first), name),
			Actual:   fmt.Sprintf("status %d%s", ex.Response.Status, codeOf(ex)),
			Message:  "the same kind of request gets another response",
		}}
	}
	return nil
}

// tellingID is the length of the shortest id that does not stand in a response
// by chance.
const tellingID = 8

// isolation finds ids of the other instance in a response to a request that did
// not name them: what is bound there is nobody's business here.
func (w *weighing) isolation(step int, ex exchange.Exchange) []Deviation {
	if ex.Response == nil || w.round.Expect.Steps[step].Instance != "" {
		return nil
	}
	for _, id := range w.round.Expect.Foreign {
		if len(id) < tellingID {
			continue
		}
		if bytes.Contains(ex.Response.Body, []byte(id)) && !strings.Contains(ex.Request.URL, id) && !bytes.Contains(ex.Request.Body, []byte(id)) {
			return []Deviation{{
				Kind: KindIsolation, Clause: w.subject.tested(), Expected: "nothing about another gateway", Actual: id,
				Message: "the response names something of another gateway that the request did not name",
			}}
		}
	}
	return nil
}

// codeOf names the error code next to a status, for people.
func codeOf(ex exchange.Exchange) string {
	value, _ := decodeStrict(ex.Response.Body)
	if code := exchange.ErrorCodeIn(value); code != "" {
		return " " + code
	}
	return ""
}
