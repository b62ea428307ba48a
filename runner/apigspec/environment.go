package main

import (
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/apigspec/apigspec/openapi/spelling"
	"github.com/apigspec/apigspec/runner/target"
)

// variablePrefix begins the names of the variables that set flags.
const variablePrefix = "APIGSPEC_"

// dropEmpty forgets the variables that are set to nothing: a CI system sets those of inputs
// that nobody gave, and nothing is no number and no duration. An empty target stays, since
// it must not become the embedded gateway.
func dropEmpty() error {
	for _, variable := range os.Environ() {
		name, value, _ := strings.Cut(variable, "=")
		if word, ours := strings.CutPrefix(name, variablePrefix); ours && value == "" && word != "TARGET" {
			if err := os.Unsetenv(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// environment lists the variables that set flags of the command as NAME=value:
// those that no flag on the command line beats.
func environment(command *kong.Context, lookup func(string) (string, bool)) []string {
	given := map[*kong.Flag]bool{}
	for _, word := range command.Path {
		given[word.Flag] = true
	}
	var set []string
	for _, flag := range command.Selected().Flags {
		for _, name := range flag.Envs {
			if value, ok := lookup(name); ok && value != "" && !given[flag] {
				set = append(set, name+"="+value)
			}
		}
	}
	return set
}

// checkEnvironment refuses a variable that sets no flag but is nearly one that
// does: whoever set it believes that it counts. Only commands with a target look,
// since it takes the target file to know what else variables are for.
func checkEnvironment(command *kong.Context, variables []string) error {
	file := targetOf(command)
	if file == nil {
		return nil
	}
	flags := flagVariables(command.Model.Node)
	others := slices.Concat(target.HookVariables(), []string{target.AddressVariable}, target.Variables(*file))
	for _, variable := range variables {
		name, value, _ := strings.Cut(variable, "=")
		word, ours := strings.CutPrefix(name, variablePrefix)
		if !ours || value == "" || slices.Contains(flags, word) || slices.Contains(others, name) {
			continue
		}
		if near := spelling.Likely(word, flags); near != "" {
			return usage("the environment variable %s sets no flag; did you mean %s%s? Otherwise unset it, or give it another name", name, variablePrefix, near)
		}
	}
	return nil
}

// targetOf is the value of the command's flag --target; nil if it has none.
func targetOf(command *kong.Context) *string {
	for _, flag := range command.Selected().Flags {
		if flag.Name == "target" {
			value, _ := command.FlagValue(flag).(string)
			return &value
		}
	}
	return nil
}

// flagVariables are the variables that set flags of a command or of those below it,
// without their prefix.
func flagVariables(command *kong.Node) []string {
	var words []string
	for _, flag := range command.Flags {
		for _, name := range flag.Envs {
			if word, ours := strings.CutPrefix(name, variablePrefix); ours {
				words = append(words, word)
			}
		}
	}
	for _, below := range command.Children {
		words = append(words, flagVariables(below)...)
	}
	return words
}
