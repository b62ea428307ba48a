package spelling

import "testing"

func TestCounted(t *testing.T) {
	for n, want := range map[int]string{0: "0 cases", 1: "1 case", 2: "2 cases", 12: "12 cases"} {
		if got := Counted(n, "case"); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestSome(t *testing.T) {
	names := []string{"a", "b", "c"}
	for most, want := range map[int]string{1: "a and 2 more", 2: "a, b and 1 more", 3: "a, b, c", 9: "a, b, c"} {
		if got := Some(names, most); got != want {
			t.Errorf("%d: %q, want %q", most, got, want)
		}
	}
	if got := Some(nil, 2); got != "" {
		t.Errorf("nothing is %q", got)
	}
}
