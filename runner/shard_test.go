package runner_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/judge"
)

// idsIn are the ids of the cases of a shard.
func idsIn(t *testing.T, all []cases.Case, shard runner.Shard) []string {
	t.Helper()
	part, err := runner.Select(all, runner.Selection{Profile: domain.AllProfiles, Shard: shard})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, c := range part {
		ids = append(ids, c.ID)
	}
	return ids
}

func TestShardsPartitionTheCases(t *testing.T) {
	t.Parallel()
	_, all := everyCase(t)
	for _, count := range []int{1, 2, 3, 4, 7} {
		times := map[string]int{}
		for index := 1; index <= count; index++ {
			for _, id := range idsIn(t, all, runner.Shard{Index: index, Count: count}) {
				times[id]++
			}
		}
		for _, c := range all {
			if times[c.ID] != 1 {
				t.Errorf("%s is in %d of %d shards", c.ID, times[c.ID], count)
			}
		}
	}
}

// A case stays in its shard, or logs of several versions could not be joined.
func TestCasesStayInTheirShard(t *testing.T) {
	t.Parallel()
	_, all := everyCase(t)
	for id, want := range map[string]runner.Shard{
		"apig.plugin-detach/effect/one-api":       {Index: 1, Count: 4},
		"roma.plugin-detach/effect/one-api":       {Index: 1, Count: 4},
		"apig.acl-unbind/effect/one-binding":      {Index: 2, Count: 4},
		"apig.acl-unbind/ids/foreign-binding":     {Index: 2, Count: 4},
		"apig.throttle-unbind/effect/one-binding": {Index: 3, Count: 4},
		"apig.throttle-unbind/batch/alternating":  {Index: 3, Count: 4},
	} {
		if !slices.Contains(idsIn(t, all, want), id) {
			t.Errorf("%s is not in shard %s", id, want)
		}
	}
}

func TestParseShard(t *testing.T) {
	for _, text := range []string{"", "1", "0/2", "3/2", "a/b", "1/2/3", "-1/2"} {
		if shard, err := runner.ParseShard(text); err == nil {
			t.Errorf("ParseShard(%q) = %v, want an error", text, shard)
		}
	}
	if shard, err := runner.ParseShard("2/4"); err != nil || shard != (runner.Shard{Index: 2, Count: 4}) {
		t.Errorf("ParseShard(2/4) = %v, %v", shard, err)
	}
}

// The shards of one gateway run at the same time, on machines that know nothing of each
// other: none takes another's doing for the gateway's, or for a stranger's.
func TestShardsAtTheSameTime(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	for _, row := range inShort(1, []struct{ count, bindings int }{{4, 0}, {2, 0}, {3, 3}}) {
		t.Run(fmt.Sprintf("%d with %d bindings", row.count, row.bindings), func(t *testing.T) {
			t.Parallel()
			gw := served(t, gateway.Options{})
			if row.bindings > 0 {
				gw = few(gw)
				gw.Fixtures.PluginBindings[0].APIIDs = gw.Fixtures.PluginBindings[0].APIIDs[:row.bindings]
				gw.Fixtures.ACL.APIIDs = gw.Fixtures.ACL.APIIDs[:row.bindings]
				gw.Fixtures.Throttle.APIIDs = gw.Fixtures.Throttle.APIIDs[:row.bindings]
			}
			before := bound(t, gw)
			var mu sync.Mutex
			seen := map[string]bool{}
			skipped := 0
			var shards sync.WaitGroup
			for index := 1; index <= row.count; index++ {
				shard := runner.Shard{Index: index, Count: row.count}
				part, err := runner.Select(all, runner.Selection{Profile: domain.AllProfiles, Shard: shard})
				if err != nil {
					t.Fatal(err)
				}
				shards.Go(func() {
					got, notes := run(t, runner.Config{Contract: contract, Cases: part, Shard: shard, Target: gw, Options: runner.Options{Seed: int64(index)}})
					mu.Lock()
					defer mu.Unlock()
					for id, result := range got {
						seen[id] = true
						switch result.Verdict {
						case judge.Skip:
							skipped++
						case judge.Fail, judge.Error:
							t.Errorf("shard %s: %s: %s %s %+v", shard, id, result.Verdict, result.Reason, result.Deviations)
						}
					}
					for _, note := range notes {
						if strings.Contains(note, "not bound") {
							t.Errorf("shard %s takes what another has unbound for a slip of the target file: %s", shard, note)
						}
					}
				})
			}
			shards.Wait()
			if len(seen) != len(all) {
				t.Errorf("%d of %d cases have a result", len(seen), len(all))
			}
			if row.bindings == 0 && skipped > 0 {
				t.Errorf("%d cases are skipped where there is enough for all", skipped)
			}
			if after := bound(t, gw); len(after) != len(before) {
				t.Errorf("%d records before, %d after", len(before), len(after))
			}
		})
	}
}
