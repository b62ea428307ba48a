package suites_test

import (
	"cmp"
	"context"
	"errors"
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
	"github.com/apigspec/apigspec/runner/mutation"
	"github.com/apigspec/apigspec/suites"
)

// TestSuites runs the tables against the embedded gateway, or against the
// target that APIGSPEC_TARGET names, under go test as well as under ginkgo.
func TestSuites(t *testing.T) {
	name := cmp.Or(os.Getenv("APIGSPEC_TARGET"), "embedded")
	config := openSuite(t, name)
	plan := suites.Plan{Contract: config.Contract, Cases: config.Cases, Strict: config.Options.Strict}
	suite, _ := GinkgoConfiguration()
	inParallel := suite.ParallelTotal > 1

	RegisterFailHandler(Fail)
	if inParallel && mutation.IsEmbedded(name) {
		plan.Results = fresh{name: name, config: config}
		suites.Declare(plan)
	} else {
		results := &ahead{config: config}
		plan.Results = results
		// Several processes share one gateway here, and every entry may
		// change its state: all of them run in the first process.
		plan.Serial = func(cases.Case) bool { return inParallel }
		suites.Declare(plan)
		results.config.Cases = previewed(config.Cases)
		BeforeSuite(results.start)
		AfterSuite(results.stop)
	}
	RunSpecs(t, "apigspec")
}

func openSuite(t *testing.T, name string) runner.Config {
	t.Helper()
	contract, err := openapi.Default()
	if err != nil {
		t.Fatal(err)
	}
	all, err := cases.All(contract)
	if err != nil {
		t.Fatal(err)
	}
	opened, stop, err := mutation.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
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

// ahead takes results from one run that is ahead of the entries.
type ahead struct {
	config runner.Config
	run    *runner.Run
}

func (a *ahead) start(ctx SpecContext) {
	if GinkgoParallelProcess() != 1 || len(a.config.Cases) == 0 {
		return
	}
	// The run outlives this node, whose context ends with it.
	run, err := runner.Start(context.WithoutCancel(ctx), a.config)
	Expect(err).NotTo(HaveOccurred())
	a.run = run
}

func (a *ahead) stop() {
	if a.run != nil {
		Expect(a.run.Close()).To(Succeed())
	}
}

// Await implements suites.Results.
func (a *ahead) Await(ctx context.Context, id string) (runner.Result, error) {
	return a.run.Await(ctx, id)
}

// fresh runs each case when its entry runs, on an embedded gateway of its
// own: nobody knows beforehand which entry comes to which process.
type fresh struct {
	name   string
	config runner.Config
}

// Await implements suites.Results.
func (f fresh) Await(ctx context.Context, id string) (runner.Result, error) {
	for _, c := range f.config.Cases {
		if c.ID == id {
			return f.runAlone(ctx, c)
		}
	}
	return runner.Result{}, fmt.Errorf("case %s is not part of the suite", id)
}

func (f fresh) runAlone(ctx context.Context, c cases.Case) (result runner.Result, err error) {
	opened, stop, err := mutation.Open(f.name)
	if err != nil {
		return runner.Result{}, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	config := f.config
	config.Cases, config.Target = []cases.Case{c}, opened
	run, err := runner.Start(ctx, config)
	if err != nil {
		return runner.Result{}, err
	}
	result, err = run.Await(ctx, c.ID)
	if closing := run.Close(); err == nil {
		err = closing
	}
	return result, err
}
