package suites

import (
	"io"
	"time"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/extensions/globals"
	"github.com/onsi/ginkgo/v2/formatter"
	"github.com/onsi/ginkgo/v2/types"
)

// State is what Ginkgo made of an entry.
type State string

// The states of an entry.
const (
	Passed  State = "passed"
	Failed  State = "failed"
	Skipped State = "skipped"
)

// RunInProcess declares the plan's tables and runs them in this process,
// without Ginkgo's command line, output or reports. It returns the state of
// every entry by case id, so that the caller can hold them against the
// results. Timeout bounds the whole suite.
//
// Ginkgo keeps its tree in package variables: no two calls may overlap.
// Its flags stay unset, and its reporter's output is discarded for the rest
// of the process.
func RunInProcess(plan Plan, seed int64, timeout time.Duration) map[string]State {
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
