package target

import (
	"encoding/base64"
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/apigspec/apigspec/openapi/credential"
)

// AddressVariable is where the commands of [Curl] find the target's address.
const AddressVariable = "APIGSPEC_URL"

// The marks stand for what is a variable of the shell while a curl command is
// built. No encoding changes them.
const (
	markStart      = "APIGSPECx7"
	credentialMark = markStart + "CREDENTIALx7MARK"
	addressMark    = markStart + "ADDRESSx7MARK"
)

// basicMark is the mark in a Basic credential.
var basicMark = basicValue(credentialMark)

// maxCurlBody is the largest body that a command line takes along.
const maxCurlBody = 32 << 10

// Curl is a POSIX shell command that sends a request to the target with the address
// or, if that is empty, to whatever target the variable [AddressVariable] names, with the token that APIGSPEC_TOKEN holds
// (APIGSPEC_FORBIDDEN_TOKEN and so on where the request asks for another). Path,
// query and body may hold placeholders. An error says that the request cannot
// present its credential in the way it asks for.
func Curl(address string, r Request) (string, error) {
	m := &message{method: r.Method, path: r.Path, query: r.Query, header: r.Header.Clone(), body: r.Body}
	if m.header == nil {
		m.header = http.Header{}
	}
	expression, err := shellCredential(r.Auth)
	if err != nil {
		return "", err
	}
	if r.Auth.Credential != "none" {
		if err := place(m, credentialMarkFor(expression), r.Auth.Place); err != nil {
			return "", err
		}
	}
	if address == "" {
		address = addressMark
	}
	return curlCommand(m, address+m.target(), map[string]string{credentialMark: expression, addressMark: "$" + AddressVariable}), nil
}

// curl is a POSIX shell command that sends the message to the client's target;
// the credential is a variable in it. It is empty for a message that cannot
// present its credential in the way it asks for.
func (c *Client) curl(plain *message, auth Credential) string {
	m := *plain
	m.header = maps.Clone(plain.header)
	signed := c.target.Auth.AKSK != nil && (auth.Credential == "" || auth.Credential == "garbage")
	expression := ""
	if auth.Credential != "none" && !signed {
		var err error
		if expression, err = shellCredential(auth); err != nil {
			return ""
		}
		if err := place(&m, credentialMarkFor(expression), auth.Place); err != nil {
			return ""
		}
	}
	var options []string
	if c.target.TLS.InsecureSkipVerify {
		options = append(options, "-k")
	}
	command := curlCommand(&m, m.url(), map[string]string{credentialMark: expression}, options...)
	if signed {
		command += "  # plus the headers X-Sdk-Date and Authorization of an AK/SK signature, which lasts 15 minutes"
	}
	return command
}

// credentialMarkFor is the mark to write in place of the credential; an empty
// credential needs none.
func credentialMarkFor(expression string) string {
	if expression == "" {
		return ""
	}
	return credentialMark
}

// curlCommand writes the command. Variables are expressions for between double
// quotes, by the mark that stands for them in the message.
func curlCommand(m *message, address string, variables map[string]string, options ...string) string {
	args := append([]string{"curl", "-sS", "-i", "--path-as-is", "-g", "-X", m.method, address}, options...)
	for _, name := range sortedNames(m.header) {
		if len(m.header[name]) == 0 {
			args = append(args, "-H", name+":") // or curl sends its own
		}
		for _, value := range m.header[name] {
			args = append(args, headerArgs(name, value)...)
		}
	}
	before, body := curlBody(m)
	args = append(args, body...)
	words := make([]string, 0, len(args))
	for _, arg := range args {
		words = append(words, quote(arg, variables))
	}
	return before + strings.Join(words, " ")
}

func sortedNames(header http.Header) []string {
	names := make([]string, 0, len(header))
	for name := range header {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// headerArgs are the arguments that make curl send a header.
func headerArgs(name, value string) []string {
	switch {
	case strings.EqualFold(name, "Accept-Encoding") && value == "gzip":
		return []string{"--compressed"}
	case value == "":
		return []string{"-H", name + ";"}
	case value == basicMark:
		return []string{"-u", basicUser + ":" + credentialMark}
	default:
		return []string{"-H", name + ": " + value}
	}
}

// curlBody returns the arguments for the body and what must stand before the
// command to feed them.
func curlBody(m *message) (before string, args []string) {
	if m.body == nil {
		return "", nil
	}
	if !slices.ContainsFunc(sortedNames(m.header), func(name string) bool { return strings.EqualFold(name, "Content-Type") }) {
		args = append(args, "-H", "Content-Type:") // or curl adds one for forms
	}
	text := string(m.body)
	switch {
	case len(text) > maxCurlBody:
		return "", append(args, "--data-binary", "@request-body")
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		encoded := base64.StdEncoding.EncodeToString(m.body)
		return "echo " + encoded + " | base64 -d | ", append(args, "--data-binary", "@-")
	case strings.HasPrefix(text, "@"):
		return "printf %s " + quote(text, nil) + " | ", append(args, "--data-binary", "@-")
	default:
		return "", append(args, "--data-binary", text)
	}
}

// ShellWord writes a word so that a POSIX shell reads it as it is.
func ShellWord(word string) string { return quote(word, nil) }

// quote writes a word so that a shell reads it as it is, with the marks in it
// replaced by their variables.
func quote(word string, variables map[string]string) string {
	literal, mark := untilMark(word, variables)
	if word == "" {
		return "''"
	}
	if mark == "" && strings.IndexFunc(word, needsQuotes) < 0 {
		return word
	}
	var out strings.Builder
	for word != "" {
		if literal != "" {
			out.WriteString("'" + strings.ReplaceAll(literal, "'", `'\''`) + "'")
		}
		if mark != "" {
			out.WriteString(`"` + variables[mark] + `"`)
		}
		word = word[len(literal)+len(mark):]
		literal, mark = untilMark(word, variables)
	}
	return out.String()
}

// untilMark is what stands in front of the first mark in a word, and the mark;
// without one, the whole word.
func untilMark(word string, variables map[string]string) (literal, mark string) {
	literal = word
	if !strings.Contains(word, markStart) {
		return literal, ""
	}
	for m := range variables {
		if before, _, found := strings.Cut(word, m); found && len(before) < len(literal) {
			literal, mark = before, m
		}
	}
	return literal, mark
}

func needsQuotes(r rune) bool {
	plain := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	return !plain && !strings.ContainsRune("-_./:,+%@=", r)
}

// shellCredential is the credential as a shell expression for between double
// quotes; empty if the credential is.
func shellCredential(auth Credential) (string, error) {
	switch auth.Credential {
	case "none":
		return "", nil
	case "garbage":
		return credential.Alter(garbageToken, auth.Alter)
	case "":
		return credential.AlterInShell("APIGSPEC_TOKEN", auth.Alter)
	default:
		return credential.AlterInShell("APIGSPEC_"+strings.ToUpper(auth.Credential)+"_TOKEN", auth.Alter)
	}
}
