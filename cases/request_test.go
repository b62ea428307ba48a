package cases

import "testing"

func TestPathsInOtherForms(t *testing.T) {
	for form, want := range map[string]string{"": "/a/b/c", TrailingSlash: "/a/b/c/", DoubleSlash: "/a/b//c"} {
		if got := InForm("/a/b/c", form); got != want {
			t.Errorf("%q: %s, not %s", form, got, want)
		}
	}
}
