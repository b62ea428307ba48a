package suites_test

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	. "github.com/onsi/gomega"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/suites"
)

// TestSuites runs the tables against the embedded gateway, or against the
// target that APIGSPEC_TARGET names, under go test as well as under ginkgo.
func TestSuites(t *testing.T) {
	config := openSuite(t)
	plan := suites.Plan{Contract: config.Contract, Cases: config.Cases, Strict: config.Options.Strict}
	suite, _ := GinkgoConfiguration()
	inParallel := suite.ParallelTotal > 1

	results := &liveResults{config: config}
	plan.Results = results
	if inParallel && os.Getenv("APIGSPEC_TARGET") != "" {
		// The processes share one gateway: what may change its state waits
		// for everything else and runs alone.
		plan.Serial = func(cases.Case) bool { return true }
	}
	suites.Declare(plan)
	if !inParallel {
		results.ahead = previewed(config.Cases)
	}
	BeforeSuite(results.start)
	AfterSuite(results.stop)
	RegisterFailHandler(Fail)
	RunSpecs(t, "apigspec")
}

func openSuite(t *testing.T) runner.Config {
	t.Helper()
	contract, err := openapi.Default()
	if err != nil {
		t.Fatal(err)
	}
	all, err := cases.All(contract)
	if err != nil {
		t.Fatal(err)
	}
	opened, stop, err := runner.OpenTarget(cmp.Or(os.Getenv("APIGSPEC_TARGET"), "embedded"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stop() })
	selected, err := runner.Select(all, runner.Selection{Profile: opened.Profile})
	if err != nil {
		t.Fatal(err)
	}
	if err := runner.CheckWrites(opened, selected, contract, os.Getenv("APIGSPEC_ALLOW_WRITES")); err != nil {
		t.Fatal(err)
	}
	return runner.Config{
		Contract: contract,
		Cases:    selected,
		Target:   opened,
		Options: runner.Options{
			Strict: os.Getenv("APIGSPEC_STRICT") != "", Concurrency: 8, Repeat: 1,
			Timeout: 10 * time.Second, RunTimeout: 10 * time.Minute,
		},
	}
}

// previewed returns the cases whose entries Ginkgo is going to run, so that a
// case that a focus or label filter leaves out is never sent.
func previewed(all []cases.Case) []cases.Case {
	chosen := map[string]bool{}
	for _, spec := range PreviewSpecs("apigspec").SpecReports {
		if spec.LeafNodeType == types.NodeTypeIt && spec.State != types.SpecStateSkipped {
			chosen[spec.LeafNodeText] = true
		}
	}
	var selected []cases.Case
	for _, c := range all {
		if chosen[c.ID] {
			selected = append(selected, c)
		}
	}
	return selected
}

// liveResults takes results from one run that is ahead of the entries, or,
// where Ginkgo runs several processes and nobody knows beforehand which entry
// comes to which, from a run of its own for every entry.
type liveResults struct {
	config runner.Config
	// ahead are the cases of the one run; nil for a run per entry.
	ahead []cases.Case
	run   *runner.Run
}

func (l *liveResults) start(ctx SpecContext) {
	if len(l.ahead) == 0 {
		return
	}
	config := l.config
	config.Cases = l.ahead
	// The run outlives this node, whose context ends with it.
	run, err := runner.Start(context.WithoutCancel(ctx), config)
	Expect(err).NotTo(HaveOccurred())
	l.run = run
}

func (l *liveResults) stop() {
	if l.run != nil {
		Expect(l.run.Close()).To(Succeed())
	}
}

// Await implements suites.Results.
func (l *liveResults) Await(ctx context.Context, id string) (runner.Result, error) {
	if l.run != nil {
		return l.run.Await(ctx, id)
	}
	for _, c := range l.config.Cases {
		if c.ID == id {
			return l.runAlone(ctx, c)
		}
	}
	return runner.Result{}, fmt.Errorf("case %s is not part of the suite", id)
}

func (l *liveResults) runAlone(ctx context.Context, c cases.Case) (runner.Result, error) {
	config := l.config
	config.Cases = []cases.Case{c}
	run, err := runner.Start(ctx, config)
	if err != nil {
		return runner.Result{}, err
	}
	result, err := run.Await(ctx, c.ID)
	if closing := run.Close(); err == nil {
		err = closing
	}
	return result, err
}
