package reports

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// validJUnit is a file with every element that the rules know.
const validJUnit = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="op" package="apigspec" id="0" timestamp="2026-11-22T09:30:00" hostname="localhost" tests="4" failures="1" errors="1" skipped="1" time="0.300">
    <properties></properties>
    <testcase name="op/a/passed" classname="op" time="0.100"></testcase>
    <testcase name="op/a/failed" classname="op" time="0.100"><failure type="status" message="expected 404">expected 404, and so on</failure></testcase>
    <testcase name="op/a/errored" classname="op" time="0.100"><error type="fixture" message="no">no</error></testcase>
    <testcase name="op/a/skipped" classname="op" time="0.000"><skipped message="needs a token">needs a token</skipped></testcase>
    <system-out>observed</system-out>
    <system-err></system-err>
  </testsuite>
  <testsuite name="other" package="apigspec" id="1" timestamp="2026-11-22T09:30:00" hostname="localhost" tests="0" failures="0" errors="0" skipped="0" time="0.000"><properties></properties><system-out></system-out><system-err></system-err></testsuite>
</testsuites>`

// TestJUnitRules breaks each rule once.
func TestJUnitRules(t *testing.T) {
	if counted, problems := checkJUnit([]byte(validJUnit)); counted != (junitTotals{4, 1, 1, 1}) || len(problems) > 0 {
		t.Fatalf("the valid file: %+v %q", counted, problems)
	}
	for _, test := range []struct{ name, old, new, problem string }{
		{"cut off", "</testsuites>", "", "not XML"},
		{"another root", "testsuites>", "tests>", "the root is tests"},
		{"an element of nobody's", "<properties></properties>", "<properties><seed></seed></properties>", "element seed is not allowed"},
		{"properties of a case", `time="0.100"></testcase>`, `time="0.100"><properties></properties></testcase>`, `element testcase: children "properties "`},
		{"output of a case", `time="0.100"></testcase>`, `time="0.100"><system-out></system-out></testcase>`, `element testcase: children "system-out "`},
		{"a failure and an error", "</failure></testcase>", `</failure><error type="a" message="">a</error></testcase>`, `children "failure error "`},
		{"no properties", "<properties></properties>\n", "", `element testsuite: children "testcase`},
		{"no output", "<system-out>observed</system-out>", "", "element testsuite: children"},
		{"no error output", "<system-out>observed</system-out>\n    <system-err></system-err>", "<system-out>observed</system-out>", "element testsuite: children"},
		{"output before the cases", "<properties></properties>\n", "<properties></properties><system-out></system-out>\n", "element testsuite: children"},
		{"text in a suite", "<properties></properties>\n", "<properties></properties>and\n", "element testsuite holds the text"},
		{"text in a case", `time="0.100"></testcase>`, `time="0.100">passed</testcase>`, "element testcase holds the text"},
		{"an attribute of the root", "<testsuites>", `<testsuites tests="4">`, "element testsuites: attribute tests is not allowed"},
		{"a case with a status", `<testcase name="op/a/passed"`, `<testcase status="passed" name="op/a/passed"`, "element testcase: attribute status is not allowed"},
		{"a type of a skip", `<skipped `, `<skipped type="no-credential" `, "element skipped: attribute type is not allowed"},
		{"a failure without type", `type="status" `, "", "element failure lacks attribute type"},
		{"an error without type", `type="fixture" `, "", "element error lacks attribute type"},
		{"a failure without message", ` message="expected 404"`, "", "element failure lacks attribute message"},
		{"a suite without host", `hostname="localhost" tests="4"`, `tests="4"`, "element testsuite lacks attribute hostname"},
		{"a suite without package", `name="op" package="apigspec"`, `name="op"`, "element testsuite lacks attribute package"},
		{"a suite without name", `name="op" package`, `name="" package`, `attribute name=""`},
		{"a case without class", `name="op/a/passed" classname="op"`, `name="op/a/passed"`, "element testcase lacks attribute classname"},
		{"a case without time", `name="op/a/passed" classname="op" time="0.100"`, `name="op/a/passed" classname="op"`, "element testcase lacks attribute time"},
		{"a time with an exponent", `name="op/a/passed" classname="op" time="0.100"`, `name="op/a/passed" classname="op" time="1e-1"`, `attribute time="1e-1"`},
		{"a time with a comma", `time="0.300"`, `time="1,000.300"`, `attribute time="1,000.300"`},
		{"a negative time", `time="0.300"`, `time="-0.300"`, `attribute time="-0.300"`},
		{"a moment with a zone", `id="0" timestamp="2026-11-22T09:30:00"`, `id="0" timestamp="2026-11-22T09:30:00Z"`, `attribute timestamp="2026-11-22T09:30:00Z"`},
		{"no such moment", `id="0" timestamp="2026-11-22T09:30:00"`, `id="0" timestamp="2026-11-31T09:30:00"`, `attribute timestamp="2026-11-31T09:30:00"`},
		{"a number that is none", `skipped="1"`, `skipped="one"`, `attribute skipped="one"`},
		{"suites that are not numbered in order", `id="1"`, `id="2"`, "suite 1 has the id 2"},
		{"a name twice", `name="op/a/errored"`, `name="op/a/failed"`, "name op/a/failed is not unique"},
		{"a message that the text lacks", `message="expected 404"`, `message="expected 403"`, "op/a/failed: the message is not in the text"},
		{"too many tests", `tests="4"`, `tests="5"`, "suite op claims 5 1 1 1, its elements say 4 1 1 1"},
		{"too few failures", `failures="1"`, `failures="0"`, "suite op claims 4 0 1 1"},
		{"too few errors", `errors="1"`, `errors="0"`, "suite op claims 4 1 0 1"},
		{"too many skips", `skipped="1"`, `skipped="2"`, "suite op claims 4 1 1 2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			broken := strings.Replace(validJUnit, test.old, test.new, 1)
			if test.name == "another root" {
				broken = strings.ReplaceAll(validJUnit, test.old, test.new)
			}
			_, problems := checkJUnit([]byte(broken))
			if len(problems) != 1 || !strings.Contains(problems[0], test.problem) {
				t.Errorf("problems %q, want one: %s", problems, test.problem)
			}
		})
	}
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

