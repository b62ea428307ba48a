package reports

import (
	"fmt"
	"slices"

	"github.com/apigspec/apigspec/openapi"
)

// CompareSchema is the version of the JSON form of a [Comparison]. A change that an old
// reader would misunderstand raises it; an added key does not.
const CompareSchema = 1

// NotAsked is what a comparison says of a clause that a run was not about: its contract
// has no such clause, or it selected no case of the operation.
const NotAsked ClauseVerdict = "not asked"

// Comparison says of each statement of the pages what became of it on several gateways.
type Comparison struct {
	Schema   int               `json:"compare"`
	Gateways []ComparedGateway `json:"gateways"`
	Pages    []ComparedPage    `json:"pages"`
	// Clauses counts the clauses of all pages, Differing those of them that the gateways
	// treat differently, whichever of them Pages has.
	Clauses   int `json:"clauses"`
	Differing int `json:"differing"`
}

// ComparedGateway is one of the gateways, by one of its runs.
type ComparedGateway struct {
	// Name tells the gateways apart: what the target is called, with as much else as
	// that takes.
	Name string `json:"name"`
	DiffRun
}

// ComparedPage is the page of an operation.
type ComparedPage struct {
	Operation string `json:"operation"`
	Title     string `json:"title"`
	// Clauses are in the order in which the page makes the statements.
	Clauses []ComparedClause `json:"clauses"`
}

// ComparedClause is a statement of a page.
type ComparedClause struct {
	ID    string        `json:"id"`
	Text  string        `json:"text"`
	Place openapi.Place `json:"place"`
	// Verdicts has one for each gateway, in the order of the gateways; Breaking has as
	// many numbers, of the failed cases that blame the clause.
	Verdicts []ClauseVerdict `json:"verdicts"`
	Breaking []int           `json:"breaking"`
}

// differs reports whether the gateways treat the statement differently.
func (c ComparedClause) differs() bool {
	return slices.ContainsFunc(c.Verdicts, func(v ClauseVerdict) bool { return v != c.Verdicts[0] })
}

// Compare puts the verdicts of clauses of several runs side by side: the pages in the
// order in which the runs have them, and of each page all clauses that any of the runs
// knows.
func Compare(runs []Run) Comparison {
	c := Comparison{Schema: CompareSchema, Pages: []ComparedPage{}}
	names := distinctNames(runs)
	for i, run := range runs {
		c.Gateways = append(c.Gateways, ComparedGateway{names[i], diffRun(run)})
		for _, page := range run.Pages() {
			c.page(page.Operation).add(page.Clauses, i, len(runs))
		}
	}
	for _, page := range c.Pages {
		slices.SortStableFunc(page.Clauses, func(a, b ComparedClause) int { return a.Place.Line - b.Place.Line })
		for _, clause := range page.Clauses {
			c.Clauses++
			if clause.differs() {
				c.Differing++
			}
		}
	}
	return c
}

// page is that of the operation, made if there is none yet.
func (c *Comparison) page(operation Operation) *ComparedPage {
	i := slices.IndexFunc(c.Pages, func(p ComparedPage) bool { return p.Operation == operation.ID })
	if i < 0 {
		i = len(c.Pages)
		c.Pages = append(c.Pages, ComparedPage{Operation: operation.ID, Title: operation.Title})
	}
	return &c.Pages[i]
}

// add notes what became of the clauses on one of the gateways.
func (p *ComparedPage) add(clauses []JudgedClause, gateway, gateways int) {
	index := map[string]int{}
	for i, clause := range p.Clauses {
		index[clause.ID] = i
	}
	for _, judged := range clauses {
		i, found := index[judged.ID]
		if !found {
			i = len(p.Clauses)
			p.Clauses = append(p.Clauses, ComparedClause{
				ID: judged.ID, Text: judged.Text, Place: judged.Place,
				Verdicts: slices.Repeat([]ClauseVerdict{NotAsked}, gateways), Breaking: make([]int, gateways),
			})
		}
		p.Clauses[i].Verdicts[gateway] = judged.Verdict
		p.Clauses[i].Breaking[gateway] = len(judged.Breaking)
	}
}

// OnlyDiffering leaves out what all gateways treat alike.
func (c Comparison) OnlyDiffering() Comparison {
	pages := c.Pages
	c.Pages = []ComparedPage{}
	for _, page := range pages {
		var differing []ComparedClause
		for _, clause := range page.Clauses {
			if clause.differs() {
				differing = append(differing, clause)
			}
		}
		if page.Clauses = differing; len(differing) > 0 {
			c.Pages = append(c.Pages, page)
		}
	}
	return c
}

// distinctNames are the names of the runs' targets, with as much else as it takes to tell
// them apart.
func distinctNames(runs []Run) []string {
	ways := []func(int, Run) string{
		func(_ int, r Run) string { return r.Meta.Target.Name },
		func(_ int, r Run) string { return fmt.Sprintf("%s at %s", r.Meta.Target.Name, r.Meta.Target.URL) },
		func(_ int, r Run) string { return fmt.Sprintf("%s, %s", r.Meta.Target.Name, r.Name()) },
		func(i int, r Run) string { return fmt.Sprintf("%s, %s (%d)", r.Meta.Target.Name, r.Name(), i+1) },
	}
	var names []string
	for _, way := range ways {
		names = names[:0]
		for i, run := range runs {
			names = append(names, way(i, run))
		}
		if distinct := slices.Compact(slices.Sorted(slices.Values(names))); len(distinct) == len(names) {
			break
		}
	}
	return names
}
