package suites

import (
	"context"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner"
)

// Results delivers the recorded results of cases.
type Results interface {
	// Await blocks until the case has a result. A case that will never have
	// one is an error at once.
	Await(ctx context.Context, id string) (runner.Result, error)
}

// Plan is what the tables are made of.
type Plan struct {
	Contract *openapi.Contract
	// Cases are the selected ones; no other case gets an entry.
	Cases []cases.Case
	// Results is asked when an entry runs, never while the tree is built.
	Results Results
	// Strict fails the entries of should cases that fail and of must cases
	// that were skipped; otherwise such an entry is skipped with what was found.
	Strict bool
	// MaxEntries is the number of cases up to which Run builds Ginkgo's tree;
	// 0 is the constant of that name.
	MaxEntries int
	// Serial keeps the entry of a case apart from all others when Ginkgo
	// runs several processes; nil keeps none apart.
	Serial func(cases.Case) bool
}

// Declare adds the plan's tables to Ginkgo's tree. It is called once before
// RunSpecs.
func Declare(plan Plan) {
	for _, operation := range inGroups(plan.Cases, operationOf) {
		Describe(operation.name, func() {
			for _, group := range inGroups(operation.cases, groupOf) {
				declareTable(plan, group)
			}
		})
	}
}

func declareTable(plan Plan, group group) {
	entries := make([]any, 0, len(group.cases)+1)
	inGinkgo := outcome{fail: Fail, skip: Skip}
	entries = append(entries, func(ctx SpecContext, id string) { assertConforms(ctx, plan, id, inGinkgo) })
	for _, c := range group.cases {
		entries = append(entries, entry(plan, c))
	}
	DescribeTable(group.name, entries...)
}

func entry(plan Plan, c cases.Case) TableEntry {
	arguments := []any{Label(string(c.Level))}
	if plan.Serial != nil && plan.Serial(c) {
		arguments = append(arguments, Serial)
	}
	return Entry(c.ID, append(arguments, c.ID)...)
}

// outcome is told what became of an entry that did not pass.
type outcome struct {
	fail, skip func(message string, callerSkip ...int)
}

// assertConforms is what every entry asserts, in Ginkgo's tree or without it.
func assertConforms(ctx context.Context, plan Plan, id string, o outcome) {
	// A Gomega of our own leaves the process-wide fail handler alone.
	g := NewGomega(o.fail)
	result, err := plan.Results.Await(ctx, id)
	if !g.Expect(err).NotTo(HaveOccurred(), "no result of case %s", id) {
		return
	}
	if g.Expect(result).To(Conform(plan.Contract, plan.Strict)) && inconclusive(result) {
		o.skip(Explain(result, plan.Contract))
	}
}

// group is a named part of the cases, in their given order.
type group struct {
	name  string
	cases []cases.Case
}

// inGroups splits the cases by name, in the order in which names appear.
func inGroups(all []cases.Case, name func(cases.Case) string) []group {
	var groups []group
	index := map[string]int{}
	for _, c := range all {
		n := name(c)
		i, seen := index[n]
		if !seen {
			i = len(groups)
			index[n] = i
			groups = append(groups, group{name: n})
		}
		groups[i].cases = append(groups[i].cases, c)
	}
	return groups
}

func operationOf(c cases.Case) string { return c.Operation }

// groupOf is the second segment of the case's id.
func groupOf(c cases.Case) string {
	segments := strings.SplitN(c.ID, "/", 3)
	if len(segments) < 2 {
		return c.ID
	}
	return segments[1]
}
