package derive

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"
)

// TestYAMLSaysWhatJSONSays writes arbitrary trees in both forms and reads
// them back.
func TestYAMLSaysWhatJSONSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root := drawObject(t, 3)
		var asYAML, asJSON bytes.Buffer
		writeYAML(&asYAML, root, 0)
		writeJSON(&asJSON, root, 0)
		var fromYAML, fromJSON any
		if err := yaml.Unmarshal(asYAML.Bytes(), &fromYAML); err != nil {
			t.Fatalf("reading the YAML: %v\n%s", err, asYAML.String())
		}
		if err := json.Unmarshal(asJSON.Bytes(), &fromJSON); err != nil {
			t.Fatalf("reading the JSON: %v\n%s", err, asJSON.String())
		}
		if diff := cmp.Diff(floats(fromJSON), floats(fromYAML)); diff != "" {
			t.Fatalf("(-JSON +YAML):\n%s\n%s", diff, asYAML.String())
		}
	})
}

func drawObject(t *rapid.T, depth int) *object {
	o := &object{flow: rapid.Bool().Draw(t, "flow")}
	if depth == 3 {
		o.flow = false
	}
	for _, key := range rapid.SliceOfNDistinct(drawText(), 1, 4, rapid.ID[string]).Draw(t, "keys") {
		o.set(key, drawTree(t, depth-1))
	}
	return o
}

func drawTree(t *rapid.T, depth int) any {
	kind := rapid.IntRange(0, 6).Draw(t, "kind")
	if depth == 0 && kind > 4 {
		kind = 0
	}
	switch kind {
	case 1:
		return rapid.Bool().Draw(t, "bool")
	case 2:
		return number(rapid.SampledFrom([]string{"0", "-1", "1.5", "2147483648"}).Draw(t, "number"))
	case 3:
		return nil
	case 5:
		return drawObject(t, depth)
	case 6:
		l := list{}
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			l = append(l, drawTree(t, depth-1))
		}
		return l
	}
	return drawText().Draw(t, "text")
}

func drawText() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"", "on", "No", "~", "1", "1e3", "0x1", "2024-01-02", "a: b", "a #b", "- a", "a\nb", "a\n\nb\n", " a\nb", "a \nb", "\ta\nb", "{a}", "a, b", "'a'", "a'", "<<", "=", "|", ">-", "a\u2028b\nc", "\u0085", "\ufeff"}),
		rapid.String(),
	)
}

func floats(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = floats(v[k])
		}
	case []any:
		for i := range v {
			v[i] = floats(v[i])
		}
	case int:
		return float64(v)
	}
	return v
}
