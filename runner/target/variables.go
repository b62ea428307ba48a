package target

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// The marks that stand for ${ and } of a variable while the text is parsed:
// in {token: ${NAME}} YAML would read the braces as its own. They are private
// characters, which YAML allows in plain text and nobody writes.
const markBegin, markEnd = "\uE0D0", "\uE0D1"

var variable = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*)\}`)

// Variables are the environment variables that the target file refers to; none if it
// cannot be read.
func Variables(path string) []string {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	var names []string
	for _, match := range variable.FindAllSubmatch(data, -1) {
		names = append(names, string(match[1]))
	}
	return names
}

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

// variables gives the value of a variable that stands in the value of a key, and
// whether it is set.
type variables func(key, name string) (string, bool)

// variablesOf takes them from lookup. What a hook is told about its case is known
// when it runs and not before; its shell sees to it.
func variablesOf(lookup func(string) (string, bool)) variables {
	return func(key, name string) (string, bool) {
		if strings.HasPrefix(key, "hooks.") && slices.Contains(HookVariables(), name) {
			return "${" + name + "}", true
		}
		return lookup(name)
	}
}

// credentialsAside puts a word in place of each credential whose variable is not set.
func credentialsAside(v variables) variables {
	return func(key, name string) (string, bool) {
		value, set := v(key, name)
		if !set && isCredential(key) {
			return name + "-is-not-set", true
		}
		return value, set
	}
}

// isCredential reports whether the value of a key serves nothing but to
// authenticate: all of auth but an address and a word.
func isCredential(key string) bool {
	return strings.HasPrefix(key, "auth.") && key != "auth.iam.url" && key != "auth.dialect"
}

// expand replaces each ${NAME} by the variable's value; $${ stands for ${.
func expand(text string, lookup func(string) (string, bool)) (string, error) {
	var out strings.Builder
	for {
		before, after, found := strings.Cut(text, "${")
		if !found {
			out.WriteString(text)
			return out.String(), nil
		}
		if literal, escaped := strings.CutSuffix(before, "$"); escaped {
			out.WriteString(literal + "${")
			text = after
			continue
		}
		name, rest, closed := strings.Cut(after, "}")
		if !closed || !isVariable(name) {
			return "", errors.New("${ without a variable name; write ${NAME}, or $${ for the characters themselves")
		}
		value, set := lookup(name)
		if !set {
			return "", fmt.Errorf("the environment variable %s is not set; export it before the run", name)
		}
		out.WriteString(before + value)
		text = rest
	}
}

func isVariable(name string) bool {
	for i, r := range name {
		letter := r == '_' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return name != ""
}
