package runner

import (
	"context"
	"errors"

	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/judge"
	"github.com/apigspec/apigspec/runner/target"
)

// prerequisite is what a case lacks.
type prerequisite struct{ judge.Reason }

func (e *prerequisite) Error() string { return e.String() }

// reasonOf says why a case that was not carried through ended. That the run
// itself ended comes before whatever else went wrong because of it.
func reasonOf(ctx context.Context, err error) judge.Reason {
	var shortage *fixtures.Shortage
	var credential *target.MissingCredential
	var missing *prerequisite
	var gone *lostError
	switch {
	case ctx.Err() != nil && errors.As(context.Cause(ctx), &gone):
		return judge.Reason{Code: judge.Unreachable, Text: gone.Error()}
	case ctx.Err() != nil && !errors.Is(context.Cause(ctx), errRunTimeout):
		return judge.Reason{Code: judge.Interrupted, Text: "the run was interrupted"}
	case ctx.Err() != nil:
		return judge.Reason{Code: judge.RunTimeout, Text: errRunTimeout.Error()}
	case errors.As(err, &shortage):
		return judge.Reason{Code: shortageCode(shortage), Text: shortage.Sentence}
	case errors.As(err, &credential):
		return judge.Reason{Code: judge.NoCredential, Text: credential.Error()}
	case errors.As(err, &missing):
		return missing.Reason
	default:
		return judge.Reason{Code: judge.HarnessFault, Text: err.Error()}
	}
}

func shortageCode(s *fixtures.Shortage) judge.ReasonCode {
	switch s.Kind {
	case fixtures.NotListed:
		return judge.MissingFixture
	case fixtures.Spent:
		return judge.SpentFixture
	default:
		return judge.NoFixture
	}
}

// errRunTimeout is the cause of a context that ends with the run's time limit.
var errRunTimeout = errors.New("the run's time limit is up")
