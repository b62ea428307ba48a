package judge

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/spelling"
	"github.com/apigspec/apigspec/runner/exchange"
)

// response is one exchange on its way to a judgement.
type response struct {
	contract  *openapi.Contract
	subject   Subject
	operation *openapi.Operation // the one that was called
	outcomes  []Outcome
	edgeCodes bool
	ex        exchange.Exchange
	// names are what the page calls the members of an error.
	names errorNames

	// matched are the outcomes that the response agrees with; their effects are
	// the ones allowed.
	matched    []Outcome
	deviations []Deviation
}

func (j *response) judge() {
	if j.ex.Fault != nil {
		j.fault(*j.ex.Fault)
	}
	if j.ex.Response == nil {
		return
	}
	j.names = j.errorNames(j.ex.Response.Status)
	j.leaks()
	if j.closely() {
		j.head()
	}
	candidates := j.status()
	if j.ex.Fault != nil {
		return
	}
	j.trailing()
	body := j.body(candidates)
	if j.closely() {
		j.messages(body)
	}
	j.matched = j.accounted(j.code(candidates, body), body)
}

// closely reports whether the response is also held against what HTTP and plain
// safety say, of which the pages do not speak.
func (j *response) closely() bool { return j.subject.Level == cases.Should }

// accounted judges what a batch says of its ids, and whether the body has what the
// page prints for the situation. Of several outcomes the response need agree with
// one only, and then only that one's effects are allowed; where it agrees with
// none, the first says what was due.
func (j *response) accounted(matched []Outcome, body any) []Outcome {
	var fit []Outcome
	var due []Deviation
	for _, o := range matched {
		trial := response{contract: j.contract, subject: j.subject, operation: j.operation, ex: j.ex, names: j.names}
		if o.Batch != nil {
			trial.batch(*o.Batch, body)
		}
		if !j.fromEdge(o, body) {
			trial.like(o.Like, body, slices.Concat(j.deviations, trial.deviations))
		}
		if len(trial.deviations) == 0 {
			fit = append(fit, o)
		} else if due == nil {
			due = trial.deviations
		}
	}
	if len(fit) > 0 {
		return fit
	}
	j.deviations = append(j.deviations, due...)
	return matched
}

func (j *response) add(kind DeviationKind, clause, expected, actual, pointer, format string, args ...any) {
	j.deviations = append(j.deviations, Deviation{
		Kind: kind, Clause: clause, Expected: expected, Actual: actual, Pointer: pointer,
		Message: fmt.Sprintf(format, args...),
	})
}

// clause is the first of the given ids, relative to the operation, that the
// contract has; the tested clause if it has none.
func (j *response) clause(ids ...string) string {
	for _, id := range ids {
		if _, ok := j.contract.Clause(j.operation.ID + "/" + id); ok {
			return j.operation.ID + "/" + id
		}
	}
	return j.subject.tested()
}

// expectedStatus is the status to point at where the response has none: the
// first that conforms.
func (j *response) expectedStatus() int {
	if len(j.outcomes) > 0 {
		return j.outcomes[0].Status
	}
	return 0
}

func (j *response) fault(f exchange.Fault) {
	clause := j.clause(openapi.ResponseClause(j.expectedStatus()))
	j.add(KindTransport, clause, "a complete HTTP response", string(f.Kind)+": "+f.Message, "", "the response cannot be read: %s", f.Message)
}

// leaks judges what the response shows and should not: secrets, which were
// found before they were redacted, and the inside of the implementation, which
// no page speaks of.
func (j *response) leaks() {
	shown := j.ex.Leaks
	if j.closely() {
		shown = slices.Concat(shown, j.shownInternals())
	}
	for _, leak := range shown {
		j.add(KindLeak, j.clause(openapi.ResponseClause(j.ex.Response.Status)), "no secret, and nothing of the implementation's inside", leak, "", "the response gives it away")
	}
}

// status finds the outcomes with the response's status.
func (j *response) status() []Outcome {
	got := j.ex.Response.Status
	if len(j.outcomes) == 0 {
		return nil
	}
	var same []Outcome
	var allowed []string
	for _, o := range j.outcomes {
		if o.Status == got {
			same = append(same, o)
		}
		if s := fmt.Sprint(o.Status); !slices.Contains(allowed, s) {
			allowed = append(allowed, s)
		}
	}
	if len(same) == 0 {
		clause := j.blame(got)
		j.add(KindStatus, clause, "status "+strings.Join(allowed, " or "), fmt.Sprintf("status %d%s", got, codeOf(j.ex)), "", "%s", j.inPlace(got))
	}
	return same
}

// inPlace says what an unexpected status means.
func (j *response) inPlace(got int) string {
	refusalDue := j.expectedStatus() >= 400
	switch {
	case refusalDue && got < 300:
		return "what is to be refused was accepted"
	case refusalDue:
		return "another answer than the refusal that is due"
	case got >= 400:
		return "what is to be carried out was refused"
	default:
		return "another answer than the one that is due"
	}
}

// blame is the clause that an unexpected status breaks: the documented refusal
// where one was due and another came, the documented success likewise; where one
// came for the other, what the case tests.
func (j *response) blame(got int) string {
	// A refusal that the page has for something else is no other answer to this.
	foreign := got >= 400 && j.operation.Spec != nil && j.operation.Response(got) != nil
	for _, o := range j.outcomes {
		refusals := o.Status >= 400 && got >= 400 && !foreign
		successes := o.Status < 300 && got >= 200 && got < 300
		if refusals || successes {
			return j.clause(openapi.ResponseClause(o.Status))
		}
	}
	tested := j.subject.tested()
	if got >= 400 && got < 500 && j.expectedStatus() < 300 && !j.exact(tested) {
		return cmp.Or(j.complainedOf(), tested)
	}
	return tested
}

