package main

import (
	"path/filepath"
	"testing"
	"time"
)

// A run lets go of each case once it is delivered: of many it takes little memory.
func TestMemoryOfManyCases(t *testing.T) {
	if testing.Short() {
		t.Skip("a run of many cases")
	}
	const pages, most = 104, 300 // MB, for about 13,000 cases
	gateway := front{renamed: true}
	gateway.serve(t)
	contract := filepath.Join(t.TempDir(), "contract.yaml")
	for _, args := range [][]string{
		append([]string{"derive", "--out", contract}, writePages(t, pages)...),
		{"run", "--progress", "none", "--out", t.TempDir(), "--target", gateway.file(t), "--contract", contract},
	} {
		spent, err := measured(t.Context(), 5*time.Minute, append([]string{"apigspec"}, args...)...)
		if err != nil {
			t.Fatal(err)
		}
		if spent.Failure != "" || spent.Unfinished {
			t.Fatalf("apigspec %s: %+v", args[0], spent)
		}
		t.Logf("apigspec %s: %.0f MB, %s", args[0], spent.Memory, spent.Wall.Round(100*time.Millisecond))
		if spent.Memory > most {
			t.Errorf("apigspec %s took %.0f MB, at most %d is meant", args[0], spent.Memory, most)
		}
	}
}
