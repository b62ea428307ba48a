package reports

import (
	"slices"
	"testing"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner/judge"
)

// found is a failed case with one deviation and some others.
func found(id, clause string, others int) *Case {
	c := &Case{ID: id, Operation: "op", Verdict: judge.Fail, Clauses: []string{"op/tested"}, Deviations: []judge.Deviation{{Kind: judge.KindStatus, Clause: clause, Expected: "status 400", Actual: "status 200"}}}
	for range others {
		c.Deviations = append(c.Deviations, judge.Deviation{Kind: judge.KindBody, Clause: id, Expected: "no body", Actual: id})
	}
	return c
}

func TestFindings(t *testing.T) {
	unjudged := func(id, reason string) *Case { return &Case{ID: id, Verdict: judge.Error, Reason: reason} }
	findings := Findings([]*Case{
		found("op/with-more", "op/a", 2), found("op/the-longer-name", "op/a", 0), found("op/short", "op/a", 0), found("op/other", "op/b", 0),
		unjudged("op/x", "connection refused"), unjudged("op/y", "connection refused"), unjudged("op/z", "spent"),
	})
	var titles []string
	for _, f := range findings {
		titles = append(titles, f.Title())
	}
	// The same came where the same was due, whichever clause that breaks.
	if want := []string{"op/short and 3 more cases", "op/x and 1 more case", "op/z"}; !slices.Equal(titles, want) {
		t.Fatalf("findings %q, want %q", titles, want)
	}
	if got, want := findings[0].Line(), "status: expected status 400, got status 200"; got != want {
		t.Errorf("the line is %q, want %q", got, want)
	}
	if want := []string{"op/a", "op/b"}; !slices.Equal(findings[0].Clauses, want) {
		t.Errorf("clauses %q, want %q", findings[0].Clauses, want)
	}
	if others := findings[0].Others(); !slices.Contains(others, "op/with-more") || slices.Contains(others, "op/short") {
		t.Errorf("the others are %q", others)
	}
	if got, want := findingsInWords(findings), "7 cases, 1 deviation, 2 reasons"; got != want {
		t.Errorf("in words %q, want %q", got, want)
	}
}

// What else is broken is told with what tells most, as far as there is room.
func TestAccountNamesWhateverIsBroken(t *testing.T) {
	var cases []*Case
	for _, id := range []string{"a", "b", "c", "d", "e", "f"} {
		cases = append(cases, found("op/"+id, "op/"+id, 0))
	}
	findings := Findings(cases)
	if len(findings) != 1 {
		t.Fatalf("%d findings", len(findings))
	}
	lines := Run{}.account(findings[0], bounds{clauses: 2})
	want := detailLine{Label: "breaks too", Text: "op/d, op/e and 1 more"}
	if !slices.Contains(lines, want) {
		t.Errorf("%+v lacks %+v", lines, want)
	}
}

// A page that contradicts itself where something is broken may explain what came.
func TestNoteSpeaksOf(t *testing.T) {
	clause := func(id, kind, text string, line int) Clause {
		return Clause{ID: "op/" + id, Kind: kind, Text: text, Place: openapi.Place{Page: "page", Line: line}}
	}
	count := clause("response/200/success_count", "member", "success_count is an Integer.", 107)
	for _, test := range []struct {
		name   string
		note   Note
		clause Clause
		want   bool
	}{
		{"the same line", Note{ID: "op/kind/x", Page: "page", Line: 107}, count, true},
		{"the same line of another page", Note{ID: "op/kind/x", Page: "other", Line: 107}, count, false},
		{"a member of a response", Note{ID: "op/count-of-something-else/200-success_count", Page: "page"}, count, true},
		{"another member of it", Note{ID: "op/count-of-something-else/200-failure", Page: "page"}, count, false},
		{"a response as a whole", Note{ID: "op/phrase/204", Page: "page"}, clause("response/204", "response", "204 means done.", 9), true},
		{"a response as a whole, and one of its members", Note{ID: "op/answer-to-another-request/200", Page: "page"}, count, false},
		{"a response as a whole, and an example", Note{ID: "op/answer-to-another-request/200", Page: "page"}, clause("example/request/1", "example", "The example request is answered.", 9), true},
		{"a code that the clause states", Note{ID: "op/code-registered-elsewhere/APIG.1005", Page: "page"}, clause("response/403/code", "code", "The example carries the error code APIG.1005.", 9), true},
		{"another code", Note{ID: "op/code-registered-elsewhere/APIG.1005", Page: "page"}, clause("response/404/code", "code", "The example carries the error code APIG.3030.", 9), false},
	} {
		if got := test.note.speaksOf(test.clause); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}
