package reports

import (
	"bytes"
	"strings"
	"testing"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/judge"
)

func TestMarkdownCannotBeInjected(t *testing.T) {
	hostile := sampleResult("hostile", func(r *runner.Result) {
		r.Verdict = judge.Fail
		r.Deviations = []judge.Deviation{{Expected: "204", Actual: "x\n\n# Conformant\n\n<img src=x> [a](javascript:b) @everyone `c` | d"}}
	})
	var buffer bytes.Buffer
	if err := WriteMarkdown(&buffer, sampleRun(t, sampleMeta(), []runner.Result{hostile}, &Ending{Exit: 1})); err != nil {
		t.Fatal(err)
	}
	for _, markup := range []string{"\n# Conformant", "<img", "[a](", " @everyone", "`c`"} {
		if strings.Contains(buffer.String(), markup) {
			t.Errorf("%q is in the summary:\n%s", markup, buffer.String())
		}
	}
}

func TestMarkdownCode(t *testing.T) {
	for text, want := range map[string]string{
		"plain": "`plain`", "a`b": "``a`b``", "`": "`` ` ``", "a|b": "`a\\|b`", "": "–", "a\nb": "`a b`",
	} {
		if got := markdownCode(text); got != want {
			t.Errorf("markdownCode(%q) = %q, want %q", text, got, want)
		}
	}
}
