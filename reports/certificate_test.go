package reports

import (
	"strings"
	"testing"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner/judge"
	"github.com/apigspec/apigspec/runner/target"
)

// What the target file says of the implementation is text, whatever it looks like.
func TestCertificateHoldsNoForeignMarkup(t *testing.T) {
	hostile := "<script>alert(1)</script>\n# [a](javascript:b) | c"
	v := Verified{Statement: NewStatement(statementRun(sampleMeta(), []statementCase{{"apig.acl-unbind", cases.Must, judge.Pass, false}}))}
	v.Statement.Implementation = target.Implementation{Organization: hostile, Product: hostile, Version: hostile, URL: hostile, Contact: hostile}
	v.Statement.Reproduce.Command = "apigspec run --run '```\n# Heading' " + hostile
	for name, markups := range map[string][]string{
		CertificateHTMLFile:     {"<script", "href="},
		CertificateMarkdownFile: {"<script", "\n# [a]", "[a]("},
	} {
		page, err := v.certificate(name)
		if err != nil {
			t.Fatal(err)
		}
		// In Markdown the command stands in a fence that is longer than any in it.
		text, _, _ := strings.Cut(string(page), "\n````sh\n")
		for _, markup := range markups {
			if strings.Contains(text, markup) {
				t.Errorf("%s has %q:\n%s", name, markup, text)
			}
		}
		if !strings.Contains(text, "alert(1)") {
			t.Errorf("%s lost the name of the implementation:\n%s", name, text)
		}
	}
}