// trailing judges bytes behind the end of the message.
func (j *response) trailing() {
	r := j.ex.Response
	if len(r.Trailing) == 0 {
		return
	}
	clause := j.clause(openapi.ResponseClause(r.Status))
	if r.Status == 204 || r.Status == 304 {
		j.add(KindBody, clause, "no body", quoteCut(r.Trailing), "", "%s after the head of a %d, which has no body", spelling.Counted(len(r.Trailing), "byte"), r.Status)
		return
	}
	j.add(KindTransport, clause, "nothing after the end of the message", quoteCut(r.Trailing), "", "%s after the end of the message", spelling.Counted(len(r.Trailing), "byte"))
}

// body judges media type, JSON and schema, and returns the decoded body; nil
// if there is none or it cannot be read.
func (j *response) body(candidates []Outcome) any {
	r := j.ex.Response
	documented := j.operation.Response(r.Status)
	clause := j.clause(openapi.ResponseClause(r.Status))
	if bodiless := r.Status == http.StatusNoContent || r.Status == http.StatusNotModified; bodiless && len(r.Body) == 0 {
		return nil // whatever the page says of it, HTTP knows no other
	}
	if documented != nil && documented.Content.Get("application/json") == nil {
		if r.Status >= 400 {
			// Listed without a table: the form of the response stands nowhere.
			value, _ := decodeStrict(r.Body)
			return value
		}
		if len(r.Body) > 0 {
			j.add(KindBody, clause, "no body", quoteCut(r.Body), "", "the page documents no body for %d", r.Status)
		}
		return nil
	}
	if documented == nil && !slices.ContainsFunc(candidates, func(o Outcome) bool { return len(o.Codes) > 0 || o.Batch != nil }) {
		// Nothing is known of this response's form.
		value, _ := decodeStrict(r.Body)
		return value
	}
	if slices.ContainsFunc(candidates, func(o Outcome) bool { return o.Bare }) {
		value, _ := decodeStrict(r.Body)
		return value
	}
	if j.closely() {
		j.mediaType(clause)
	}
	value, problems := decodeStrict(r.Body)
	for _, p := range problems {
		j.add(KindBody, clause, "one JSON value, UTF-8, each member once", p, "", "the body is not what JSON allows")
	}
	if value == nil {
		if len(problems) == 0 {
			j.add(KindSchema, clause, "an object", "null", "", "the body is null")
		}
		return nil
	}
	j.schema(r.Status, documented, value, candidates)
	return value
}

func (j *response) mediaType(clause string) {
	values := j.ex.Response.Header.Values("Content-Type")
	if len(values) == 0 {
		j.add(KindMediaType, clause, "Content-Type: application/json", "no Content-Type", "", "the response does not say that it is JSON")
		return
	}
	if len(values) > 1 || !isJSON(values[0]) {
		j.add(KindMediaType, clause, "Content-Type: application/json", "Content-Type: "+strings.Join(values, ", "), "", "the response does not say that it is JSON")
	}
}

// isJSON accepts application/json and the structured suffix +json, in any
// case and with any parameters.
func isJSON(contentType string) bool {
	media, _, _ := strings.Cut(contentType, ";")
	media = strings.ToLower(strings.TrimSpace(media))
	return media == "application/json" || media == "text/json" || strings.HasPrefix(media, "application/") && strings.HasSuffix(media, "+json")
}

// code keeps the candidates whose error codes admit the response's.
func (j *response) code(candidates []Outcome, body any) []Outcome {
	status := j.ex.Response.Status
	code := j.names.codeIn(body)
	var matched []Outcome
	var allowed []string
	for _, o := range candidates {
		codes := o.Codes
		if j.edgeCodes {
			codes = slices.Concat(codes, o.EdgeCodes)
		}
		if slices.Contains(codes, code) || len(o.Codes) == 0 && (code != "" || !j.needsCode(o)) {
			matched = append(matched, o)
		}
		allowed = append(allowed, codes...)
	}
	if len(candidates) > 0 && len(matched) == 0 {
		expected := cmp.Or(strings.Join(allowed, " or "), "an error code")
		clauses := []string{openapi.ResponseClause(status) + "/code", openapi.ResponseClause(status)}
		if object, _ := body.(map[string]any); object != nil && code == "" {
			clauses = slices.Insert(clauses, 0, openapi.ResponseClause(status)+"/"+j.names.code)
		}
		j.add(KindErrorCode, j.clause(clauses...), expected, cmp.Or(code, "no error code"), "/"+j.names.code,
			"not the error code that is due under %d", status)
	}
	return matched
}

// needsCode reports whether an outcome that leaves the code open needs one all the
// same, since the page documents a member for it.
func (j *response) needsCode(o Outcome) bool {
	documented := j.operation.Response(o.Status)
	return o.Status >= 400 && !o.Bare && documented != nil && hasMember(documented, j.names.code)
}

// fromEdge reports whether a gateway in front of the service answered, whose form is
// its own.
func (j *response) fromEdge(o Outcome, body any) bool {
	code := j.names.codeIn(body)
	return j.edgeCodes && slices.Contains(o.EdgeCodes, code) && !slices.Contains(o.Codes, code)
}

// quoteCut shows the beginning of some bytes.
func quoteCut(b []byte) string {
	const most = 120
	if len(b) > most {
		return fmt.Sprintf("%q…", b[:most])
	}
	return fmt.Sprintf("%q", b)
}
