package reports

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/judge"
)

func TestJUnitIsValid(t *testing.T) {
	meta := sampleMeta()
	strict := meta
	strict.Strict = true
	down := Ending{Exit: 3, Problem: "target https://apig.example.com refused the connection"}
	hostile := sampleResult("hostile", func(r *runner.Result) {
		r.Verdict = judge.Fail
		r.Deviations = []judge.Deviation{{Kind: judge.KindBody, Expected: "text", Actual: "\x00\x1b[31m]]>\xff\xfe\uFFFE<&>\"'"}}
		ex := sampleExchange(200, "\x00\x01]]></failure><script>\xff")
		ex.Response.Header["X-\x07"] = []string{"\x08"}
		exchanged(r, ex)
	})
	slow := sampleResult("slow", func(r *runner.Result) { r.Rounds[0].Observed.Exchanges[0].DurationMS = 3 * 3600 * 1000 })
	quick := sampleResult("quick", func(r *runner.Result) { r.Rounds[0].Observed.Exchanges[0].DurationMS = 0.000001 })
	for _, test := range []struct {
		name                               string
		run                                Run
		tests, failures, errors, skippedNo int
	}{
		{"every kind of verdict", sampleRun(t, meta, sampleResults(), &Ending{Exit: 1}), 7, 1, 1, 3},
		{"strict", sampleRun(t, strict, sampleResults(), &Ending{Exit: 1}), 7, 2, 1, 2},
		{"target down", sampleRun(t, meta, nil, &down), 1, 0, 1, 0},
		{"nothing executed", sampleRun(t, meta, nil, &Ending{Exit: 4}), 1, 0, 1, 0},
		{"killed", sampleRun(t, meta, sampleResults()[6:], nil), 2, 0, 1, 0},
		{"hostile response", sampleRun(t, meta, []runner.Result{hostile}, &Ending{Exit: 1}), 1, 1, 0, 0},
		{"durations", sampleRun(t, meta, []runner.Result{slow, quick}, &Ending{}), 2, 0, 0, 0},
		{"many", sampleRun(t, meta, manyResults(2000), &Ending{Exit: 1}), 2000, 3, 3, 9},
	} {
		t.Run(test.name, func(t *testing.T) {
			var buffer bytes.Buffer
			if err := WriteJUnit(&buffer, test.run); err != nil {
				t.Fatal(err)
			}
			counted := checkJUnit(t, buffer.Bytes())
			want := junitTotals{test.tests, test.failures, test.errors, test.skippedNo}
			if counted != want {
				t.Errorf("tests, failures, errors, skipped = %v, want %v\n%s", counted, want, head(buffer.String()))
			}
		})
	}
}

func TestJUnitFailureExplainsItself(t *testing.T) {
	var buffer bytes.Buffer
	if err := WriteJUnit(&buffer, fullSample(t)); err != nil {
		t.Fatal(err)
	}
	var document junitSuites
	if err := xml.Unmarshal(buffer.Bytes(), &document); err != nil {
		t.Fatal(err)
	}
	failure := document.Suites[0].find("apig.acl-unbind/instance/unknown").Failure
	if failure.Message != "expected 404 APIG.3030, got 200 (and 1 more)" || failure.Type != "status" {
		t.Errorf("type %q, message %q", failure.Type, failure.Message)
	}
	for _, want := range []string{
		failure.Message,
		"requirement: Requirement of instance/unknown.",
		"clause:      apig.acl-unbind/response/404: 404 means that the instance does not exist. (apig-acl-unbind · Status code: 404 · line 117)",
		"apig-acl-unbind · Table 5 Response body parameters · success_count · line 84",
		"expected:    404 APIG.3030", "actual:      200", "at:          /success_count",
		"< HTTP/1.1 200", `< {`, `<   "success_count": 1,`, "> X-Auth-Token: [redacted]", "$ curl -X PUT",
	} {
		if !strings.Contains(failure.Text, want) {
			t.Errorf("the failure's text lacks %q:\n%s", want, failure.Text)
		}
	}
	waived := document.Suites[0].find("apig.acl-unbind/batch/duplicate").Skipped
	if waived == nil || !strings.HasPrefix(waived.Message, "waived: expected 404") {
		t.Errorf("waived failure: %+v", waived)
	}
	advice := document.Suites[0].find("apig.acl-unbind/token/expired").Skipped
	if advice == nil || !strings.HasPrefix(advice.Message, "advisory, a should case: ") {
		t.Errorf("failed should case: %+v", advice)
	}
	if want := "observed apig.acl-unbind/message/wording: 404 APIG.3030"; document.Suites[0].Out.Text != want {
		t.Errorf("system-out = %q, want %q", document.Suites[0].Out.Text, want)
	}
}

func (s junitSuite) find(name string) junitCase {
	for _, c := range s.Cases {
		if c.Name == name {
			return c
		}
	}
	return junitCase{}
}

type junitTotals struct{ tests, failures, errors, skipped int }

// element is an XML element with everything in it.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []element  `xml:",any"`
	Text     string     `xml:",chardata"`
}

