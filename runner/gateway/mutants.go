package gateway

import (
	"hash/crc32"
	"net/http"
	"slices"
	"strings"
)

// Mutant is the gateway with exactly one deviation from the pages switched on.
type Mutant struct {
	// ID names the mutant: operation, area, deviation.
	ID string
	// Operation is the one operation that deviates.
	Operation string
	// Area groups mutants by what deviates.
	Area string
	// Level is "must" for what the operation's page says and "should" for
	// what a sibling page, HTTP or plain safety says.
	Level string
	// Summary says what the gateway does wrong.
	Summary string
	// Clause is the id of the statement that is broken.
	Clause string

	apply func(*behavior)
}

// Mutants lists all mutants, by area. Those of an area are in the file of its
// name: accountingMutants in mutants_accounting.go.
func Mutants() []Mutant {
	return slices.Concat(
		statusMutants(),
		codeMutants(),
		printedMutants(),
		memberMutants(),
		messageMutants(),
		errorBodyMutants(),
		successBodyMutants(),
		accountingMutants(),
		effectMutants(),
		refusalEffectMutants(),
		bodyRuleMutants(),
		actionMutants(),
		formMutants(),
		exampleMutants(),
		authenticationMutants(),
		idMutants(),
		transportMutants(),
		safetyMutants(),
		intermittentMutants(),
		methodMutants(),
		uriMutants(),
		headerMutants(),
	)
}

func findMutant(id string) (Mutant, error) {
	all := Mutants()
	ids := make([]string, len(all))
	for i, m := range all {
		if m.ID == id {
			return m, nil
		}
		ids[i] = m.ID
	}
	return Mutant{}, unknownName("mutant", id, ids)
}

// table collects the mutants of one area.
type table struct {
	area string
	rows []Mutant
}

// halved keeps, of a deviation that is there for two twins (plug-ins of APIG
// and of ROMA, access control and throttling), only the one or the other, by
// the deviation's name. It is for deviations of form, which the twins share:
// it keeps the matrix short.
func (t *table) halved() []Mutant {
	twin := map[string]string{
		opAPIGDetach: opROMADetach, opROMADetach: opAPIGDetach,
		opAPIGACL: opAPIGThrottle, opAPIGThrottle: opAPIGACL,
	}
	name := func(m Mutant) string { return strings.TrimPrefix(m.ID, m.Operation) }
	has := map[string]bool{}
	for _, m := range t.rows {
		has[m.ID] = true
	}
	return slices.DeleteFunc(slices.Clone(t.rows), func(m Mutant) bool {
		if !has[twin[m.Operation]+name(m)] {
			return false
		}
		keepsFirst := crc32.ChecksumIEEE([]byte(name(m)))%2 == 0
		return keepsFirst != (m.Operation < twin[m.Operation])
	})
}

// must and should add a deviation of one operation. The clause is written
// without the operation.
func (t *table) must(op, name, clause, summary string, apply func(*behavior)) {
	t.add("must", op, name, clause, summary, apply)
}

func (t *table) should(op, name, clause, summary string, apply func(*behavior)) {
	t.add("should", op, name, clause, summary, apply)
}

func (t *table) add(level, op, name, clause, summary string, apply func(*behavior)) {
	t.rows = append(t.rows, Mutant{
		ID: op + "/" + t.area + "/" + name, Operation: op, Area: t.area, Level: level,
		Summary: summary, Clause: op + "/" + clause, apply: apply,
	})
}

func allOperations() []string {
	return []string{opAPIGDetach, opROMADetach, opAPIGACL, opAPIGThrottle}
}

func detaches() []string { return []string{opAPIGDetach, opROMADetach} }

func batches() []string { return []string{opAPIGACL, opAPIGThrottle} }

// success is the status of an operation that was carried out.
func success(op string) string {
	if isBatch(op) {
		return "200"
	}
	return "204"
}

func isBatch(op string) bool { return op == opAPIGACL || op == opAPIGThrottle }

// listName is the body's list of ids.
func listName(op string) string {
	switch op {
	case opAPIGACL:
		return "acl_bindings"
	case opAPIGThrottle:
		return "throttle_bindings"
	default:
		return "api_ids"
	}
}

// condition says when a deviation shows in a response.
type condition func(*exchange) bool

// carriedOut is a request that was not refused and had ids to unbind.
func carriedOut(e *exchange) bool { return e.reason == "" && len(e.ids) > 0 }

func someFailed(e *exchange) bool { return e.reason == "" && e.failed > 0 }

// refusedFor is a request that was refused for one of the reasons; a reason
// that ends in a slash stands for all that begin so.
func refusedFor(reasons ...string) condition {
	return func(e *exchange) bool { return reasonIn(e.reason, reasons) }
}

func reasonIn(reason string, reasons []string) bool {
	return slices.ContainsFunc(reasons, func(r string) bool {
		return r == reason || strings.HasSuffix(r, "/") && strings.HasPrefix(reason, r)
	})
}

// badRequestReasons are those that the page refuses with 400.
func badRequestReasons(op string) []string {
	reasons := []string{"body/none", "body/syntax", "body/type", "action/", "instance/malformed"}
	return append(reasons, "env_id/", listName(op)+"/")
}

// responding changes the operation's responses when the condition holds.
func responding(op string, when condition, change func(*exchange, *response)) func(*behavior) {
	return func(b *behavior) {
		b.responded = append(b.responded, func(e *exchange, resp *response) {
			if e.op == op && when(e) {
				change(e, resp)
			}
		})
	}
}

// toStatus responds with another status and the same body.
func toStatus(status int) func(*exchange, *response) {
	return func(_ *exchange, resp *response) {
		resp.status = status
		if status == http.StatusNoContent || status == http.StatusResetContent {
			resp.body, resp.mediaType = nil, ""
		}
	}
}

// toSuccess responds as if the request had been carried out.
func toSuccess(e *exchange, resp *response) {
	if e.kind() == plugins {
		*resp = noContent()
		return
	}
	*resp = newResponse(200, object{{"success_count", len(e.ids)}, {"failure", []any{}}})
}

// refusing changes the operation's refusals for the reasons; a change that
// returns nil overlooks the refusal.
func refusing(op string, reasons []string, change func(*exchange, *refusal) *refusal) func(*behavior) {
	return func(b *behavior) {
		b.refused = append(b.refused, func(e *exchange, r *refusal) *refusal {
			if e.op == op && reasonIn(r.reason, reasons) {
				return change(e, r)
			}
			return r
		})
	}
}

// accepting overlooks the operation's refusals for the reasons.
func accepting(op string, reasons ...string) func(*behavior) {
	return refusing(op, reasons, func(*exchange, *refusal) *refusal { return nil })
}
