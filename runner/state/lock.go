package state

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Lock is held until it is released, or the process ends.
type Lock struct{ file *os.File }

// Release lets the next one in.
func (l *Lock) Release() error {
	if err := drop(l.file); err != nil {
		return fmt.Errorf("releasing a lock: %w", err)
	}
	return nil
}

// Holder is the process that has a lock.
type Holder struct {
	PID   int       `json:"pid"`
	Since time.Time `json:"since"`
}

// String names the process as far as it is known.
func (h Holder) String() string {
	if h.PID == 0 {
		return "pid unknown"
	}
	return fmt.Sprintf("pid %d, since %s", h.PID, h.Since.Local().Format(time.DateTime))
}

// BusyError says that another process has the lock.
type BusyError struct {
	Holder Holder
	// path is that of the lock's file.
	path string
}

func (e *BusyError) Error() string {
	return fmt.Sprintf("another run has it, %s (lock %s)", e.Holder, e.path)
}

// LockOut takes the lock of a folder that reports go to, which need not exist. If
// another process has it, the error is a *BusyError.
func (f Folder) LockOut(folder string) (*Lock, error) {
	path, err := filepath.Abs(folder)
	if err != nil {
		return nil, fmt.Errorf("locking %s: %w", folder, err)
	}
	return lock(filepath.Join(f.path, "out-"+digest(resolved(path))+".lock"))
}

// resolved is a path without symbolic links, also where its end does not exist yet.
func resolved(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	folder, name := filepath.Split(path)
	if name == "" {
		return path
	}
	return filepath.Join(resolved(filepath.Clean(folder)), name)
}

// waitBetween is how often somebody who waits for a lock tries it.
const waitBetween = 100 * time.Millisecond

// LockTarget takes the lock of a target. While another process has it, it waits, having
// said once for whom. When the context ends first, the error is a *BusyError.
func (f Folder) LockTarget(ctx context.Context, t Target, waiting func(Holder)) (*Lock, error) {
	for said := false; ; said = true {
		l, err := lock(f.targetLock(t))
		var busy *BusyError
		if !errors.As(err, &busy) {
			return l, err
		}
		if !said {
			waiting(busy.Holder)
		}
		select {
		case <-ctx.Done():
			return nil, busy
		case <-time.After(waitBetween):
		}
	}
}

// Working says which process has the target's lock; nil, if none has.
func (f Folder) Working(t Target) (*Holder, error) {
	l, err := lock(f.targetLock(t))
	var busy *BusyError
	switch {
	case errors.As(err, &busy):
		return &busy.Holder, nil
	case err != nil:
		return nil, err
	}
	return nil, l.Release()
}

func (f Folder) targetLock(t Target) string { return filepath.Join(f.path, t.name()+".lock") }

// lock takes a lock and writes into its file who has it, for those who come later.
func lock(path string) (*Lock, error) {
	file, err := hold(path)
	if errors.Is(err, errHeld) {
		return nil, &BusyError{Holder: holderOf(path), path: path}
	}
	if err != nil {
		return nil, fmt.Errorf("locking: %w", err)
	}
	l := &Lock{file}
	if err := l.sign(); err != nil {
		return nil, errors.Join(fmt.Errorf("locking: %w", err), l.Release())
	}
	return l, nil
}

// errHeld says that another process has a lock.
var errHeld = errors.New("held by another process")

func (l *Lock) sign() error {
	text, err := json.Marshal(Holder{PID: os.Getpid(), Since: time.Now()})
	if err != nil {
		return err
	}
	if err := l.file.Truncate(0); err != nil { // the last one may have been killed
		return err
	}
	_, err = l.file.WriteAt(text, 0)
	return err
}

// holderOf reads who has a lock; nobody known, if that has not been written yet.
func holderOf(path string) (h Holder) {
	file, err := os.Open(path)
	if err != nil {
		return Holder{}
	}
	defer file.Close() //nolint:errcheck // only read
	text, err := io.ReadAll(file)
	if err != nil || json.Unmarshal(text, &h) != nil {
		return Holder{}
	}
	return h
}
