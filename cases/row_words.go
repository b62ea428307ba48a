package cases

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/apigspec/apigspec/openapi/spelling"
	"github.com/apigspec/apigspec/openapi/strictyaml"
)

// wordTree fills the words of an operation into a copy of a row's tree, keys
// included, and collects the placeholders that are none.
type wordTree struct {
	words    map[string]string
	problems []strictyaml.Problem
	// missing are the words that the page has nothing for, by the keys that use
	// them.
	missing map[string]string
	// within are the nodes that the copying is inside of.
	within map[*yaml.Node]bool
}

// inWords finds what may be a word or a placeholder: anything in angle brackets
// without spaces or quotation marks in it.
var inWords = regexp.MustCompile(`<[A-Za-z_][^<>\s"']*>`)

// word is a word of the row with what may stand around it: <bind.0>,
// <unknown.bind.0..4>, <list>.
var word = regexp.MustCompile(`^<((?:other|unknown)\.)?([a-z_]+)([^<>]*)>$`)

// fill copies the tree below a node. The key is the node's path as written,
// for what is wrong with it.
func (w *wordTree) fill(n *yaml.Node, key string) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if w.within[n] {
		w.problems = append(w.problems, strictyaml.Problem{Line: n.Line, Key: key, Message: "the alias stands inside of what it stands for"})
		return &yaml.Node{Kind: yaml.ScalarNode, Line: n.Line}
	}
	w.within[n] = true
	defer delete(w.within, n)
	out := *n
	out.Content = make([]*yaml.Node, len(n.Content))
	switch n.Kind {
	case yaml.ScalarNode:
		out.Value = w.text(n, key)
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			at := joinKey(key, n.Content[i].Value)
			out.Content[i] = w.fill(n.Content[i], at)
			out.Content[i+1] = w.fill(n.Content[i+1], at)
		}
	default:
		for i := range n.Content {
			out.Content[i] = w.fill(n.Content[i], fmt.Sprintf("%s[%d]", key, i))
		}
	}
	return &out
}

// inQuery is the path of a raw query, where text is escaped.
var inQuery = regexp.MustCompile(`^steps\[\d+\]\.query$`)

// text is the text of a scalar with the words filled in.
func (w *wordTree) text(n *yaml.Node, key string) string {
	return inWords.ReplaceAllStringFunc(n.Value, func(written string) string {
		meant := w.meaning(written)
		switch {
		case meant == "":
			if w.missing == nil {
				w.missing = map[string]string{}
			}
			w.missing[key] = strings.Trim(written, "<>")
			return written
		case meant[0] != '<' && inQuery.MatchString(key):
			return url.QueryEscape(meant)
		case meant[0] != '<':
			return meant
		}
		if _, err := ParseRef(meant); err != nil {
			w.problems = append(w.problems, strictyaml.Problem{Line: n.Line, Key: key, Message: strings.Replace(w.unknown(meant, err), meant, written, 1)})
		}
		return meant
	})
}

// meaning is what a word stands for. One that means a placeholder keeps what
// stands around it: with bind for acl, <other.bind.0> is <other.acl.0>. Any
// other one is the plain text, or nothing where the page has nothing for it.
func (w *wordTree) meaning(written string) string {
	m := word.FindStringSubmatch(written)
	if m == nil {
		return written
	}
	before, name, after := m[1], m[2], m[3]
	means, ok := w.words[name]
	if !ok {
		return written
	}
	if standsForIDs(name) && means != "" {
		return "<" + before + means + after + ">"
	}
	if before == "" && after == "" {
		return means
	}
	return written
}

// unknown says what is wrong with a placeholder.
func (w *wordTree) unknown(text string, err error) string {
	name := strings.Trim(text, "<>")
	if m := word.FindStringSubmatch(text); m != nil {
		name = m[2]
	}
	known := append(sortedKeys(w.words), placeholderNames()...)
	if slices.Contains(known, name) { // what is wrong stands around it
		return err.Error()
	}
	return err.Error() + orElse(name, known)
}

// placeholderNames are the names that a placeholder may be meant to have.
func placeholderNames() []string {
	names := []string{unknownName}
	for _, p := range Placeholders() {
		names = append(names, p.Name)
	}
	return names
}

// orElse ends a sentence about a word that is not known: with the known one it
// is probably a slip for or, where none is near, with all of them.
func orElse(wrong string, known []string) string {
	if near := spelling.Likely(wrong, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return "; use one of " + strings.Join(known, ", ")
}

func joinKey(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
