package lazyregexp_test

import (
	"testing"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
)

// One that cannot be compiled must not wait for the page that has its words.
func TestBrokenExpressionIsFoundByAnyTest(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("New took an expression that cannot be compiled")
		}
	}()
	lazyregexp.New(`(`)
}