func (e element) attr(name string) string {
	for _, attr := range e.Attrs {
		if attr.Name.Local == name {
			return attr.Value
		}
	}
	return ""
}

// rule says which attributes and children both schemas allow an element: the
// intersection of windyroad's JUnit.xsd and Jenkins' junit-10.xsd.
type rule struct {
	attrs map[string]*regexp.Regexp // every one is required
	// order is a pattern over the children's names, each followed by a space.
	order *regexp.Regexp
}

func junitRules() map[string]rule {
	word := regexp.MustCompile(`^\S(.*\S)?$`)
	count := regexp.MustCompile(`^[0-9]{1,9}$`)
	seconds := regexp.MustCompile(`^[0-9]+\.[0-9]{3}$`)
	moment := regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}$`)
	any := regexp.MustCompile(`(?s)^.*$`)
	none := regexp.MustCompile(`^$`)
	note := rule{attrs: map[string]*regexp.Regexp{"type": word, "message": any}, order: none}
	return map[string]rule{
		"testsuites": {order: regexp.MustCompile(`^(testsuite )*$`)},
		"testsuite": {
			attrs: map[string]*regexp.Regexp{
				"name": word, "package": word, "id": count, "timestamp": moment, "hostname": word,
				"tests": count, "failures": count, "errors": count, "skipped": count, "time": seconds,
			},
			order: regexp.MustCompile(`^properties (testcase )*system-out system-err $`),
		},
		"properties": {order: none},
		"testcase": {
			attrs: map[string]*regexp.Regexp{"name": word, "classname": word, "time": seconds},
			order: regexp.MustCompile(`^((skipped|error|failure) )?$`),
		},
		"failure": note, "error": note, "skipped": note,
		"system-out": {order: none}, "system-err": {order: none},
	}
}

// checkJUnit checks a file against the rules, its counters against its
// elements, and its names for uniqueness.
func checkJUnit(t *testing.T, file []byte) junitTotals {
	t.Helper()
	var root element
	if err := xml.Unmarshal(file, &root); err != nil {
		t.Fatalf("not XML: %v", err)
	}
	if root.XMLName.Local != "testsuites" {
		t.Errorf("root element %s", root.XMLName.Local)
	}
	checkRules(t, junitRules(), root)

	var all junitTotals
	names := map[string]bool{}
	for i, suite := range root.Children {
		if suite.attr("id") != strconv.Itoa(i) {
			t.Errorf("suite %d has id %s", i, suite.attr("id"))
		}
		var counted junitTotals
		for _, testcase := range suite.Children {
			if testcase.XMLName.Local != "testcase" {
				continue
			}
			counted.tests++
			if name := testcase.attr("name"); names[name] {
				t.Errorf("name %s is not unique", name)
			}
			names[testcase.attr("name")] = true
			for _, note := range testcase.Children {
				switch note.XMLName.Local {
				case "failure":
					counted.failures++
				case "error":
					counted.errors++
				case "skipped":
					counted.skipped++
				}
				if !strings.Contains(note.Text, strings.TrimSpace(note.attr("message"))) {
					t.Errorf("%s: the message is not in the text: %q", testcase.attr("name"), note.attr("message"))
				}
			}
		}
		claimed := fmt.Sprintf("%s %s %s %s", suite.attr("tests"), suite.attr("failures"), suite.attr("errors"), suite.attr("skipped"))
		if got := fmt.Sprintf("%d %d %d %d", counted.tests, counted.failures, counted.errors, counted.skipped); got != claimed {
			t.Errorf("suite %s claims %s, its elements say %s", suite.attr("name"), claimed, got)
		}
		all.tests += counted.tests
		all.failures += counted.failures
		all.errors += counted.errors
		all.skipped += counted.skipped
	}
	return all
}

func checkRules(t *testing.T, rules map[string]rule, e element) {
	t.Helper()
	name := e.XMLName.Local
	rule, known := rules[name]
	if !known {
		t.Errorf("element %s is not allowed", name)
		return
	}
	for attr, pattern := range rule.attrs {
		if !slices.ContainsFunc(e.Attrs, func(a xml.Attr) bool { return a.Name.Local == attr }) {
			t.Errorf("element %s lacks attribute %s", name, attr)
		} else if !pattern.MatchString(e.attr(attr)) {
			t.Errorf("element %s: attribute %s=%q does not match %s", name, attr, e.attr(attr), pattern)
		}
	}
	for _, attr := range e.Attrs {
		if rule.attrs[attr.Name.Local] == nil {
			t.Errorf("element %s: attribute %s is not allowed", name, attr.Name.Local)
		}
	}
	var order strings.Builder
	for _, child := range e.Children {
		order.WriteString(child.XMLName.Local + " ")
		checkRules(t, rules, child)
	}
	if !rule.order.MatchString(order.String()) {
		t.Errorf("element %s: children %q do not match %s", name, order.String(), rule.order)
	}
}

// head is the beginning of a long text.
func head(s string) string { return s[:min(len(s), 3000)] }
