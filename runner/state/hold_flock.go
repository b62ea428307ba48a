//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package state

import (
	"errors"
	"os"
	"syscall"
)

// hold opens a file and takes the system's lock on it, which ends with the process.
func hold(path string) (*os.File, error) {
	for {
		file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return nil, err
		}
		switch err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); {
		case errors.Is(err, syscall.EWOULDBLOCK):
			return nil, errors.Join(errHeld, file.Close())
		case err != nil:
			return nil, errors.Join(&os.PathError{Op: "flock", Path: path, Err: err}, file.Close())
		case stillAt(path, file):
			return file, nil
		}
		if err := file.Close(); err != nil {
			return nil, err
		}
	}
}

// stillAt reports whether the file is the one at path: who had it before may have
// removed it between opening and locking.
func stillAt(path string, file *os.File) bool {
	there, err := os.Stat(path)
	if err != nil {
		return false
	}
	here, err := file.Stat()
	return err == nil && os.SameFile(there, here)
}

// drop removes the file while nobody else can have it.
func drop(file *os.File) error {
	return errors.Join(os.Remove(file.Name()), file.Close())
}
