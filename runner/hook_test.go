package runner

import (
	"context"
	"strings"
	"testing"
	"time"
)

// What a hook said counts most where it did not come to an end.
func TestHookOutOfTime(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	said, err := hookFacts{}.execute(ctx, "echo no mock >&2; sleep 60")
	if err == nil || strings.TrimSpace(said) != "no mock" {
		t.Errorf("said %q, error %v; want what it said before it was ended", said, err)
	}
}
