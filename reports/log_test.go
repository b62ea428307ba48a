package reports

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/judge"
	"github.com/apigspec/apigspec/runner/target"
)

func TestLogRoundTrip(t *testing.T) {
	results := sampleResults()
	run := fullSample(t)

	var want []*Case
	for _, result := range results {
		want = append(want, NewCase(result))
	}
	if diff := cmp.Diff(want, run.Cases, cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(Case{})); diff != "" {
		t.Errorf("cases differ after a round trip (-written +read):\n%s", diff)
	}
	if diff := cmp.Diff(sampleMeta(), run.Meta); diff != "" {
		t.Errorf("run line differs after a round trip (-written +read):\n%s", diff)
	}

	var again bytes.Buffer
	if err := writeLog(&again, run); err != nil {
		t.Fatal(err)
	}
	reread, err := Read("again.jsonl", &again)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(run, reread, cmpopts.IgnoreUnexported(Run{}, Case{})); diff != "" {
		t.Errorf("a log that was read and written reads differently (-first +second):\n%s", diff)
	}
}

func TestLogHasTheKeysOfTheInterface(t *testing.T) {
	var buffer bytes.Buffer
	log, err := NewLog(&buffer, sampleMeta())
	if err != nil {
		t.Fatal(err)
	}
	for _, result := range sampleResults() {
		if err := log.Case(result); err != nil {
			t.Fatal(err)
		}
	}
	if err := log.End(Ending{Exit: 1}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(buffer.String(), "\n"), "\n")
	wanted := map[string][]string{
		"run":  {"event", "schema", "version", "contract", "case_set", "target", "profile", "seed", "started"},
		"case": {"event", "id", "operation", "level", "clauses", "verdict", "flaky", "waived", "duration_ms", "deviations", "exchanges"},
		"end":  {"event", "counts", "exit", "duration_ms"},
	}
	for i, line := range lines {
		var object map[string]any
		if err := json.Unmarshal([]byte(line), &object); err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		event := object["event"].(string)
		for _, key := range wanted[event] {
			if _, found := object[key]; !found {
				t.Errorf("line %d, event %s: no key %q", i+1, event, key)
			}
		}
		for _, key := range []string{"clauses", "deviations", "exchanges"} {
			if value, found := object[key]; found && value == nil {
				t.Errorf("line %d: %q is null; scripts expect a list", i+1, key)
			}
		}
	}
	if got, want := len(lines), len(sampleResults())+2; got != want {
		t.Errorf("got %d lines, want %d", got, want)
	}
}

