package reports

import (
	"cmp"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// RedactedHost stands for the target's host where it is kept out of what is published.
// The name is reserved for what does not exist (RFC 2606).
const RedactedHost = "host.invalid"

// published is a document for everybody: it holds no path of the machine that the run
// was made on, and with Meta.RedactHosts no host of the target. It depends on the log
// alone, so that everybody who has the log comes to the same text.
func (r Run) published(document any) (*yaml.Node, error) {
	var node yaml.Node
	if err := node.Encode(document); err != nil {
		return nil, err
	}
	paths := withoutFolders(localPaths(r.Meta))
	host := withoutHost(r.Meta)
	eachScalar(&node, func(text string) string { return host(paths.Replace(text)) })
	return &node, nil
}

// pathFlag finds the flags of a command that name files or folders, also where the
// environment sets them, with their values as a shell reads them.
var pathFlag = regexp.MustCompile(`(?:--(?:target|contract|waivers|failed-from|since|out|state|sign-key)[ =]|` +
	`APIGSPEC_(?:TARGET|CONTRACT|WAIVERS|FAILED_FROM|SINCE|OUT|STATE|SIGN_KEY)=)('(?:[^']|'\\'')*'|[^\s']+)`)

// ownFlags are those that say nothing of what was tested and how, with their values: where
// the reports went, and how the run was shown.
var ownFlags = regexp.MustCompile(`\s--(?:out|state|sign-key|since|progress)[ =]` + shellWord + `|\s--no-color\b|` +
	`\bAPIGSPEC_(?:OUT|STATE|SIGN_KEY|SINCE|PROGRESS)=` + shellWord + `\s`)

// shellWord is a value as a shell reads it.
const shellWord = `(?:'(?:[^']|'\\'')*'|[^\s']+)`

// recipe is the command of the run for somebody else.
func recipe(command string) string {
	return strings.TrimSpace(ownFlags.ReplaceAllString(" "+command, ""))
}

// localPaths are the files and folders that the run was told of.
func localPaths(meta Meta) []string {
	paths := []string{meta.Target.Name}
	for _, found := range pathFlag.FindAllStringSubmatch(meta.Command, -1) {
		paths = append(paths, strings.ReplaceAll(strings.Trim(found[1], "'"), `'\''`, "'"))
	}
	return slices.DeleteFunc(paths, func(path string) bool {
		return strings.HasPrefix(path, "mutant:") || strings.HasPrefix(path, "variant:")
	})
}

// withoutFolders leaves of the paths their last names, and the same of what else stands
// in a folder that they name from the root.
func withoutFolders(paths []string) *strings.Replacer {
	short := map[string]string{}
	for _, path := range paths {
		trimmed := strings.TrimRight(path, `/\`)
		folder := trimmed[:strings.LastIndexAny(trimmed, `/\`)+1]
		if folder == "" {
			continue
		}
		short[trimmed] = strings.TrimPrefix(trimmed, folder)
		if strings.ContainsAny(strings.Trim(folder, `/\`), `/\`) && fromRoot(folder) {
			short[folder] = ""
		}
	}
	var pairs []string
	for _, path := range slices.SortedFunc(maps.Keys(short), longerFirst) {
		pairs = append(pairs, path, short[path])
	}
	return strings.NewReplacer(pairs...)
}

// fromRoot reports whether a path says where it begins, on any system.
func fromRoot(path string) bool {
	return path[0] == '/' || path[0] == '\\' || len(path) > 2 && path[1] == ':'
}

func longerFirst(a, b string) int {
	return cmp.Or(cmp.Compare(len(b), len(a)), strings.Compare(a, b))
}

// withoutHost replaces the target's host, where the run is to keep it to itself.
func withoutHost(meta Meta) func(string) string {
	at, err := url.Parse(meta.Target.URL)
	if !meta.RedactHosts || err != nil || at.Hostname() == "" {
		return func(text string) string { return text }
	}
	host := regexp.MustCompile(`(?i)(^|[^a-z0-9.-])` + regexp.QuoteMeta(at.Hostname()) + `($|[^a-z0-9.-])`)
	return func(text string) string { return host.ReplaceAllString(text, "${1}"+RedactedHost+"${2}") }
}

// eachScalar edits every value of a document; keys stay.
func eachScalar(node *yaml.Node, edit func(string) string) {
	if node.Kind == yaml.ScalarNode && node.Tag == "!!str" {
		node.Value = edit(node.Value)
	}
	for i, below := range node.Content {
		if node.Kind == yaml.MappingNode && i%2 == 0 {
			continue
		}
		eachScalar(below, edit)
	}
}
