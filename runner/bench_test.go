package runner_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/mutation"
	"github.com/apigspec/apigspec/runner/target"
)

// BenchmarkRun measures a full run on the embedded gateway, and in the same
// process as many bare requests, one after the other, as the run had
// exchanges. Their ratio says what judging, reading back and restoring cost;
// unlike the times it can be compared between machines.
func BenchmarkRun(b *testing.B) {
	contract, err := openapi.Default()
	if err != nil {
		b.Fatal(err)
	}
	all, err := cases.All(contract)
	if err != nil {
		b.Fatal(err)
	}
	var whole, bare time.Duration
	exchanges := 0
	for range b.N {
		opened, stop, err := mutation.StartEmbedded(gateway.Options{})
		if err != nil {
			b.Fatal(err)
		}
		started := time.Now()
		sent := runAll(b, contract, all, opened)
		whole += time.Since(started)

		started = time.Now()
		sendBare(b, opened, sent)
		bare += time.Since(started)
		exchanges += sent
		if err := stop(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(exchanges)/float64(b.N), "exchanges/op")
	b.ReportMetric(float64(whole)/float64(bare), "run/bare")
}

func runAll(b *testing.B, contract *openapi.Contract, all []cases.Case, opened target.Target) int {
	b.Helper()
	run, err := runner.Start(context.Background(), runner.Config{
		Contract: contract, Cases: all, Target: opened,
		Options: runner.Options{Concurrency: 8, Timeout: 10 * time.Second, RunTimeout: 5 * time.Minute, Repeat: 1, Seed: 1},
	})
	if err != nil {
		b.Fatal(err)
	}
	sent := 0
	for result := range run.Results() {
		sent += len(result.Exchanges)
	}
	if err := run.Close(); err != nil {
		b.Fatal(err)
	}
	return sent
}

// sendBare sends a request that the gateway refuses for want of a token.
func sendBare(b *testing.B, opened target.Target, times int) {
	b.Helper()
	for range times {
		request, err := http.NewRequest(http.MethodPut, opened.URL+"/v2/"+opened.ProjectID+"/apigw/instances/"+opened.InstanceID+"/acl-bindings?action=delete",
			strings.NewReader(`{"acl_bindings":[]}`))
		if err != nil {
			b.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
	}
}
