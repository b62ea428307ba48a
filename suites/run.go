package suites

import (
	"cmp"
	"context"
	"io"
	"time"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/extensions/globals"
	"github.com/onsi/ginkgo/v2/formatter"
	"github.com/onsi/ginkgo/v2/types"
)

// State is what became of an entry.
type State string

// The states of an entry.
const (
	Passed  State = "passed"
	Failed  State = "failed"
	Skipped State = "skipped"
)

// MaxEntries is the number of cases up to which Run builds Ginkgo's tree.
// Building and running it takes longer than in proportion: 0.2 s for 5,000
// entries in one group of one operation, 0.6 s for 10,000, 2 s for 20,000 (on
// two cores; without the tree 20,000 take 0.02 s).
const MaxEntries = 5000

// Run asserts on every case of the plan and returns the states of the entries
// by case id, so that the caller can hold them against the results. Up to
// plan.MaxEntries cases they are entries of Ginkgo's tables, in an order that
// the seed decides; beyond that the same assertion runs without a tree.
// Timeout bounds the whole suite: what is not begun by then is skipped.
//
// Ginkgo keeps its tree in package variables: no two calls may overlap. Its
// flags stay unset, and its reporter's output is discarded for the rest of the
// process.
func Run(plan Plan, seed int64, timeout time.Duration) map[string]State {
	if len(plan.Cases) > cmp.Or(plan.MaxEntries, MaxEntries) {
		return runPlain(plan, timeout)
	}
	return runTables(plan, seed, timeout)
}

// runTables declares the plan's tables and runs them in this process, without
// Ginkgo's command line, output or reports.
func runTables(plan Plan, seed int64, timeout time.Duration) map[string]State {
	globals.Reset()
	defer globals.Reset()
	formatter.ColorableStdOut = io.Discard

	states := map[string]State{}
	Declare(plan)
	ReportAfterSuite("states of the entries", func(report Report) {
		for _, spec := range report.SpecReports {
			if spec.LeafNodeType == types.NodeTypeIt {
				states[spec.LeafNodeText] = stateOf(spec.State)
			}
		}
	})
	suite, reporter := configuration(seed, timeout)
	RunSpecs(deaf{}, "apigspec", suite, reporter)
	return states
}

// runPlain asserts on one case after the other, as the entries would.
func runPlain(plan Plan, timeout time.Duration) map[string]State {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	states := make(map[string]State, len(plan.Cases))
	for _, c := range plan.Cases {
		states[c.ID] = plainState(ctx, plan, c.ID)
	}
	return states
}

func plainState(ctx context.Context, plan Plan, id string) State {
	if ctx.Err() != nil {
		return Skipped
	}
	state := Passed
	assertConforms(ctx, plan, id, outcome{
		fail: func(string, ...int) { state = Failed },
		skip: func(string, ...int) { state = Skipped },
	})
	return state
}

func configuration(seed int64, timeout time.Duration) (types.SuiteConfig, types.ReporterConfig) {
	suite, reporter := types.NewDefaultSuiteConfig(), types.NewDefaultReporterConfig()
	suite.RandomSeed = seed
	suite.Timeout = timeout
	reporter.NoColor = true
	reporter.Succinct = true
	return suite, reporter
}

func stateOf(state types.SpecState) State {
	switch {
	case state.Is(types.SpecStatePassed):
		return Passed
	case state.Is(types.SpecStateFailureStates):
		return Failed
	default:
		return Skipped
	}
}

// deaf satisfies Ginkgo's view of testing.T: the states say what failed.
type deaf struct{}

// Fail does nothing.
func (deaf) Fail() {}
