package state

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Folder holds locks and journals.
type Folder struct{ path string }

// Open opens the folder at path, or the user's own for "", and makes it if it is not
// there.
func Open(path string) (Folder, error) {
	if path == "" {
		usual, err := usual()
		if err != nil {
			return Folder{}, fmt.Errorf("there is no folder of the user's for locks and journals: %w", err)
		}
		path = usual
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		return Folder{}, fmt.Errorf("the folder for locks and journals cannot be made: %w", err)
	}
	return Folder{path: path}, nil
}

// usual is where the system, or XDG_STATE_HOME, wants programs to keep such things.
func usual() (string, error) {
	const name = "apigspec"
	if xdg := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(xdg) {
		return filepath.Join(xdg, name), nil
	}
	switch runtime.GOOS {
	case "darwin", "windows":
		folder, err := os.UserConfigDir()
		return filepath.Join(folder, name), err
	default:
		home, err := os.UserHomeDir()
		if err == nil && !filepath.IsAbs(home) {
			err = errors.New("$HOME is not an absolute path")
		}
		return filepath.Join(home, ".local", "state", name), err
	}
}

// journalEnding is what the names of journals end with, unless a run has set one aside
// under a name with a number behind it.
const journalEnding = ".jsonl"

// Journal is the path of the target's journal.
func (f Folder) Journal(t Target) string { return filepath.Join(f.path, t.name()+journalEnding) }

// JournalsOf are the paths of the target's journals, also of those that were set aside.
func (f Folder) JournalsOf(t Target) ([]string, error) { return f.journals(t.name() + journalEnding) }

// Journals are the paths of all targets' journals.
func (f Folder) Journals() ([]string, error) { return f.journals(journalEnding) }

func (f Folder) journals(named string) ([]string, error) {
	entries, err := os.ReadDir(f.path)
	if err != nil {
		return nil, fmt.Errorf("looking for journals: %w", err)
	}
	var paths []string
	for _, entry := range entries {
		if strings.Contains(entry.Name(), named) && entry.Type().IsRegular() {
			paths = append(paths, filepath.Join(f.path, entry.Name()))
		}
	}
	return paths, nil
}
