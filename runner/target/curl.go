package target

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// credentialMarker stands for the credential while a curl command is built. No
// encoding changes it.
const credentialMarker = "APIGSPECx7CREDENTIALx7MARKER"

// maxCurlBody is the largest body that a command line takes along.
const maxCurlBody = 32 << 10

// curl is a POSIX shell command that sends the message; the credential is a
// variable in it.
func (c *Client) curl(plain *message, auth Credential) string {
	m := *plain
	m.header = plain.header.Clone()
	expression, signed := c.credentialExpression(auth)
	stand := credentialMarker
	if expression == "" {
		stand = ""
	}
	if auth.Credential != "none" && !signed && place(&m, stand, auth.Place) != nil {
		return "" // the request itself could not be made either
	}
	args := []string{"curl", "-sS", "-i", "--path-as-is", "-g", "-X", m.method, m.url()}
	if c.target.TLS.InsecureSkipVerify {
		args = append(args, "-k")
	}
	for _, name := range sortedNames(m.header) {
		if len(m.header[name]) == 0 {
			args = append(args, "-H", name+":") // or curl sends its own
		}
		for _, value := range m.header[name] {
			args = append(args, headerArgs(name, value)...)
		}
	}
	before, body := curlBody(&m)
	args = append(args, body...)
	words := make([]string, 0, len(args))
	for _, arg := range args {
		words = append(words, quote(arg, expression))
	}
	command := before + strings.Join(words, " ")
	if signed {
		command += "  # plus the headers X-Sdk-Date and Authorization of an AK/SK signature, which lasts 15 minutes"
	}
	return command
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
	case value == basicValue(credentialMarker):
		return []string{"-u", basicUser + ":" + credentialMarker}
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
		return "printf %s " + quote(text, "") + " | ", append(args, "--data-binary", "@-")
	default:
		return "", append(args, "--data-binary", text)
	}
}

// quote writes a word so that a shell reads it as it is, with the marker
// replaced by the expression.
func quote(word, expression string) string {
	if word != "" && !strings.Contains(word, credentialMarker) && strings.IndexFunc(word, needsQuotes) < 0 {
		return word
	}
	parts := strings.Split(word, credentialMarker)
	for i, part := range parts {
		if part != "" || len(parts) == 1 {
			parts[i] = "'" + strings.ReplaceAll(part, "'", `'\''`) + "'"
		}
	}
	return strings.Join(parts, `"`+expression+`"`)
}

func needsQuotes(r rune) bool {
	plain := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	return !plain && !strings.ContainsRune("-_./:,+%@", r)
}

// credentialExpression is what stands between double quotes in place of the
// credential; signed is set when an AK/SK signature takes its place.
func (c *Client) credentialExpression(auth Credential) (expression string, signed bool) {
	variable := "APIGSPEC_TOKEN"
	switch auth.Credential {
	case "none":
		return "", false
	case "garbage", "":
		if c.target.Auth.AKSK != nil {
			return "", true
		}
		if auth.Credential == "garbage" {
			altered, err := alter(garbageToken, auth.Alter)
			if err != nil {
				return "", false
			}
			return altered, false
		}
	default:
		variable = "APIGSPEC_" + strings.ToUpper(auth.Credential) + "_TOKEN"
	}
	return alteredExpression(variable, auth.Alter), false
}

// alteredExpression alters a variable's value in the shell; the command shows
// no character of the credential.
func alteredExpression(variable, how string) string {
	value := "${" + variable + "}"
	sed := func(script string) string { return fmt.Sprintf(`$(printf %%s "$%s" | %s)`, variable, script) }
	switch how {
	case "empty":
		return ""
	case "truncate":
		return "${" + variable + "%?}"
	case "half":
		return sed(`awk '{print substr($0, 1, int(length($0) / 2))}'`)
	case "extend":
		return value + "x"
	case "prefix":
		return "x" + value
	case "scheme":
		return "Bearer " + value
	case "reverse":
		return sed(`awk '{for (i = length($0); i > 0; i--) printf "%s", substr($0, i, 1)}'`)
	case "space":
		return sed(`awk '{m = int(length($0) / 2); print substr($0, 1, m) " " substr($0, m + 1)}'`)
	case "quote":
		return `\"` + value + `\"`
	case "double":
		return value + value
	case "long":
		return sed(fmt.Sprintf(`awk '{n = int(%d / length($0)) + 2; for (i = 0; i < n; i++) printf "%%s", $0}'`, longToken))
	case "null":
		return "null"
	case "flip-first":
		return sed(`sed 's/^./0/'`)
	case "flip-last":
		return sed(`sed 's/.$/0/'`)
	case "flip-middle":
		return sed(`awk '{m = int(length($0) / 2); print substr($0, 1, m) "0" substr($0, m + 2)}'`)
	case "swap-case":
		return sed(`tr 'A-Za-z' 'a-zA-Z'`)
	default:
		return "$" + variable
	}
}
