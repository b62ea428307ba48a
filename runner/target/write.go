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
// included.
func Marshal(t Target) ([]byte, error) {
	t = deepCopy(t)
	eachString(reflect.ValueOf(&t).Elem(), func(s string) string { return strings.ReplaceAll(s, "${", "$${") })
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := enc.Encode(t); err != nil {
		return nil, fmt.Errorf("write the target file for %s: %w", t.URL, err)
	}
	return out.Bytes(), nil
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
