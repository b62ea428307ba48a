package reports

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/judge"
	"github.com/apigspec/apigspec/runner/target"
)

func renderHTML(t testing.TB, run Run) string {
	t.Helper()
	var buffer bytes.Buffer
	if err := WriteHTML(&buffer, run); err != nil {
		t.Fatal(err)
	}
	return buffer.String()
}

func TestHTMLShowsWhatAReaderNeeds(t *testing.T) {
	page := renderHTML(t, fullSample(t))
	for _, want := range []string{
		"<h1 class=\"fail\">not conformant</h1>",
		"apig-acl-unbind · Table 5 Response body parameters · success_count · line 84",
		"404 means that the instance does not exist.",
		`<dd class="want">404 APIG.3030</dd>`, "/success_count",
		"counts a duplicate twice until 7.1", "gateway team",
		"no-credential: needs auth.forbidden_token in the target file",
		"1 of 3 clauses held, 2 broken", "needs the target&#39;s internal_error hook",
		"The example response reports a failure for an id that its request does not hold.",
		"apigspec run --target staging.yaml --seed 42",
		"<b>HTTP/1.1 200 OK</b>", "step 2 again", "curl -X PUT",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Count(page, `<details class="case`) != len(sampleResults()) {
		t.Errorf("%d cases shown", strings.Count(page, `<details class="case`))
	}
}

func TestHTMLPutsFailuresFirst(t *testing.T) {
	page := renderHTML(t, fullSample(t))
	last := -1
	for _, section := range []string{"failed", "forgiven", "skipped", "passed", "observed", "pages", "durations", "notes"} {
		at := strings.Index(page, `<section id="`+section+`"`)
		if at <= last {
			t.Errorf("section %s is missing or out of order", section)
		}
		last = at
	}
}

func TestHTMLNeedsNoNetwork(t *testing.T) {
	page := renderHTML(t, fullSample(t))
	for _, pattern := range []string{`<link`, `<img`, `<iframe`, `<script src`, `@import`, `url\(`, `<form`} {
		if found := regexp.MustCompile(pattern).FindString(page); found != "" {
			t.Errorf("the page has %q", found)
		}
	}
	for _, match := range regexp.MustCompile(`(?:href|src)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if !strings.HasPrefix(match[1], "#") {
			t.Errorf("the page refers to %s", match[1])
		}
	}
}

// A name for assistive technology needs an element with a role that may have one: the
// checker of the W3C refuses it elsewhere.
func TestHTMLNamesOnlyWhatHasARole(t *testing.T) {
	named := 0
	for _, tag := range regexp.MustCompile(`<[a-z][^>]*aria-label(?:ledby)?="[^>]*>`).FindAllString(renderHTML(t, fullSample(t)), -1) {
		named++
		if !strings.Contains(tag, ` role="`) && !regexp.MustCompile(`^<(?:section|ul|ol|nav|search|table|svg)\b`).MatchString(tag) {
			t.Errorf("no role: %s", tag)
		}
	}
	if named < 10 {
		t.Errorf("%d elements are named", named)
	}
}

// hostileRun has markup in every string that a gateway, a target file or a
// page could put into a report.
func hostileRun(t testing.TB) Run {
	const evil = `</script></style></title></pre><script>document.title="owned"</script><img src=x onerror="document.title='owned'">" onclick="document.title='owned'" javascript:alert(1)` + "\x00\u202e"
	ex := sampleExchange(200, evil)
	ex.Request.URL, ex.Curl, ex.Request.Method = "https://x/"+evil, evil, evil
	ex.Request.Header = map[string][]string{evil: {evil}}
	ex.Response.Header = map[string][]string{evil: {evil}}
	ex.Response.Head = exchange.Payload(evil + "\r\n" + evil + ": " + evil + "\r\n")
	ex.Response.Proto = evil
	ex.Response.Trailing = exchange.Payload(evil)
	ex.Leaks = []string{evil}
	ex.Fault = &exchange.Fault{Kind: evil, Message: evil}
	result := runner.Result{
		Case: cases.Case{
			ID: "apig.acl-unbind/" + evil, Operation: "apig.acl-unbind" + evil, Level: cases.Must,
			Requirement: evil, Mutation: evil, Clauses: []string{evil}, Steps: []cases.Step{{Name: evil}, {Name: evil}},
		},
		Judgement: judge.Judgement{
			Verdict: judge.Fail, Reason: judge.Reason{Code: evil, Text: evil},
			Deviations: []judge.Deviation{{Kind: evil, Clause: evil, Expected: evil, Actual: evil, Pointer: evil, Message: evil}},
		},
		WaivedBy: []string{evil},
	}
	exchanged(&result, ex)
	meta := sampleMeta()
	meta.Version, meta.Contract, meta.CaseSet, meta.Profile, meta.Command, meta.Shard = evil, evil, evil, evil, evil, evil
	meta.Target = Target{Name: evil, URL: evil, Implementation: &target.Implementation{Product: evil}}
	meta.Waivers = []runner.Waiver{{ID: evil, Case: "**", Reason: evil, Owner: evil, Link: evil, Expires: evil}}
	meta.Notes = []Note{{Page: evil, Kind: evil, Text: evil, Decision: evil, Why: evil}}
	meta.Operations = []Operation{{
		ID: "apig.acl-unbind" + evil, Title: evil, Method: evil, Path: evil, Page: evil,
		Clauses: []Clause{{ID: evil, Text: evil, Place: openapi.Place{Page: evil, Section: evil, Row: evil}, Excluded: evil}},
	}}
	open := result
	open.Case.ID, open.WaivedBy = "apig.acl-unbind/open"+evil, nil
	return sampleRun(t, meta, []runner.Result{result, open}, &Ending{Exit: 1, Problem: evil})
}

func TestHTMLIsSafeAgainstHostileResponses(t *testing.T) {
	page := renderHTML(t, hostileRun(t))
	for name, want := range map[string]int{"<script": 1, "</script": 1, "<style": 1, "</style": 1, "<title": 1, "</title": 1, "<img": 0} {
		if got := strings.Count(strings.ToLower(page), name); got != want {
			t.Errorf("%d times %s, want %d", got, name, want)
		}
	}
	tags := regexp.MustCompile(`<[a-z][a-z0-9]*(?:\s+[a-zA-Z-]+(?:="[^"<>]*")?)*\s*/?>`)
	for _, tag := range regexp.MustCompile(`<[a-zA-Z][^>]*>`).FindAllString(strings.Split(page, "<script>")[0], -1) {
		if !tags.MatchString(tag) {
			t.Errorf("malformed tag %.120q", tag)
		}
		if regexp.MustCompile(`(?:^|\s)on[a-z]+=`).MatchString(regexp.MustCompile(`"[^"]*"`).ReplaceAllString(tag, `""`)) {
			t.Errorf("event handler in %.120q", tag)
		}
	}
	if !strings.Contains(page, "script-src &#39;sha256-") || strings.Contains(page, "unsafe-eval") {
		t.Errorf("no content security policy: %s", head(page))
	}
	if strings.ContainsAny(page, "\x00\u202e") {
		t.Error("the page has control or direction characters")
	}
}

// TestHTMLStaysSmall: a report that a browser cannot open is none.
func TestHTMLStaysSmall(t *testing.T) {
	if testing.Short() {
		t.Skip("nothing here runs beside anything else; left out by -short")
	}
	large := strings.Repeat(`{"id":"0123456789abcdef"},`, 100)
	for _, test := range []struct {
		name string
		run  func() Run
	}{
		{"2,000 cases", func() Run { return sampleRun(t, sampleMeta(), manyResults(2000), &Ending{}) }},
		{"1,000 cases with long bodies", func() Run {
			results := manyResults(1000)
			for i := range results {
				ex := sampleExchange(200, "["+large+"{}]")
				exchanged(&results[i], ex, ex, ex)
			}
			return sampleRun(t, sampleMeta(), results, &Ending{})
		}},
		{"1,000 failed cases with long bodies and readback", func() Run {
			results := manyResults(1000)
			for i := range results {
				ex, readback := sampleExchange(200, "["+large+"{}]"), sampleExchange(200, "["+large+"{}]")
				readback.Role = "readback"
				exchanged(&results[i], ex, readback, readback)
				results[i].Verdict = judge.Fail
				results[i].Deviations = []judge.Deviation{{Kind: judge.KindEffect, Expected: "unbound", Actual: "bound"}}
			}
			return sampleRun(t, sampleMeta(), results, &Ending{})
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if size := len(renderHTML(t, test.run())); size > 5_000_000 {
				t.Errorf("%d bytes", size)
			}
		})
	}
}

func TestHTMLFoldsLongSections(t *testing.T) {
	page := renderHTML(t, sampleRun(t, sampleMeta(), manyResults(200), &Ending{}))
	if want := `<details class="group"><summary><span class="name">apig.acl-unbind</span> <span class="n">197</span>`; strings.Count(page, want) != 1 {
		t.Errorf("not folded once: %s", want)
	}
}