// rule says which attributes, children and text both schemas allow an element: the
// intersection of windyroad's JUnit.xsd and Jenkins' junit-10.xsd, both as of 2026.
type rule struct {
	attrs map[string]func(string) bool // every one is required
	// order is a pattern over the children's names, each followed by a space.
	order *regexp.Regexp
	text  bool
}

func junitRules() map[string]rule {
	matches := func(pattern string) func(string) bool { return regexp.MustCompile(pattern).MatchString }
	word := matches(`^\S(.*\S)?$`)
	count := matches(`^[0-9]{1,9}$`)
	seconds := matches(`^[0-9]+\.[0-9]{3}$`)
	moment := func(s string) bool { _, err := time.Parse("2006-01-02T15:04:05", s); return err == nil }
	any := func(string) bool { return true }
	none := regexp.MustCompile(`^$`)
	note := rule{attrs: map[string]func(string) bool{"type": word, "message": any}, order: none, text: true}
	output := rule{order: none, text: true}
	return map[string]rule{
		"testsuites": {order: regexp.MustCompile(`^(testsuite )*$`)},
		"testsuite": {
			attrs: map[string]func(string) bool{
				"name": word, "package": word, "id": count, "timestamp": moment, "hostname": word,
				"tests": count, "failures": count, "errors": count, "skipped": count, "time": seconds,
			},
			order: regexp.MustCompile(`^properties (testcase )*system-out system-err $`),
		},
		"properties": {order: none},
		"testcase": {
			attrs: map[string]func(string) bool{"name": word, "classname": word, "time": seconds},
			order: regexp.MustCompile(`^((skipped|error|failure) )?$`),
		},
		"failure": note, "error": note,
		"skipped":    {attrs: map[string]func(string) bool{"message": any}, order: none, text: true},
		"system-out": output, "system-err": output,
	}
}

// checkJUnit checks a file against the rules, and if it is of the right form its
// counters against its elements and its names for uniqueness. It returns what the
// elements say, and what is wrong.
func checkJUnit(file []byte) (all junitTotals, problems []string) {
	var root element
	if err := xml.Unmarshal(file, &root); err != nil {
		return all, []string{"not XML: " + err.Error()}
	}
	if root.XMLName.Local != "testsuites" {
		return all, []string{"the root is " + root.XMLName.Local}
	}
	if problems := root.check(junitRules()); len(problems) > 0 {
		return all, problems
	}
	problem := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	names := map[string]bool{}
	for i, suite := range root.Children {
		if suite.attr("id") != strconv.Itoa(i) {
			problem("suite %d has the id %s", i, suite.attr("id"))
		}
		var counted junitTotals
		for _, testcase := range suite.Children {
			if testcase.XMLName.Local != "testcase" {
				continue
			}
			counted.tests++
			if name := testcase.attr("name"); names[name] {
				problem("name %s is not unique", name)
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
					problem("%s: the message is not in the text: %q", testcase.attr("name"), note.attr("message"))
				}
			}
		}
		claimed := fmt.Sprintf("%s %s %s %s", suite.attr("tests"), suite.attr("failures"), suite.attr("errors"), suite.attr("skipped"))
		if got := fmt.Sprintf("%d %d %d %d", counted.tests, counted.failures, counted.errors, counted.skipped); got != claimed {
			problem("suite %s claims %s, its elements say %s", suite.attr("name"), claimed, got)
		}
		all.tests += counted.tests
		all.failures += counted.failures
		all.errors += counted.errors
		all.skipped += counted.skipped
	}
	return all, problems
}

// check holds the element and all below it against the rules.
func (e element) check(rules map[string]rule) (problems []string) {
	name := e.XMLName.Local
	rule, known := rules[name]
	if !known {
		return []string{"element " + name + " is not allowed"}
	}
	problem := func(format string, args ...any) {
		problems = append(problems, "element "+name+fmt.Sprintf(format, args...))
	}
	for attr, allows := range rule.attrs {
		if !slices.ContainsFunc(e.Attrs, func(a xml.Attr) bool { return a.Name.Local == attr }) {
			problem(" lacks attribute %s", attr)
		} else if !allows(e.attr(attr)) {
			problem(": attribute %s=%q is not allowed", attr, e.attr(attr))
		}
	}
	for _, attr := range e.Attrs {
		if rule.attrs[attr.Name.Local] == nil {
			problem(": attribute %s is not allowed", attr.Name.Local)
		}
	}
	if text := strings.TrimSpace(e.Text); text != "" && !rule.text {
		problem(" holds the text %q", text)
	}
	var order strings.Builder
	for _, child := range e.Children {
		below := child.check(rules)
		problems = append(problems, below...)
		if _, known := rules[child.XMLName.Local]; known {
			order.WriteString(child.XMLName.Local + " ")
		}
	}
	if !rule.order.MatchString(order.String()) {
		problem(": children %q are not allowed", order.String())
	}
	return problems
}
