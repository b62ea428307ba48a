package cases

import (
	"fmt"
	"strings"
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
	var order []string
	for _, ref := range c.Refs() {
		if ref.Optional || !namesFixture(ref.Name) {
			continue
		}
		if _, seen := highest[ref.Name]; !seen {
			order = append(order, ref.Name)
		}
		highest[ref.Name] = max(highest[ref.Name], ref.To+1)
	}
	var needs []string
	for _, name := range order {
		needs = append(needs, fixtureInWords(name, highest[name]))
	}
	return needs
}

// namesFixture reports whether a placeholder of that name stands for something
// that the target must have besides its required keys.
func namesFixture(name string) bool {
	switch name {
	case "project_id", "instance_id", "env_id", "unknown":
		return false
	}
	return !strings.HasPrefix(name, "param.") && !strings.HasPrefix(name, "unknown.")
}

// fixtureInWords turns a placeholder's name into a phrase.
func fixtureInWords(name string, count int) string {
	plain, other := strings.CutPrefix(name, "other.")
	words := strings.NewReplacer(".", " ", "_", " ").Replace(plain)
	switch plain {
	case "api", "acl", "throttle", "second_env.api":
		words = strings.Replace(words, "api", "plug-in", 1)
		plural := "s"
		if count == 1 {
			plural = ""
		}
		words = fmt.Sprintf("%d %s binding%s", count, words, plural)
	case "plugin", "second_plugin":
		words = strings.Replace(words, "plugin", "plug-in", 1)
	case "instance_id":
		words = "second instance"
	}
	if other && plain != "instance_id" {
		words += " of the other instance"
	}
	return words
}

func consumedCredentials(c Case) []string {
	var needs []string
	for _, step := range c.Steps {
		switch credential := step.Request.Auth.Credential; credential {
		case "forbidden", "expired", "other_project":
			needs = append(needs, strings.ReplaceAll(credential, "_", " ")+" token")
		}
	}
	return needs
}
