package cases

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func sampleJSON() any {
	return map[string]any{"a": []any{"x", 1, nil, map[string]any{"b": "y"}, []any{"z"}}, "c": "x", "d": true}
}

func TestMapStrings(t *testing.T) {
	var seen []string
	got := mapStrings(sampleJSON(), func(s string) string { seen = append(seen, s); return strings.ToUpper(s) })
	want := map[string]any{"a": []any{"X", 1, nil, map[string]any{"b": "Y"}, []any{"Z"}}, "c": "X", "d": true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"x", "y", "z", "x"}, seen); diff != "" {
		t.Errorf("order of the strings (-want +got):\n%s", diff)
	}
}

func TestSpliceStrings(t *testing.T) {
	got, err := spliceStrings(sampleJSON(), func(s string, inArray bool) ([]string, error) {
		switch {
		case !inArray:
			return []string{"one"}, nil
		case s == "x":
			return []string{"x1", "x2"}, nil
		}
		return nil, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"a": []any{"x1", "x2", 1, nil, map[string]any{"b": "one"}, []any{}}, "c": "one", "d": true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, bad := range []string{"x", "y", "z"} {
		_, err := spliceStrings(sampleJSON(), func(s string, _ bool) ([]string, error) {
			if s == bad {
				return nil, errors.New(bad)
			}
			return []string{s}, nil
		})
		if err == nil || err.Error() != bad {
			t.Errorf("an error at %s comes back as %v", bad, err)
		}
	}
}

func TestChangesInPlace(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(any) any
		want   any
	}{
		{"a member", func(v any) any { return with(v, []any{"c"}, 2) }, map[string]any{"a": []any{"x"}, "c": 2}},
		{"a new member", func(v any) any { return with(v, []any{"e"}, 2) }, map[string]any{"a": []any{"x"}, "c": "x", "e": 2}},
		{"an item", func(v any) any { return with(v, []any{"a", 0}, nil) }, map[string]any{"a": []any{nil}, "c": "x"}},
		{"no member", func(v any) any { return without(v, []any{"c"}) }, map[string]any{"a": []any{"x"}}},
		{"a path that leads nowhere", func(v any) any { return without(with(v, []any{"c", "d"}, 1), []any{"c", "d"}) }, map[string]any{"a": []any{"x"}, "c": "x"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			given := map[string]any{"a": []any{"x"}, "c": "x"}
			got := test.change(cloneJSON(given))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(map[string]any{"a": []any{"x"}, "c": "x"}, given); diff != "" {
				t.Errorf("the original changed as well:\n%s", diff)
			}
		})
	}
}
