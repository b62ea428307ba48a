package main

import (
	"strings"
	"testing"

	"github.com/apigspec/apigspec/runner/mutation"
)

func TestAlarmsSayWhyTheVariantIsLegal(t *testing.T) {
	matrix := mutation.Matrix{Trials: []mutation.Trial{{
		Kind: mutation.Variant, Name: "list-newest-first", Summary: "lists are newest first", Why: "no page gives an order",
		Alarms: []string{"apig.acl-unbind/effect: failed"},
	}}}
	var printed strings.Builder
	printTextMatrix(&printed, &matrix)
	for _, want := range []string{"lists are newest first; legal: no page gives an order\n", "    apig.acl-unbind/effect: failed\n"} {
		if !strings.Contains(printed.String(), want) {
			t.Errorf("the matrix lacks %q:\n%s", want, printed.String())
		}
	}
}
