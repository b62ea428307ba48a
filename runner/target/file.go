package target

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/apigspec/apigspec/openapi/domain"
)

// FileError lists everything that is wrong with a target file.
type FileError struct {
	// File is the name of the file as it was given.
	File     string
	Problems []Problem
}

// Problem is one mistake in a target file.
type Problem struct {
	// Line is the 1-based line; 0 where the file as a whole is meant.
	Line int
	// Key is the full path of the key, such as "fixtures.acl.binding_ids[2]".
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

// Load reads a target file. ${NAME} stands for the environment variable NAME,
// and relative file names in the file are relative to its folder. Mistakes in
// the file come back together as a *FileError.
func Load(path string) (Target, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Target{}, fmt.Errorf("read the target file: %w; name an existing file with --target", err)
	}
	t, err := Parse(path, data, os.LookupEnv)
	if err != nil {
		return Target{}, err
	}
	folder := filepath.Dir(path)
	for _, file := range []*string{&t.Auth.TokenFile, &t.TLS.CAFile, &t.TLS.ClientCert, &t.TLS.ClientKey} {
		if *file != "" && !filepath.IsAbs(*file) {
			*file = filepath.Join(folder, *file)
		}
	}
	return t, nil
}

// Parse reads the text of a target file called name, takes ${NAME} from
// lookup, sets defaults and checks the result. Mistakes come back together as
// a *FileError.
func Parse(name string, data []byte, lookup func(string) (string, bool)) (Target, error) {
	var t Target
	root, err := document(data)
	if errors.Is(err, errEmptyFile) {
		err = fmt.Errorf("%w; it needs at least url, project_id, instance_id and auth", err)
	}
	if err != nil {
		return Target{}, &FileError{File: name, Problems: []Problem{{Message: err.Error()}}}
	}
	if lookup == nil {
		lookup = func(string) (string, bool) { return "", false }
	}
	d := &decoder{lookup: lookup, lines: map[string]int{}}
	d.decode(root, reflect.ValueOf(&t).Elem(), "")
	t.setDefaults()
	c := &checker{lines: d.lines, unreadable: d.unreadable}
	if !d.unreadable[""] {
		c.target(&t)
	}
	if problems := slices.Concat(d.problems, c.problems); len(problems) > 0 {
		sortProblems(problems)
		return Target{}, &FileError{File: name, Problems: problems}
	}
	return t, nil
}

var errEmptyFile = errors.New("the file is empty")

// document returns the root of the only YAML document in data.
func document(data []byte) (*yaml.Node, error) {
	reader := yaml.NewDecoder(bytes.NewReader(shield(data)))
	var first, second yaml.Node
	switch err := reader.Decode(&first); {
	case errors.Is(err, io.EOF), err == nil && len(first.Content) == 0:
		return nil, errEmptyFile
	case err != nil:
		return nil, notYAML(data, err)
	}
	if err := reader.Decode(&second); !errors.Is(err, io.EOF) {
		return nil, errors.New("the file holds more than one YAML document; keep the first")
	}
	unshield(first.Content[0])
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

// The marks that stand for ${ and } of a variable while the text is parsed:
// in {token: ${NAME}} YAML would read the braces as its own. They are private
// characters, which YAML allows in plain text and nobody writes.
const markBegin, markEnd = "\uE0D0", "\uE0D1"

var variable = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*)\}`)

// shield replaces the braces of each ${NAME} by marks.
func shield(data []byte) []byte {
	return variable.ReplaceAll(data, []byte(markBegin+"${1}"+markEnd))
}

// unshield puts the braces back into every scalar below a node.
func unshield(n *yaml.Node) {
	n.Value = strings.NewReplacer(markBegin, "${", markEnd, "}").Replace(n.Value)
	for _, below := range n.Content {
		unshield(below)
	}
}

// DefaultEnvID is the id of the release environment that every instance has.
const DefaultEnvID = "DEFAULT_ENVIRONMENT_RELEASE_ID"

func (t *Target) setDefaults() {
	setDefault(&t.Profile, domain.DefaultProfile())
	setDefault(&t.EnvID, DefaultEnvID)
	setDefault(&t.Auth.Dialect, "direct")
	setDefault(&t.Fixtures.Mode, "static")
	t.URL = strings.TrimRight(t.URL, "/")
	if t.Auth.IAM != nil {
		t.Auth.IAM.URL = strings.TrimRight(t.Auth.IAM.URL, "/")
	}
}

func setDefault(value *string, otherwise string) {
	if *value == "" {
		*value = otherwise
	}
}
