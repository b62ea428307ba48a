package reports

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCommandsOfTheDocumentation runs the lines of the package documentation on
// the sample log, where jq is installed. Where it is not, what they name is at
// least described by the schema.
func TestCommandsOfTheDocumentation(t *testing.T) {
	source, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	commands := regexp.MustCompile(`(?m)^//\tjq .*$`).FindAllString(string(source), -1)
	wanted := []string{
		`apig.acl-unbind/instance/unknown breaks apig.acl-unbind/response/404: expected 404 APIG.3030, got 200
apig.acl-unbind/instance/unknown breaks apig.acl-unbind/response/200/success_count: expected 1, got "1"
apig.acl-unbind/token/expired breaks apig.acl-unbind/response/404: expected 404 APIG.3030, got 200
apig.acl-unbind/token/expired breaks apig.acl-unbind/response/200/success_count: expected 1, got "1"
apig.acl-unbind/batch/duplicate breaks apig.acl-unbind/response/404: expected 404 APIG.3030, got 200
apig.acl-unbind/batch/duplicate breaks apig.acl-unbind/response/200/success_count: expected 1, got "1"
`,
		"1 no-credential: needs auth.forbidden_token in the target file\n",
		`200 {"success_count":1,"failure":[]}
200 {"success_count":0}
`,
	}
	if len(commands) != len(wanted) {
		t.Fatalf("%d commands are documented, %d are tested", len(commands), len(wanted))
	}
	described := map[string]bool{}
	for _, def := range schemaDocument(t).Defs {
		for name := range def.Properties {
			described[name] = true
		}
	}
	_, notInstalled := exec.LookPath("jq")
	for i, command := range commands {
		command = strings.TrimPrefix(command, "//\t")
		for _, match := range regexp.MustCompile(`[ (]\.([a-z_]+)`).FindAllStringSubmatch(command, -1) {
			if !described[match[1]] {
				t.Errorf("%s: %s does not describe %q", command, schemaFile, match[1])
			}
		}
		if notInstalled != nil {
			continue
		}
		shell := exec.Command("sh", "-c", command)
		shell.Dir = "testdata"
		shell.Stderr = os.Stderr
		got, err := shell.Output()
		if diff := cmp.Diff(wanted[i], strings.TrimLeft(string(got), " ")); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", command, err, diff)
		}
	}
}
