package reports

import (
	"bytes"
	"encoding/xml"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// FuzzRead: whatever Read accepts is written and read again as the same run,
// every renderer copes with it, and so does the judge.
func FuzzRead(f *testing.F) {
	var whole bytes.Buffer
	if err := writeLog(&whole, fullSample(f)); err != nil {
		f.Fatal(err)
	}
	f.Add(whole.Bytes())
	f.Add(whole.Bytes()[:whole.Len()/2])
	f.Add([]byte(`{"event":"run","schema":2}`))
	f.Add([]byte("{\"event\":\"run\",\"schema\":2}\n{\"event\":\"case\",\"id\":\"a\",\"verdict\":\"fail\",\"level\":\"must\",\"exchanges\":[{\"step\":-1,\"response\":{\"head\":\"\\n\\n\"}}]}\n"))
	f.Add([]byte(`{"event":"run","schema":2}
{"event":"case","id":"apig.acl-unbind/a/b","operation":"apig.acl-unbind","level":"should","clauses":[],"verdict":"pass",` +
		`"expect":{"steps":[{"outcomes":[{"status":200,"batch":{"succeed":["a"]},"unbinds":[{"key":"k"}]}]}]},"observed":{"looks":[{"step":0,"gone":[{"key":"k"}]}]},` +
		`"exchanges":[{"step":0,"response":{"status":200,"head":"HTTP/1.1 200 OK","header":{"Content-Type":["application/json"]},"body":"{\"success_count\":1}"}}]}
`))
	contract := builtIn(f)
	f.Fuzz(func(t *testing.T, log []byte) {
		run, err := Read("fuzzed.jsonl", bytes.NewReader(log))
		if err != nil {
			return
		}
		var again bytes.Buffer
		if err := writeLog(&again, run); err != nil {
			t.Fatal(err)
		}
		reread, err := Read("again.jsonl", &again)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(run, reread, cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(Run{}, Case{})); diff != "" {
			t.Errorf("read again differently (-first +second):\n%s", diff)
		}
		_, _ = Rejudge(contract, run) // an error is as good as a verdict
		var junit bytes.Buffer
		if err := WriteJUnit(&junit, run); err != nil {
			t.Error(err)
		}
		if err := xml.Unmarshal(junit.Bytes(), new(junitSuites)); err != nil {
			t.Errorf("JUnit: %v", err)
		}
		for name, render := range map[string]func(io.Writer, Run) error{
			"HTML": WriteHTML, "Markdown": WriteMarkdown, "statement": WriteStatement,
		} {
			if err := render(io.Discard, run); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := Summary(io.Discard, run, Style{Color: true, Width: 40}, nil); err != nil {
			t.Errorf("summary: %v", err)
		}
	})
}

func BenchmarkHTML(b *testing.B) {
	run := sampleRun(b, sampleMeta(), manyResults(1000), &Ending{})
	for b.Loop() {
		if err := WriteHTML(io.Discard, run); err != nil {
			b.Fatal(err)
		}
	}
}
