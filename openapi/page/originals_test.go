package page_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/apigspec/apigspec/openapi/page"
)

// originals are the pages in the folder that APIGSPEC_DOCUMENTS names.
func originals(tb testing.TB) []string {
	tb.Helper()
	folder := os.Getenv("APIGSPEC_DOCUMENTS")
	if folder == "" {
		tb.Skip("APIGSPEC_DOCUMENTS is not set: it names a folder of original reference pages (*.txt, also in subfolders)")
	}
	var files []string
	for _, pattern := range []string{"*.txt", "*/*.txt"} {
		found, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			tb.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		tb.Fatalf("no page (*.txt) in %s", folder)
	}
	return files
}

// The raw text is counted with plain patterns that know nothing of the
// parser; each count must be that of the parsed page.
func TestOriginalsByIndependentCount(t *testing.T) {
	for _, file := range originals(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			p, err := page.Parse(file, data)
			if err != nil {
				t.Fatal(err)
			}
			countFacts(t, p, strings.Split(string(data), "\n"))
			accountForLines(t, p, strings.Split(string(data), "\n"))
			checkOrder(t, p)
		})
	}
}

func countFacts(t *testing.T, p *page.Page, lines []string) {
	t.Helper()
	got := countPage(p)
	for what, pattern := range map[string]string{
		"mandatory rows": `^(Yes|No)$`,
		"types":          `^(String|Integer|Long|Boolean|Number|Float|Double|File|Object|Array of .*|[A-Za-z]+ object)$`,
		"tables":         `^Table \d+ `,
		"enumerations":   `^Enumerat(ion|ed) values:$`,
		"minima":         `^Minimum: `,
		"maxima":         `^Maximum: `,
		"array lengths":  `^Array Length: `,
		"defaults":       `(^Default( value)?: |[a-z] Default value: |^  • \S+ \(default value\)$)`,
		"statuses":       `^[1-5]\d\d$`,
		"status heads":   `^Status code: \d\d\d$`,
		"bodies":         `^(    )?\{$`,
		"actions":        `^    [a-z]+:[a-z]+:[a-zA-Z]+$`,
	} {
		re := regexp.MustCompile(pattern)
		want := 0
		for _, line := range lines {
			if re.MatchString(line) {
				want++
			}
		}
		if got[what] != want {
			t.Errorf("%s: the text shows %d, the page has %d", what, want, got[what])
		}
	}
}

func countPage(p *page.Page) map[string]int {
	got := map[string]int{"actions": len(p.Authorization), "statuses": len(p.StatusCodes)}
	count := func(tables []page.Table) {
		for _, table := range tables {
			got["tables"]++
			for _, r := range table.Rows {
				for what, is := range map[string]bool{
					"types": true, "mandatory rows": r.Mandatory != nil, "enumerations": r.Enumeration != nil, "minima": r.Minimum != "",
					"maxima": r.Maximum != "", "array lengths": r.MinItems != nil && r.MaxItems != nil, "defaults": r.Default != "",
				} {
					if is {
						got[what]++
					}
				}
			}
		}
	}
	count(p.Request)
	got["status heads"] = len(p.Responses)
	for _, r := range p.Responses {
		count(r.Tables)
	}
	heads := 0
	previous := 0
	for _, e := range p.ResponseExamples {
		if e.Status != previous {
			heads, previous = heads+1, e.Status
		}
		if e.Body != "" {
			got["bodies"]++
		}
	}
	got["status heads"] += heads
	for _, e := range p.RequestExamples {
		if e.Body != "" {
			got["bodies"]++
		}
	}
	return got
}

// layout are the words that a page prints around its facts.
var layout = regexp.MustCompile(`^(Function|Constraints|URI|Request Parameters|Response Parameters|Example Requests?|Example Responses?|Status Codes?|` +
	`Authorization Information|Parameter|Mandatory|Type|Description|Action|Access Level|Resource Type \(\*: required\)|Condition Key|Alias|Dependencies|` +
	`Yes|No|[1-5]\d\d|Status code: \d\d\d|Table \d+ .*|Enumerat(ion|ed) values:|Default( value)?: .*|Minimum: .*|Maximum: .*|Array Length: .*|Updated on .*)$`)

// accountForLines checks that nothing printed is lost.
func accountForLines(t *testing.T, p *page.Page, lines []string) {
	t.Helper()
	known := knownTexts(p)
	for i, line := range lines {
		text := strings.TrimSpace(line)
		text = strings.TrimSpace(strings.TrimPrefix(text, "•"))
		text = strings.TrimSuffix(text, " (default value)")
		if text == "" || layout.MatchString(text) || strings.Contains(known, text) {
			continue
		}
		t.Errorf("line %d is in no field of the page: %s", i+1, line)
	}
}

func knownTexts(p *page.Page) string {
	var b strings.Builder
	add := func(texts ...string) {
		for _, text := range texts {
			b.WriteString(text + "\n")
		}
	}
	prose := func(texts []page.Text) {
		for _, text := range texts {
			add(text.Text)
		}
	}
	add(p.Title.Text, p.URI.Method+" "+p.URI.Path)
	prose(p.Function)
	prose(p.Constraints)
	prose(p.Other)
	for _, a := range p.Authorization {
		add(a.Action, a.AccessLevel)
		add(a.ResourceTypes...)
		add(a.ConditionKeys...)
		add(a.Aliases...)
		add(a.Dependencies...)
	}
	tables := func(tables []page.Table) {
		for _, table := range tables {
			for _, r := range table.Rows {
				add(r.Name, r.Type)
				add(r.Enumeration...)
				prose(r.Description)
			}
		}
	}
	tables(p.Request)
	for _, r := range p.Responses {
		add(r.Phrase)
		tables(r.Tables)
	}
	for _, e := range append(p.RequestExamples[:len(p.RequestExamples):len(p.RequestExamples)], p.ResponseExamples...) {
		add(e.Phrase, e.Caption, e.Body)
		add(e.Headers...)
		if e.Request != nil {
			add(e.Request.Method + " " + e.Request.Path)
		}
	}
	for _, s := range p.StatusCodes {
		add(s.Description)
	}
	return b.String()
}

// checkOrder checks that the lines of rows increase within a table.
func checkOrder(tb testing.TB, p *page.Page) {
	tb.Helper()
	check := func(tables []page.Table) {
		for _, table := range tables {
			line := table.Line
			if table.Number == 0 {
				line-- // its header cells begin it
			}
			for _, r := range table.Rows {
				if r.Line <= line {
					tb.Errorf("row %q of table %d is at line %d, behind line %d", r.Name, table.Number, r.Line, line)
				}
				line = r.Line
			}
		}
	}
	check(p.Request)
	for _, r := range p.Responses {
		check(r.Tables)
	}
}
