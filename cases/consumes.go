package cases

import (
	"strings"

	"github.com/apigspec/apigspec/openapi/credential"
)

// Consumes names what a case needs beyond the required keys of a target file,
// in plain words: bindings, credentials, hooks ("3 acl bindings", "forbidden
// token", "internal_error hook"). It is empty for a case that always runs.
func Consumes(c Case) []string {
	var needs []string
	needs = append(needs, consumedBindings(c)...)
	needs = append(needs, consumedCredentials(c)...)
	for _, step := range c.Steps {
		if step.Hook != "" {
			needs = append(needs, step.Hook+" hook")
		}
	}
	return unique(needs...)
}

func consumedBindings(c Case) []string {
	highest := map[string]int{}
	var order []Ref
	for _, ref := range c.Refs() {
		if ref.Optional || !ref.Meaning().IsFixture() {
			continue
		}
		if _, seen := highest[ref.Name]; !seen {
			order = append(order, ref)
		}
		highest[ref.Name] = max(highest[ref.Name], ref.To+1)
	}
	var needs []string
	for _, ref := range order {
		needs = append(needs, ref.Meaning().InWords(highest[ref.Name]))
	}
	return needs
}

func consumedCredentials(c Case) []string {
	var needs []string
	for _, step := range c.Steps {
		if word := step.Request.Auth.Credential; credential.Provided(word) {
			needs = append(needs, strings.ReplaceAll(word, "_", " ")+" token")
		}
	}
	return needs
}
