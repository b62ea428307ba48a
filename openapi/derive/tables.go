package derive

import (
	"slices"

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
