package derive_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/documents"
	"github.com/apigspec/apigspec/openapi/page"
)

// Each kind of example keeps its text: one that fits its table, one that does
// not, one that is no JSON, and one of an operation without a body.
func TestExamplesKeepTheirText(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		fit  bool
	}{
		"as it is":               {"{\n  \"acl_bindings\" : [ \"332c5db1458a477b89b2ea741fec94a3\" ]\n}", true},
		"white space":            {"{\t\"acl_bindings\"  :[\n\n \n\"a\"   ] \n}", true},
		"a non-breaking space":   {"{\"acl_bindings\":[\"a\u00a0b\"]}", true},
		"order and digits":       {"{\"z\": 1.0, \"acl_bindings\": [], \"a\": 1E2}", true},
		"an escape":              {`{"acl_bindings": ["\u0061\/"]}`, true},
		"another type":           {"{ \"acl_bindings\" :  7 }", false},
		"a member that is twice": {"{ \"acl_bindings\": [],  \"acl_bindings\": [] }", false},
		"text that is cut off":   {"{ \"acl_bindings\" : [ …", false},
	} {
		t.Run(name, func(t *testing.T) {
			p := edited(t, "apig-acl-unbind", "p", "{\n  \"acl_bindings\" : [ \"332c5db1458a477b89b2ea741fec94a3\" ]\n}", c.body)
			o, _ := contractOf(t, p).Operation("apig.acl-unbind")
			examples := o.RequestExamples()
			if len(examples) != 1 {
				t.Fatalf("%d examples, want 1", len(examples))
			}
			if diff := cmp.Diff(c.body, examples[0].Printed); diff != "" {
				t.Errorf("the text (-page +contract):\n%s", diff)
			}
			if fit := len(examples[0].Unfit) == 0; fit != c.fit {
				t.Errorf("the example fits: %t, want %t: %v", fit, c.fit, examples[0].Unfit)
			}
		})
	}
}

// The text of every example stands in its page, letter for letter.
func TestTextsOfExamplesStandInTheirPages(t *testing.T) {
	texts := map[string]string{}
	readTexts(t, documents.FS(), texts)
	own := len(texts)
	checkTexts(t, contractOf(t, restated(t)...), texts, own*5)
	if folder := os.Getenv("APIGSPEC_DOCUMENTS"); folder != "" {
		readTexts(t, os.DirFS(folder), texts)
		checkTexts(t, contractOf(t, originals(t)...), texts, len(texts)*3)
	}
}

func readTexts(t *testing.T, fsys fs.FS, texts map[string]string) {
	t.Helper()
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(name) != ".txt" {
			return err
		}
		data, err := fs.ReadFile(fsys, name)
		if p, err := page.Parse(name, data); err == nil {
			texts[p.Name] = string(data)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkTexts(t *testing.T, c *openapi.Contract, texts map[string]string, least int) {
	t.Helper()
	checked := 0
	for i := range c.Operations {
		o := &c.Operations[i]
		all := o.RequestExamples()
		for _, status := range o.Statuses() {
			all = append(all, o.ResponseExamples(status)...)
		}
		for _, e := range all {
			if e.Value == nil {
				continue
			}
			checked++
			// Examples below a bullet are indented as the page's layout.
			text := texts[o.Page]
			if !strings.Contains(text, "\n"+e.Printed+"\n") && !strings.Contains(text, "\n    "+strings.ReplaceAll(e.Printed, "\n", "\n    ")+"\n") {
				t.Errorf("%s, line %d: the page does not print\n%s", o.Page, e.Place.Line, e.Printed)
			}
		}
	}
	if checked < least {
		t.Errorf("checked %d examples, want at least %d", checked, least)
	}
}
