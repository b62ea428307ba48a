package cases

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The ids of all cases are kept in a file, so that a case that is lost, renamed
// or less binding than before shows in review.
func TestCaseIDs(t *testing.T) {
	all, err := All(builtIn(t))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, c := range all {
		b.WriteString(c.ID + " " + string(c.Level) + "\n")
	}
	path := filepath.Join("testdata", "case-ids.golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(golden), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("the cases are not those of %s; if that is meant, run the test with -update (-want +got):\n%s", path, diff)
	}
}
