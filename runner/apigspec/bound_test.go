package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/apigspec/apigspec/runner/target"
)

// bound writes what a gateway has bound to what, of the fixtures that its target file
// names, in a form that binding again does not change: bound TARGET FILE. Or, with !, it
// waits until that is no longer what the file has.
func bound(ts *testscript.TestScript, not bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: [!] bound TARGET FILE")
	}
	at, err := target.Load(ts.MkAbs(args[0]))
	ts.Check(err)
	if !not {
		ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(allBound(ts, at)), 0o600))
		return
	}
	before := ts.ReadFile(args[1])
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if allBound(ts, at) != before {
			return
		}
	}
	ts.Fatalf("nothing was unbound")
}

func allBound(ts *testscript.TestScript, at target.Target) string {
	var lists []string
	for _, p := range at.Fixtures.PluginBindings {
		lists = append(lists, "plugins/"+p.PluginID+"/attached-apis?limit=500")
	}
	lists = append(lists, "acl-bindings/binded-apis?limit=500&acl_id="+at.Fixtures.ACL.ACLID,
		"throttle-bindings/binded-apis?limit=500&throttle_id="+at.Fixtures.Throttle.StrategyID)
	var lines []string
	for _, product := range []string{"apigw", "apic"} {
		for _, list := range lists {
			for _, offset := range []string{"0", "500"} { // one list is longer than a page
				ids, err := listed(at, product, list+"&offset="+offset)
				ts.Check(err)
				for _, id := range ids {
					lines = append(lines, product+" "+list+" "+id)
				}
			}
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n"
}

// listed are the APIs of a list, each with its environment.
func listed(at target.Target, product, list string) ([]string, error) {
	address := fmt.Sprintf("%s/v2/%s/%s/instances/%s/%s", at.URL, at.ProjectID, product, at.InstanceID, list)
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("X-Auth-Token", at.Auth.Token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var page struct {
		APIs []struct {
			Attached string `json:"api_id"`
			Bound    string `json:"id"`
			Env      string `json:"env_id"`
			EnvName  string `json:"run_env_name"`
		} `json:"apis"`
	}
	if err := json.NewDecoder(response.Body).Decode(&page); err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: status %d", address, response.StatusCode)
	}
	var ids []string
	for _, a := range page.APIs {
		ids = append(ids, a.Attached+a.Bound+" "+a.Env+a.EnvName)
	}
	return ids, nil
}
