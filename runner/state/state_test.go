package state

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func open(t *testing.T) Folder {
	t.Helper()
	f, err := Open(filepath.Join(t.TempDir(), "state"))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestOpen(t *testing.T) {
	home := t.TempDir()
	t.Setenv("XDG_STATE_HOME", home)
	f, err := Open("")
	if want := filepath.Join(home, "apigspec"); err != nil || f.path != want {
		t.Errorf("got %s, %v; want %s", f.path, err, want)
	}
	file := filepath.Join(home, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(filepath.Join(file, "below")); err == nil || !strings.Contains(err.Error(), "cannot be made") {
		t.Errorf("below a file: %v", err)
	}
}

func TestLockOut(t *testing.T) {
	f := open(t)
	out := filepath.Join(t.TempDir(), "a", "out")
	first, err := f.LockOut(out)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(filepath.Dir(out), link); err != nil {
		t.Fatal(err)
	}
	for _, same := range []string{out, out + "/.", filepath.Join(link, "out")} {
		var busy *BusyError
		if _, err := f.LockOut(same); !errors.As(err, &busy) || busy.Holder.PID != os.Getpid() || time.Since(busy.Holder.Since) > time.Minute {
			t.Errorf("%s: %v; want it held by this process", same, err)
		}
	}
	other, err := f.LockOut(out + "2")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(first.Release(), other.Release()); err != nil {
		t.Fatal(err)
	}
	again, err := f.LockOut(out)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Release(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(f.path); err != nil || len(left) > 0 {
		t.Errorf("left in the folder: %v, %v", left, err)
	}
}

// TestLockLeftBehind is about the file of a process that was killed.
func TestLockLeftBehind(t *testing.T) {
	f := open(t)
	target := Target{URL: "http://h", Project: "p", Instance: "i"}
	if err := os.WriteFile(f.targetLock(target), []byte(`{"pid":1,"since":"2026-01-01T00:00:00Z"}`+strings.Repeat(" ", 99)), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := f.LockTarget(t.Context(), target, func(Holder) { t.Error("waited") })
	if err != nil {
		t.Fatal(err)
	}
	if h, err := f.Working(target); err != nil || h == nil || h.PID != os.Getpid() {
		t.Errorf("working: %v, %v", h, err)
	}
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
	if h, err := f.Working(target); err != nil || h != nil {
		t.Errorf("working: %v, %v", h, err)
	}
}

func TestLockTargetWaits(t *testing.T) {
	f := open(t)
	target := Target{URL: "http://h", Project: "p", Instance: "i"}
	never := func(Holder) { t.Error("waited") }
	first, err := f.LockTarget(t.Context(), target, never)
	if err != nil {
		t.Fatal(err)
	}
	hurried, cancel := context.WithTimeout(t.Context(), 3*waitBetween)
	defer cancel()
	said := 0
	var busy *BusyError
	if _, err := f.LockTarget(hurried, target, func(Holder) { said++ }); !errors.As(err, &busy) || said != 1 {
		t.Errorf("got %v, having said so %d times", err, said)
	}
	waiting := make(chan Holder, 1)
	done := make(chan error)
	go func() {
		l, err := f.LockTarget(t.Context(), target, func(h Holder) { waiting <- h })
		if err == nil {
			err = l.Release()
		}
		done <- err
	}()
	if h := <-waiting; h.PID != os.Getpid() {
		t.Errorf("waits for %s", h)
	}
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestLockIsHeldByOne lets many contend for a lock whose file comes and goes.
func TestLockIsHeldByOne(t *testing.T) {
	f := open(t)
	held := make(chan struct{}, 1)
	done := make(chan error)
	const contenders, rounds = 8, 200
	for range contenders {
		go func() {
			for range rounds {
				l, err := f.LockOut("out")
				if err != nil {
					continue
				}
				select {
				case held <- struct{}{}:
					<-held
				default:
					done <- errors.New("two hold it")
					return
				}
				if err := l.Release(); err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range contenders {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func TestJournals(t *testing.T) {
	f := open(t)
	a := Target{URL: "https://Apig.Example.com:8443/base", Project: "p", Instance: "i"}
	same := a
	same.URL = "HTTPS://apig.example.com:8443/base/"
	other := a
	other.Instance = "i2"
	path := f.Journal(a)
	if f.Journal(same) != path || f.Journal(other) == path || !strings.HasPrefix(filepath.Base(path), "apig.example.com_8443-") {
		t.Errorf("paths %s, %s, %s", path, f.Journal(same), f.Journal(other))
	}
	if !a.Is(same) || a.Is(other) {
		t.Error("targets are mistaken for others")
	}
	for _, name := range []string{path, path + ".1700000000", f.Journal(other), f.targetLock(a)} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if all, err := f.Journals(); err != nil || len(all) != 3 {
		t.Errorf("journals %q, %v", all, err)
	}
	got, err := f.JournalsOf(a)
	if err != nil || len(got) != 2 || got[0] != path || got[1] != path+".1700000000" {
		t.Errorf("journals %q, %v", got, err)
	}
}
