package runner

import (
	"errors"
	"strings"
	"testing"

	"github.com/apigspec/apigspec/openapi/strictyaml"
)

func TestOperationWideWaivers(t *testing.T) {
	bounds := sampleBounds(t)
	for _, test := range []struct {
		pattern string
		refused bool
	}{
		{"**", true},
		{"**/**", true},
		{"apig.throttle-unbind/**", true},
		{"apig.throttle-unbind/*/*", true},
		{"apig.throttle-unbind/*/**", true},
		{"apig.throttle-*/**", true},
		{"*/**", true},
		{"nothing-of-the-kind/**", true},
		{"apig.throttle-unbind/**/*-*", false},
		{"apig.throttle-unbind/batch/**", false},
		{"apig.throttle-unbind/*/unknown", false},
		{"*/query/*", false},
		{"**/action-missing", false},
		{"apig.throttle-unbind/batch/duplicate", false},
	} {
		for clause, refused := range map[string]bool{"": test.refused, "apig.throttle-unbind/response/200/success_count": false} {
			text := "- {case: \"" + test.pattern + "\", clause: \"" + clause + "\", reason: r, owner: o, link: l, expires: 2026-12-31}\n"
			_, err := ParseWaivers("w.yaml", []byte(text), bounds)
			var file *strictyaml.FileError
			if errors.As(err, &file) != refused || refused && !strings.Contains(err.Error(), "w.yaml:1: [0].case: "+test.pattern+" takes in every case of an operation") {
				t.Errorf("%s with clause %q: %v; want refused: %t", test.pattern, clause, err, refused)
			}
		}
	}
}

// A pattern that spells out what all cases of an operation have in common takes
// them all in, whatever it looks like.
func TestOperationWideByItsCases(t *testing.T) {
	bounds := sampleBounds(t)
	var kept []string
	for _, c := range bounds.Cases {
		if c.Operation == "apig.acl-unbind" && strings.Contains(c.ID, "/batch/") {
			kept = append(kept, c.ID)
		}
	}
	all := bounds.Cases[:0:0]
	for _, c := range bounds.Cases {
		if c.Operation != "apig.acl-unbind" || strings.Contains(c.ID, "/batch/") {
			all = append(all, c)
		}
	}
	bounds.Cases = all
	if len(kept) < 2 || !bounds.operationWide("apig.acl-unbind/batch/**") {
		t.Errorf("of %d cases, all in batch, apig.acl-unbind/batch/** is every one", len(kept))
	}
	if bounds.operationWide(kept[0]) {
		t.Errorf("%s names one case", kept[0])
	}
}
