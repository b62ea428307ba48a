package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/apigspec/apigspec/reports"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/gateway"
)

// mostFindings is how many findings a deviation of a gateway may be told in.
const mostFindings = 12

// TestReportsAgree runs a mutant of each of ten areas: terminal, Markdown, HTML and JUnit
// tell the same findings, with the same numbers of cases and the same clauses.
func TestReportsAgree(t *testing.T) {
	tried := map[string]bool{}
	for _, mutant := range gateway.Mutants() {
		if len(tried) == 10 || testing.Short() && len(tried) == 2 {
			return
		}
		if tried[mutant.Area] || mutant.Level != "must" {
			continue
		}
		tried[mutant.Area] = true
		t.Run(mutant.ID, func(t *testing.T) {
			out := t.TempDir()
			var console bytes.Buffer
			code := execute(t.Context(), []string{"run", "--target", "mutant:" + mutant.ID, "--run", mutant.Operation + "/**", "--out", out, "--progress", "none", "--state", t.TempDir()}, consoleOf(&console))
			if code != runner.ExitNotConformant {
				t.Fatalf("exit code %d:\n%s", code, console.String())
			}
			run, err := reports.ReadFile(filepath.Join(out, reports.LogFile))
			if err != nil {
				t.Fatal(err)
			}
			defer run.Close()
			findings := reports.Findings(run.Blocking())
			if len(findings) == 0 || len(findings) > mostFindings {
				t.Errorf("%d findings", len(findings))
			}
			wantTerminal(t, console.String(), findings)
			wantMarkdown(t, content(t, out, reports.MarkdownFile), findings)
			wantHTML(t, content(t, out, reports.HTMLFile), findings)
			wantJUnit(t, content(t, out, reports.JUnitFile), findings)
		})
	}
	if len(tried) < 10 {
		t.Errorf("mutants of %d areas only", len(tried))
	}
}

func consoleOf(out *bytes.Buffer) console { return console{Out: out, Err: out} }

func content(t *testing.T, folder, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// wantTerminal takes the blocks of the findings apart.
func wantTerminal(t *testing.T, text string, findings []reports.Finding) {
	t.Helper()
	blocks := regexp.MustCompile(`(?m)^(?:FAIL|ERROR) (?:\(flaky\) )?(\S+)(?: and (\d+) more cases?)?\n((?:  .*\n)*)`).FindAllStringSubmatch(text, -1)
	if len(blocks) != len(findings) {
		t.Fatalf("terminal: %d findings, want %d:\n%s", len(blocks), len(findings), text)
	}
	for i, f := range findings {
		more := "0"
		if blocks[i][2] != "" {
			more = blocks[i][2]
		}
		if blocks[i][1] != f.Sample().ID || more != fmt.Sprint(len(f.Cases)-1) {
			t.Errorf("terminal: finding %d is %s and %s more, want %s", i, blocks[i][1], more, f.Title())
		}
		wantClauses(t, "terminal", blocks[i][3], f)
	}
}

func wantClauses(t *testing.T, where, text string, f reports.Finding) {
	t.Helper()
	for _, id := range f.Clauses {
		if !strings.Contains(text, id) {
			t.Errorf("%s: %s does not name the clause %s", where, f.Title(), id)
		}
	}
}

func wantMarkdown(t *testing.T, text string, findings []reports.Finding) {
	t.Helper()
	_, text, _ = strings.Cut(text, "## Failed: ")
	text, _, _ = strings.Cut(text, "\n## ")
	entries := strings.Split(text, "\n- case: ")[1:]
	if len(entries) != len(findings) {
		t.Fatalf("Markdown: %d findings, want %d", len(entries), len(findings))
	}
	for i, f := range findings {
		more := 0
		if found := regexp.MustCompile(`<summary>(\d+) more`).FindStringSubmatch(entries[i]); found != nil {
			more = count(t, found[1])
		}
		if !strings.HasPrefix(entries[i], "`"+f.Sample().ID+"`") || more != len(f.Cases)-1 {
			t.Errorf("Markdown: %s has %d more cases:\n%.200s", f.Title(), more, entries[i])
		}
		wantClauses(t, "Markdown", strings.ReplaceAll(entries[i], `\`, ""), f)
	}
}

func wantHTML(t *testing.T, text string, findings []reports.Finding) {
	t.Helper()
	_, text, _ = strings.Cut(text, `<section id="failed"`)
	text, _, _ = strings.Cut(text, "</section>")
	entries := strings.Split(text, `<div class="cause">`)[1:]
	if len(entries) != len(findings) {
		t.Fatalf("HTML: %d findings, want %d", len(entries), len(findings))
	}
	for i, f := range findings {
		if n := strings.Count(entries[i], `<details class="case`); n != len(f.Cases) || !strings.Contains(entries[i], `id="`+f.Sample().ID+`"`) {
			t.Errorf("HTML: %s has %d cases", f.Title(), n)
		}
		wantClauses(t, "HTML", entries[i], f)
	}
}

func wantJUnit(t *testing.T, text string, findings []reports.Finding) {
	t.Helper()
	type note struct {
		Text string `xml:",chardata"`
	}
	var document struct {
		Suites []struct {
			Cases []struct {
				Name    string `xml:"name,attr"`
				Failure *note  `xml:"failure"`
				Error   *note  `xml:"error"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(text), &document); err != nil {
		t.Fatal(err)
	}
	finding := map[string]int{}
	for i, f := range findings {
		for _, c := range f.Cases {
			finding[c.ID] = i
		}
	}
	told := 0
	for _, suite := range document.Suites {
		for _, c := range suite.Cases {
			wrong := c.Failure
			if wrong == nil {
				wrong = c.Error
			}
			if wrong == nil {
				continue
			}
			told++
			i, known := finding[c.Name]
			if want := fmt.Sprintf("finding:     %d of %d, ", i+1, len(findings)); !known || !strings.Contains(wrong.Text, want) {
				t.Errorf("JUnit: %s is not told as %q", c.Name, want)
			}
			if known && c.Name == findings[i].Sample().ID {
				wantClauses(t, "JUnit", wrong.Text, findings[i])
			}
		}
	}
	if told != len(finding) {
		t.Errorf("JUnit: %d failures, want %d", told, len(finding))
	}
}

func count(t *testing.T, digits string) int {
	t.Helper()
	n := 0
	if _, err := fmt.Sscan(digits, &n); err != nil {
		t.Fatal(err)
	}
	return n
}
