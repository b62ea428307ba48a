package derive

import (
	"github.com/apigspec/apigspec/openapi/page"
)

// listsErrorCodes reports whether a page is a list of error codes, and so
// describes no operation.
func listsErrorCodes(p *page.Page) bool { return len(p.ErrorCodes) > 0 }

// errorCodesTree holds the rows of all lists, a row of several lists once.
func errorCodesTree(pages []*page.Page) list {
	type row struct {
		status int
		code   string
	}
	var all list
	seen := map[row]bool{}
	for _, p := range byName(pages) {
		for _, e := range p.ErrorCodes {
			if seen[row{e.Status, e.Code}] {
				continue
			}
			seen[row{e.Status, e.Code}] = true
			all = append(all, errorCodeTree(p, e))
		}
	}
	return all
}

func errorCodeTree(p *page.Page, e page.ErrorCode) *object {
	return flow("code", e.Code, "status", integer(int64(e.Status)), "text", e.Text,
		"x-source", source{page: p.Name, section: e.Section, row: e.Code, line: e.Line}.tree())
}

// errorCodesTree holds the rows of the page's own table.
func (d *draft) errorCodesTree() list {
	var all list
	for _, e := range d.page.OwnErrorCodes {
		all = append(all, errorCodeTree(d.page, e))
	}
	return all
}

// registeredStatuses are the statuses that the lists give each code.
func registeredStatuses(pages []*page.Page) map[string][]int {
	statuses := map[string][]int{}
	for _, p := range pages {
		for _, e := range p.ErrorCodes {
			statuses[e.Code] = append(statuses[e.Code], e.Status)
		}
	}
	return statuses
}
