package suites

import (
	"fmt"

	"github.com/onsi/gomega/types"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/judge"
)

// Conform succeeds for the result of a case that does not keep the target from
// being conformant, under strict or not; see [judge.Blocking]. Its failure
// message is [Explain]'s; the contract gives the clauses their words and places
// and may be nil.
func Conform(contract *openapi.Contract, strict bool) types.GomegaMatcher {
	return &conformMatcher{contract: contract, strict: strict}
}

type conformMatcher struct {
	contract *openapi.Contract
	strict   bool
}

// Match accepts a runner.Result or a pointer to one.
func (m *conformMatcher) Match(actual any) (bool, error) {
	result, err := resultOf(actual)
	if err != nil {
		return false, err
	}
	switch result.Verdict {
	case judge.Pass, judge.Fail, judge.Error, judge.Skip, judge.Observed:
		return !result.Blocking(m.strict), nil
	default:
		return false, fmt.Errorf("case %s has the unknown verdict %q", result.Case.ID, result.Verdict)
	}
}

// FailureMessage explains the result.
func (m *conformMatcher) FailureMessage(actual any) string {
	result, err := resultOf(actual)
	if err != nil {
		return err.Error()
	}
	return Explain(result, m.contract)
}

// NegatedFailureMessage names the case that conforms against expectation.
func (m *conformMatcher) NegatedFailureMessage(actual any) string {
	result, err := resultOf(actual)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("case %s conforms, and was expected not to", result.Case.ID)
}

func resultOf(actual any) (runner.Result, error) {
	switch result := actual.(type) {
	case runner.Result:
		return result, nil
	case *runner.Result:
		if result != nil {
			return *result, nil
		}
	}
	return runner.Result{}, fmt.Errorf("the Conform matcher judges a runner.Result, not a %T", actual)
}
