package target

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/openapi/strictyaml"
)

// Load reads a target file. ${NAME} stands for the environment variable NAME,
// and relative file names in the file are relative to its folder. Mistakes in
// the file come back together as a *strictyaml.FileError.
func Load(path string) (Target, error) {
	return load(path, func(data []byte) (Target, error) { return Parse(path, data, os.LookupEnv) })
}

// LoadOffline is [Load] for what sends nothing: variables that credentials are taken
// from need not be set. Such a credential is there, but nobody knows it.
func LoadOffline(path string) (Target, error) {
	variables := credentialsAside(variablesOf(os.LookupEnv))
	return load(path, func(data []byte) (Target, error) { return parse(path, data, variables) })
}

func load(path string, parse func(data []byte) (Target, error)) (Target, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Target{}, fmt.Errorf("read the target file: %w; name an existing file with --target", err)
	}
	t, err := parse(data)
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
// a *strictyaml.FileError.
func Parse(name string, data []byte, lookup func(string) (string, bool)) (Target, error) {
	if lookup == nil {
		lookup = func(string) (string, bool) { return "", false }
	}
	return parse(name, data, variablesOf(lookup))
}

func parse(name string, data []byte, variables variables) (Target, error) {
	file := &strictyaml.File{Name: name, Expand: func(key, text string) (string, error) {
		return expand(text, func(name string) (string, bool) { return variables(key, name) })
	}}
	root, err := strictyaml.Parse(shield(data))
	if errors.Is(err, strictyaml.ErrEmpty) {
		err = fmt.Errorf("%w; it needs at least url, project_id, instance_id and auth", err)
	}
	if err != nil {
		file.Problemf("", "%s", err)
		return Target{}, file.Err()
	}
	unshield(root)
	var t Target
	file.Decode(root, &t)
	t.setDefaults()
	if !file.Unreadable("") {
		checker{file}.target(&t)
	}
	if err := file.Err(); err != nil {
		return Target{}, err
	}
	return t, nil
}

// DefaultEnvID is the id of the release environment that every instance has.
const DefaultEnvID = "DEFAULT_ENVIRONMENT_RELEASE_ID"

func (t *Target) setDefaults() {
	setDefault(&t.Profile, domain.DefaultProfile())
	setDefault(&t.EnvID, DefaultEnvID)
	setDefault(&t.Auth.Dialect, Direct)
	setDefault(&t.Fixtures.Mode, "static")
	t.URL = strings.TrimRight(t.URL, "/")
	if t.Auth.IAM != nil {
		address := strings.TrimSuffix(strings.TrimRight(t.Auth.IAM.URL, "/"), iamVersion)
		t.Auth.IAM.URL = strings.TrimRight(address, "/")
	}
}

func setDefault(value *string, otherwise string) {
	if *value == "" {
		*value = otherwise
	}
}

// Place is where a key stands in a target file, for messages: file and line, and the key.
// Of a target without a file it is the key alone.
func Place(path, key string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return key
	}
	file := &strictyaml.File{Name: path}
	root, err := strictyaml.Parse(shield(data))
	if err != nil {
		return key
	}
	var t Target
	file.Decode(root, &t) // mistakes were reported when the file was loaded
	if line := file.Line(key); line > 0 {
		return fmt.Sprintf("%s:%d %s", path, line, key)
	}
	return path + " " + key
}
