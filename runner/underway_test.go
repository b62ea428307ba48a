package runner

import (
	"slices"
	"testing"
	"time"
)

// What was asked for something before is no suspect, nor the one that a change is pinned on.
func TestUnderWay(t *testing.T) {
	var u underWay
	u.asked("apig.acl-unbind")
	time.Sleep(time.Millisecond)
	from := time.Now()
	u.asked("roma.plugin-detach")
	u.asked("apig.plugin-detach")
	if got, want := u.since(from, "apig.plugin-detach"), []string{"roma.plugin-detach"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := u.since(time.Now().Add(time.Hour), ""); len(got) > 0 {
		t.Errorf("%q are suspects of the future", got)
	}
}
