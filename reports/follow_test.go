package reports

import (
	"bytes"
	"os"
	"path/filepath"
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
		if diff := cmp.Diff(read, followed, cmp.AllowUnexported(Run{}, Case{}, stored{}), cmpopts.IgnoreFields(Run{}, "file"), cmpopts.IgnoreFields(stored{}, "lines")); diff != "" {
			t.Errorf("%d bytes (-read +followed):\n%s", length, diff)
		}
	}
}
