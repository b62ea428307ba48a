//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package state

import (
	"errors"
	"os"
)

// hold makes a file that must not exist. A process that was killed leaves it; the
// message names it, for the user to remove.
func hold(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil, errHeld
	}
	return file, err
}

func drop(file *os.File) error {
	return errors.Join(file.Close(), os.Remove(file.Name()))
}
