package reports

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// What is read while a log is written is what is read of it afterwards, in whatever pieces
// it was written and wherever it was cut off.
func TestFollow(t *testing.T) {
	golden, err := os.ReadFile(filepath.Join("testdata", LogFile))
	if err != nil {
		t.Fatal(err)
	}
	for _, length := range []int{len(golden), len(golden) - 40, len(golden) / 2, 0} {
		path := filepath.Join(t.TempDir(), LogFile)
		follower, err := Follow(path)
		if err != nil {
			t.Fatal(err)
		}
		for i, piece := range bytes.SplitAfter(golden[:length], []byte{'\n'}) {
			if i%2 == 0 {
				time.Sleep(time.Millisecond) // so that it has read all there is
			}
			if _, err := follower.Write(piece); err != nil {
				t.Fatal(err)
			}
		}
		followed, followErr := follower.Run()
		read, readErr := ReadFile(path)
		t.Cleanup(func() { _, _ = followed.Close(), read.Close() })
		if (followErr == nil) != (readErr == nil) || followErr != nil && followErr.Error() != readErr.Error() {
			t.Fatalf("%d bytes: %v, read afterwards %v", length, followErr, readErr)
		}
		if diff := cmp.Diff(read, followed, cmp.AllowUnexported(Run{}, Case{}, stored{}), cmpopts.IgnoreFields(Run{}, "file"), cmpopts.IgnoreFields(stored{}, "lines"), cmpopts.IgnoreFields(Case{}, "painted")); diff != "" {
			t.Errorf("%d bytes (-read +followed):\n%s", length, diff)
		}
	}
}

// The page of a run whose exchanges were painted meanwhile is the page of its log.
func TestFollowedPage(t *testing.T) {
	golden, err := os.ReadFile(filepath.Join("testdata", LogFile))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), LogFile)
	follower, err := Follow(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := follower.Write(golden); err != nil {
		t.Fatal(err)
	}
	followed, err := follower.Run()
	if err != nil {
		t.Fatal(err)
	}
	defer followed.Close()
	read, err := ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	if !slices.ContainsFunc(followed.Cases, func(c *Case) bool { return c.painted != "" }) {
		t.Error("nothing was painted meanwhile")
	}
	var pages [2]bytes.Buffer
	for i, run := range []Run{followed, read} {
		if err := WriteHTML(&pages[i], run); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(pages[1].String(), pages[0].String()); diff != "" {
		t.Errorf("the pages differ (-read +followed):\n%s", diff)
	}
}