func TestLogCounts(t *testing.T) {
	end := fullSample(t).End
	want := NewCounts()
	want[judge.Pass][cases.Must] = 1
	want[judge.Fail][cases.Must] = 2
	want[judge.Fail][cases.Should] = 1
	want[judge.Error][cases.Must] = 1
	want[judge.Skip][cases.Must] = 1
	want[judge.Observed][cases.Observe] = 1
	if diff := cmp.Diff(want, end.Counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	if end.Total != 7 || end.Waived != 1 || end.Exit != 1 || end.DurationMS != 1500 {
		t.Errorf("end = %+v", end)
	}
}

// TestLogIsWholeAtAnyTime kills the run in the middle of lines and between them.
func TestLogIsWholeAtAnyTime(t *testing.T) {
	var buffer bytes.Buffer
	if err := writeLog(&buffer, fullSample(t)); err != nil {
		t.Fatal(err)
	}
	whole := buffer.Bytes()
	first := bytes.IndexByte(whole, '\n') + 1
	cases := -1
	for end := first; end < len(whole); end += 7 {
		run, err := Read("killed.jsonl", bytes.NewReader(whole[:end]))
		if err != nil {
			t.Fatalf("killed after byte %d: %v", end, err)
		}
		if len(run.Cases) < cases {
			t.Fatalf("killed after byte %d: only %d cases, %d before", end, len(run.Cases), cases)
		}
		cases = len(run.Cases)
		if run.End == nil && run.Problem() == "" {
			t.Fatalf("killed after byte %d: no problem reported", end)
		}
	}
}

func TestReadErrors(t *testing.T) {
	run := `{"event":"run","schema":2}` + "\n"
	one := `{"event":"case","id":"a/b","level":"must","verdict":"pass"}` + "\n"
	end := `{"event":"end"}` + "\n"
	for _, test := range []struct{ name, log, want string }{
		{"empty", "", "x.jsonl: the file is empty"},
		{"not a log", "hello\n", "x.jsonl, line 1: not a JSON object"},
		{"cut run line", `{"event":"ru`, "x.jsonl, line 1: not a JSON object"},
		{"no run line", one, `line 1: the first line must be the "run" event`},
		{"another schema", `{"event":"run","schema":99}`, "line 1: schema 99, but this apigspec reads schema 2"},
		{"no schema", `{"event":"run"}`, `line 1: the "run" event has no "schema"`},
		{"garbage in the middle", run + "{\n" + one, "line 2: not a JSON object"},
		{"garbage at the end of a whole line", run + "{\n", "line 2: not a JSON object"},
		{"wrong type", run + `{"event":"case","id":7}` + "\n", `line 2: "case" event`},
		{"no id", run + `{"event":"case"}` + "\n", `line 2: a "case" event without "id"`},
		{"unknown verdict", run + strings.Replace(one, "pass", "psas", 1), `line 2: case a/b has the verdict "psas"; known are pass, fail`},
		{"unknown level", run + strings.Replace(one, "must", "musst", 1), `line 2: case a/b has the level "musst"; known are must, should`},
		{"twice", run + one + one, "line 3: case a/b stands in line 2 already"},
		{"unknown event", run + `{"event":"coffee"}` + "\n", `line 2: unknown event "coffee"`},
		{"two runs", run + run, `line 2: a second "run" event`},
		{"after the end", run + end + one, `line 3: a "case" event after the "end" event`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Read("x.jsonl", strings.NewReader(test.log))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestLogCutsBodies(t *testing.T) {
	const stored = 64 << 10
	long := strings.Repeat("x", stored+7)
	result := sampleResult("long", func(r *runner.Result) {
		ex := sampleExchange(200, long)
		ex.Request.Body = exchange.Payload(long)
		exchanged(r, ex)
	})
	run := sampleRun(t, sampleMeta(), []runner.Result{result}, &Ending{})
	ex := run.Cases[0].Exchanges[0]
	if len(ex.Request.Body) != stored || ex.Request.BodyCut != 7 {
		t.Errorf("request body: %d bytes, %d cut", len(ex.Request.Body), ex.Request.BodyCut)
	}
	if len(ex.Response.Body) != stored || ex.Response.BodyCut != 7 {
		t.Errorf("response body: %d bytes, %d cut", len(ex.Response.Body), ex.Response.BodyCut)
	}
	if text := bodyText(ex.Response.Body, ex.Response.BodyCut, 10); text != "xxxxxxxxxx\n… 65533 bytes more" {
		t.Errorf("shown as %.80q", text)
	}
}

func TestLogSaysWhatItCouldNotWrite(t *testing.T) {
	full := errors.New("disk full")
	if _, err := NewLog(failing{full}, sampleMeta()); !errors.Is(err, full) {
		t.Errorf("NewLog: %v", err)
	}
	var buffer bytes.Buffer
	log, err := NewLog(&buffer, sampleMeta())
	if err != nil {
		t.Fatal(err)
	}
	log.w = failing{full}
	if err := log.Case(sampleResult("one", nil)); !errors.Is(err, full) || !strings.Contains(err.Error(), "apig.acl-unbind/one") {
		t.Errorf("Case: %v", err)
	}
	if err := log.End(Ending{}); !errors.Is(err, full) {
		t.Errorf("End: %v", err)
	}
	if err := log.Case(sampleResult("two", nil)); err == nil {
		t.Error("a case after the end is no error")
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestTargetHoldsNoCredential(t *testing.T) {
	const secret = "planted-secret"
	described := NewTarget("staging.yaml", target.Target{
		URL: "https://user:" + secret + "@apig.example.com/base",
		Auth: target.Auth{
			Token: secret, TokenFile: secret, ForbiddenToken: secret, ExpiredToken: secret, OtherProjectToken: secret,
			IAM: &target.IAM{Password: secret}, AKSK: &target.AKSK{AccessKey: secret, SecretKey: secret},
		},
		Hooks: target.Hooks{InternalError: secret},
	})
	encoded, err := json.Marshal(described)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(encoded), secret) {
		t.Errorf("the described target has the secret: %s", encoded)
	}
	if described.URL != "https://apig.example.com/base" {
		t.Errorf("URL = %s", described.URL)
	}
}

func TestDurations(t *testing.T) {
	for _, test := range []struct {
		d    time.Duration
		want float64
	}{
		{0, 0}, {3214567 * time.Nanosecond, 3.215}, {time.Minute, 60000},
	} {
		if got := exchange.Milliseconds(test.d); got != test.want {
			t.Errorf("milliseconds(%v) = %v, want %v", test.d, got, test.want)
		}
	}
}
