package target

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Marshal writes a target file that Parse reads back as t, credentials
// included. Instead are other ways to authenticate: they stand as comments in it,
// one a line, each to be used in place of t's.
func Marshal(t Target, instead ...Auth) ([]byte, error) {
	file, err := node(deepCopy(t))
	if err == nil {
		err = addComments(valueOf(file, "auth"), instead)
	}
	var out []byte
	if err == nil {
		out, err = encode(file)
	}
	if err != nil {
		return nil, fmt.Errorf("write the target file for %s: %w", t.URL, err)
	}
	return out, nil
}

// node is a part of a target file, of which v is changed, as YAML: lists of ids take
// one line.
func node[T any](v T) (*yaml.Node, error) {
	eachString(reflect.ValueOf(&v).Elem(), func(s string) string { return strings.ReplaceAll(s, "${", "$${") })
	n := new(yaml.Node)
	if err := n.Encode(v); err != nil {
		return nil, err
	}
	flowLists(n)
	return n, nil
}

// flowLists puts each list of plain values below a node into one line.
func flowLists(n *yaml.Node) {
	nested := false
	for _, below := range n.Content {
		flowLists(below)
		nested = nested || below.Kind != yaml.ScalarNode
	}
	if n.Kind == yaml.SequenceNode && !nested {
		n.Style = yaml.FlowStyle
	}
}

// addComments puts the ways to authenticate, each in one line, before the first one.
func addComments(auth *yaml.Node, instead []Auth) error {
	if auth == nil || len(instead) == 0 {
		return nil
	}
	first := auth.Content[0]
	lines := []string{fmt.Sprintf("Each of these may stand in place of %s.", first.Value)}
	for _, way := range instead {
		n, err := node(deepCopy(Target{Auth: way}).Auth)
		if err != nil {
			return err
		}
		for _, below := range n.Content {
			below.Style = yaml.FlowStyle
		}
		text, err := encode(n)
		if err != nil {
			return err
		}
		lines = append(lines, strings.TrimSpace(string(text)))
	}
	first.HeadComment = strings.Join(lines, "\n")
	return nil
}

func encode(n *yaml.Node) ([]byte, error) {
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	err := enc.Encode(n)
	return out.Bytes(), err
}

// valueOf is the value of a key of a mapping; nil if it has no such key.
func valueOf(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

// deepCopy copies t so that changing the copy leaves t alone.
func deepCopy(t Target) Target {
	if t.Auth.IAM != nil {
		iam := *t.Auth.IAM
		t.Auth.IAM = &iam
	}
	if t.Auth.AKSK != nil {
		aksk := *t.Auth.AKSK
		t.Auth.AKSK = &aksk
	}
	t.Fixtures.PluginBindings = copyBindings(t.Fixtures.PluginBindings)
	t.Fixtures.ACL.APIIDs, t.Fixtures.ACL.BindingIDs = slices.Clone(t.Fixtures.ACL.APIIDs), slices.Clone(t.Fixtures.ACL.BindingIDs)
	t.Fixtures.Throttle.APIIDs, t.Fixtures.Throttle.BindingIDs = slices.Clone(t.Fixtures.Throttle.APIIDs), slices.Clone(t.Fixtures.Throttle.BindingIDs)
	if t.OtherInstance != nil {
		other := *t.OtherInstance
		other.PluginBindings = copyBindings(other.PluginBindings)
		other.ACL.APIIDs, other.ACL.BindingIDs = slices.Clone(other.ACL.APIIDs), slices.Clone(other.ACL.BindingIDs)
		other.Throttle.APIIDs, other.Throttle.BindingIDs = slices.Clone(other.Throttle.APIIDs), slices.Clone(other.Throttle.BindingIDs)
		t.OtherInstance = &other
	}
	return t
}

func copyBindings(bindings []PluginBinding) []PluginBinding {
	bindings = slices.Clone(bindings)
	for i := range bindings {
		bindings[i].APIIDs = slices.Clone(bindings[i].APIIDs)
	}
	return bindings
}

// eachString replaces every string below v.
func eachString(v reflect.Value, replace func(string) string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(replace(v.String()))
	case reflect.Pointer:
		if !v.IsNil() {
			eachString(v.Elem(), replace)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			eachString(v.Field(i), replace)
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachString(v.Index(i), replace)
		}
	}
}
