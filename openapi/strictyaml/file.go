// Package strictyaml reads YAML files that people write, and tells them every
// mistake at once: file, line, full path of the key, what is wrong and what to
// do about it.
//
// Decode suits most files. A File of one's own takes a tree that was changed
// before it is decoded, expands variables, and collects what further checks
// find. Unlike the YAML library this package refuses unknown keys with the
// nearest known one, goes on after a mistake, and takes every scalar as it is
// written where text is wanted: an id such as 0123 or 1e10 is text, whatever
// YAML thinks.
//
// Merge keys (<<) are not supported.
package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"
)

// ErrEmpty says that a file holds no document.
var ErrEmpty = errors.New("the file is empty")

// FileError lists everything that is wrong with a file.
type FileError struct {
	// File is the name of the file as it was given.
	File     string
	Problems []Problem
}

// Problem is one mistake in a file.
type Problem struct {
	// Line is the 1-based line; 0 where the file as a whole is meant.
	Line int
	// Key is the full path of the key, such as "fixtures.acl.binding_ids[2]";
	// empty where the file as a whole is meant.
	Key string
	// Message says what is wrong and what to do about it.
	Message string
}

// Error has one line for each problem: file, line, key and remedy.
func (e *FileError) Error() string {
	lines := make([]string, 0, len(e.Problems))
	for _, p := range e.Problems {
		place := e.File
		if p.Line > 0 {
			place = fmt.Sprintf("%s:%d", e.File, p.Line)
		}
		if p.Key != "" {
			place += ": " + p.Key
		}
		lines = append(lines, place+": "+p.Message)
	}
	return strings.Join(lines, "\n")
}

// File is a file that is being read: where its keys stand and what is wrong
// with it.
type File struct {
	// Name is what problems call the file.
	Name string
	// Expand, if set, is given the full path and the text of each scalar and
	// returns the text to decode, or what is wrong with it.
	Expand func(key, text string) (string, error)

	lines    map[string]int
	problems []Problem
	// unreadable holds the keys whose value has a problem already, so that
	// they are not reported a second time as missing.
	unreadable map[string]bool
}

// Decode decodes the only document in data into the struct, slice or map that
// into points to. Struct fields carry their key in a yaml tag. The File tells
// the lines of the keys and takes the problems that further checks find. Mistakes
// come back together as a *FileError. An empty document leaves into as it is.
func Decode(name string, data []byte, into any) (*File, error) {
	f := &File{Name: name}
	root, err := Parse(data)
	switch {
	case errors.Is(err, ErrEmpty):
		return f, nil
	case err != nil:
		f.Problemf("", "%s", err)
		f.unreadable = map[string]bool{"": true}
	default:
		f.Decode(root, into)
	}
	return f, f.Err()
}

// Parse returns the root of the only document in data. The error is ErrEmpty
// if there is none, and says what is wrong otherwise, without the file's name.
func Parse(data []byte) (*yaml.Node, error) {
	reader := yaml.NewDecoder(bytes.NewReader(data))
	var first, second yaml.Node
	switch err := reader.Decode(&first); {
	case errors.Is(err, io.EOF), err == nil && len(first.Content) == 0:
		return nil, ErrEmpty
	case err != nil:
		return nil, notYAML(data, err)
	}
	if err := reader.Decode(&second); !errors.Is(err, io.EOF) {
		return nil, errors.New("the file holds more than one YAML document; keep the first")
	}
	return first.Content[0], nil
}

// notYAML explains a syntax error. A tab in front of a line is the commonest
// one, and the library's words for it help nobody.
func notYAML(data []byte, err error) error {
	for i, line := range strings.Split(string(data), "\n") {
		if strings.HasPrefix(strings.TrimLeft(line, " "), "\t") {
			return fmt.Errorf("not YAML: line %d is indented with a tab; YAML takes spaces", i+1)
		}
	}
	return fmt.Errorf("not YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))
}

// Decode decodes the tree below root into what into points to. What is wrong
// is for Err to tell.
func (f *File) Decode(root *yaml.Node, into any) {
	f.decode(root, reflect.ValueOf(into).Elem(), "")
}

// Problemf adds what a check found at a key, or at a key that is missing.
// Nothing is added if the key's value, or the whole file, could not be read in
// the first place.
func (f *File) Problemf(key, format string, args ...any) {
	if !f.Unreadable(key) && !f.Unreadable("") {
		f.problems = append(f.problems, Problem{Line: f.Line(key), Key: key, Message: fmt.Sprintf(format, args...)})
	}
}

// Unreadable reports whether the value of the key could not be decoded; the
// key of the whole file is "".
func (f *File) Unreadable(key string) bool { return f.unreadable[key] }

// Line returns the 1-based line of a key or, for a key that is not in the file,
// of the nearest key around it; 0 if there is none.
func (f *File) Line(key string) int {
	for key != "" {
		if line, ok := f.lines[key]; ok {
			return line
		}
		key = key[:max(0, strings.LastIndexAny(key, ".["))]
	}
	return 0
}

// Err returns all problems as a *FileError, in the order of their lines, or nil
// if there are none.
func (f *File) Err() error {
	if len(f.problems) == 0 {
		return nil
	}
	sort.SliceStable(f.problems, func(i, j int) bool { return f.problems[i].Line < f.problems[j].Line })
	return &FileError{File: f.Name, Problems: f.problems}
}
