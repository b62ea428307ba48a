package cases

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestStepJSON(t *testing.T) {
	raw := "<acl.0>"
	step := Step{
		Name: "later", Hook: "internal_error", Times: 2, Delay: 900 * time.Millisecond, Linger: 1500 * time.Millisecond,
		Request: Request{Body: &Body{Raw: &raw}},
		Expect:  Expect{SameAs: "first", AnyOf: []Outcome{{Status: 400, EdgeCodes: []string{"APIG.0301"}, Rationale: "x"}}},
	}
	data, err := step.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"delay":"900ms"`, `"linger":"1.5s"`, `"same_as":"first"`, `"edge_codes":["APIG.0301"]`, `"rationale":"x"`, `"raw":"<acl.0>"`} {
		if !strings.Contains(string(data), want) {
			t.Errorf("%s does not hold %s", data, want)
		}
	}
	var back Step
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(step, back); diff != "" {
		t.Errorf("read again (-want +got):\n%s", diff)
	}
	if err := json.Unmarshal([]byte(`{"delay": "900 ms"}`), &back); err == nil || !strings.Contains(err.Error(), "delay") {
		t.Errorf("a misspelled delay gives %v, want an error that names it", err)
	}
	if data, err := json.Marshal(Step{}); err != nil || strings.Contains(string(data), "delay") || strings.Contains(string(data), "linger") {
		t.Errorf("a step without durations is written as %s, %v", data, err)
	}
}
