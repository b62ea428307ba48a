package runner_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/judge"
	"github.com/apigspec/apigspec/runner/target"
)

// entry is what a list shows of a binding.
type entry struct {
	Record  string `json:"bind_id"`
	Publish string `json:"publish_id"`
}

// meddle unbinds and binds what the access control policy is bound to, one after the
// other, until the context ends.
func meddle(ctx context.Context, t *testing.T, gw target.Target) {
	for i := 0; ctx.Err() == nil; i++ {
		var page struct {
			APIs []entry `json:"apis"`
		}
		if err := json.Unmarshal([]byte(listed(t, gw)), &page); err != nil {
			t.Error(err)
			return
		}
		if len(page.APIs) > 0 {
			one := page.APIs[i%len(page.APIs)]
			unbind(t, gw, one.Record)
			time.Sleep(20 * time.Millisecond)
			bind(t, gw, one.Publish)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// bind binds the access control policy to what a publication record stands for.
func bind(t *testing.T, gw target.Target, publish string) {
	t.Helper()
	body := fmt.Sprintf(`{"acl_id":%q,"publish_ids":[%q]}`, gw.Fixtures.ACL.ACLID, publish)
	request, err := http.NewRequest(http.MethodPost, fmt.Sprintf("%s/v2/%s/apigw/instances/%s/acl-bindings", gw.URL, gw.ProjectID, gw.InstanceID), strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Auth-Token", gw.Auth.Token)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
}

// Somebody else who changes the same bindings is recognized: what cannot be judged
// beside him is an error, and no failure.
func TestAnotherWriter(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	gw := served(t, gateway.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	var writer sync.WaitGroup
	writer.Go(func() { meddle(ctx, t, gw) })
	defer writer.Wait()
	defer cancel()
	run, err := begin(t.Context(), t, runner.Config{Contract: contract, Cases: only(all, "apig.acl-unbind/"), Target: gw})
	if err != nil {
		t.Fatal(err)
	}
	disturbed := 0
	for result := range run.Results() {
		switch {
		case result.Verdict == judge.Error && result.Reason.Code == judge.AnotherWriter:
			disturbed++
		case result.Verdict == judge.Fail, result.Verdict == judge.Error:
			t.Errorf("%s: %s %s %+v", result.Case.ID, result.Verdict, result.Reason, result.Deviations)
		}
	}
	_ = run.Close()
	if disturbed == 0 {
		t.Error("nobody noticed")
	}
}
