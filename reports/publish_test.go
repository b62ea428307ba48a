package reports

import (
	"strings"
	"testing"
)

func TestStatementNamesNoFolder(t *testing.T) {
	for _, test := range []struct{ name, target, command, want string }{
		{"a path from the root", "/home/me/lab/a.yaml", "apigspec run --target /home/me/lab/a.yaml", "apigspec run --target a.yaml"},
		{"with =", "/home/me/lab/a.yaml", "apigspec run --target=/home/me/lab/a.yaml", "apigspec run --target=a.yaml"},
		{"a path from here", "../lab/a.yaml", "apigspec run --target ../lab/a.yaml", "apigspec run --target a.yaml"},
		{"quoted", "/home/me/my lab/a b.yaml", "apigspec run --target '/home/me/my lab/a b.yaml'", "apigspec run --target 'a b.yaml'"},
		{"of Windows", `C:\lab\a.yaml`, `apigspec run --target 'C:\lab\a.yaml'`, "apigspec run --target 'a.yaml'"},
		{"a folder", "embedded", "apigspec run --contract /srv/ci/out/", "apigspec run --contract out/"},
		{"from the environment", "a.yaml", "APIGSPEC_CONTRACT=/srv/ci/c.yaml APIGSPEC_SIGN_KEY=/srv/keys/k.pem apigspec run", "APIGSPEC_CONTRACT=c.yaml apigspec run"},
		{"every flag with a file", "a.yaml", "apigspec run --contract /x/1 --waivers /x/2 --failed-from /x/3 --state /x/4 --sign-key /x/5", "apigspec run --contract 1 --waivers 2 --failed-from 3"},
		{"a pattern is no path", "a.yaml", "apigspec run --run 'apig.acl-unbind/**'", "apigspec run --run 'apig.acl-unbind/**'"},
		{"an id of a mutant is no path", "mutant:apig.acl-unbind/accounting/count-zero", "apigspec run --target mutant:apig.acl-unbind/accounting/count-zero", "apigspec run --target mutant:apig.acl-unbind/accounting/count-zero"},
	} {
		t.Run(test.name, func(t *testing.T) {
			run := fullSample(t)
			run.Meta.Target.Name, run.Meta.Command = test.target, test.command
			if text := statementOfRun(t, run); !strings.Contains(text, "\n  command: "+test.want+"\n") {
				t.Errorf("want the command %s in\n%s", test.want, text)
			}
		})
	}
}

// What else stands in the folder of a file is as private as the file.
func TestStatementNamesNoFolderInProblems(t *testing.T) {
	run := fullSample(t)
	run.Meta.Target.Name, run.Meta.Command = "/home/me/lab/a.yaml", "apigspec run --target /home/me/lab/a.yaml"
	run.End.Problem = "open /home/me/lab/token: no such file"
	if text := statementOfRun(t, run); strings.Contains(text, "/home") || !strings.Contains(text, "open token: no such file") {
		t.Errorf("the statement names the folder, or not the file:\n%s", text)
	}
}

func TestStatementRedactsHosts(t *testing.T) {
	run := fullSample(t)
	run.Meta.Target.URL = "https://apig.example.com:8443/base"
	run.Meta.Command = "apigspec run --target a.yaml --allow-writes APIG.example.com"
	run.End.Problem = "lookup apig.example.com: no such host, unlike not-apig.example.com"
	if text := statementOfRun(t, run); !strings.Contains(text, "https://apig.example.com:8443/base") {
		t.Errorf("nobody asked to redact the host:\n%s", text)
	}
	run.Meta.RedactHosts = true
	text := statementOfRun(t, run)
	for _, want := range []string{
		"url: https://host.invalid:8443/base\n",
		"--allow-writes host.invalid\n",
		"lookup host.invalid: no such host, unlike not-apig.example.com",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the statement lacks %q:\n%s", want, text)
		}
	}
}

func statementOfRun(t *testing.T, run Run) string {
	t.Helper()
	var text strings.Builder
	if err := WriteStatement(&text, run); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// Whoever repeats the run has folders of their own.
func TestRecipe(t *testing.T) {
	for command, want := range map[string]string{
		"apigspec run --target a.yaml --seed 7":                                          "apigspec run --target a.yaml --seed 7",
		"apigspec run --out 'my reports' --target a.yaml --progress none --no-color":     "apigspec run --target a.yaml",
		"apigspec run --target a.yaml --state=/x/y --sign-key key.pem --since old.jsonl": "apigspec run --target a.yaml",
		"APIGSPEC_OUT=here APIGSPEC_STRICT=true apigspec run --seed 7":                   "APIGSPEC_STRICT=true apigspec run --seed 7",
		"APIGSPEC_TARGET=a.yaml APIGSPEC_STATE='a b' apigspec run --outer":               "APIGSPEC_TARGET=a.yaml apigspec run --outer",
		"": "",
	} {
		if got := strings.Join(strings.Fields(recipe(command)), " "); got != want {
			t.Errorf("%s\n got %s\nwant %s", command, got, want)
		}
	}
}
