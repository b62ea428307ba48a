package derive

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
	"github.com/apigspec/apigspec/openapi/page"
)

// tablesOf are all tables of a page, those of the request first.
func tablesOf(p *page.Page) []page.Table {
	tables := slices.Clone(p.Request)
	for _, r := range p.Responses {
		tables = append(tables, r.Tables...)
	}
	return tables
}

// adorned are names in quotation marks, backticks or bold type, and names with the
// star of a footnote.
var adorned = lazyregexp.New("^[`\"'“*]+\\w.*[`\"'”*]$|^\\w[\\w.-]*\\s*\\*+$")

// adornments refuses names with signs that belong to the print: no message has a member
// of such a name, and no case can be named after it. A header may stand for others
// ("x-meta-*").
func adornments(p *page.Page) error {
	var problems []error
	for _, t := range tablesOf(p) {
		for _, r := range t.Rows {
			if !adorned.MatchString(r.Name) || t.Location == page.InHeader && !strings.Contains(r.Name, " ") && strings.HasSuffix(r.Name, "-*") {
				continue
			}
			problems = append(problems, fmt.Errorf("page %s, line %d: expected the name of a row alone, found %q: write %s",
				p.Name, r.Line, r.Name, strings.Trim(r.Name, "`\"'“”* ")))
		}
	}
	return errors.Join(problems...)
}
