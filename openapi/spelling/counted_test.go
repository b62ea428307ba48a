package spelling

import "testing"

func TestCounted(t *testing.T) {
	for n, want := range map[int]string{0: "0 cases", 1: "1 case", 2: "2 cases", 12: "12 cases"} {
		if got := Counted(n, "case"); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}
