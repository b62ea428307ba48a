package judge

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/lazyregexp"
)

var (
	// RFC 9112, 4: the space before the reason phrase stays without it.
	statusLine = lazyregexp.New(`^HTTP/1\.[01] [1-5][0-9]{2} [^\x00-\x08\x0a-\x1f\x7f]*$`)
	// RFC 9112, 5: no space before the colon, no folding, no control characters.
	fieldLine = lazyregexp.New("^[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$")
	// A line break in what was sent and what looks like a field behind it.
	injection = lazyregexp.New(`\n([A-Za-z-]+): `)
)

// singular are fields that a message has once (RFC 9110, 5.3). Content-Type is
// judged with the body.
var singular = []string{"Content-Length", "Date", "Location", "Transfer-Encoding"}

// head judges the head as HTTP wants it. Clients forgive most of this.
func (j *response) head() {
	if len(j.ex.Response.Head) == 0 {
		return // recorded without it
	}
	received := string(j.ex.Response.Head)
	head := strings.ReplaceAll(received, "\r\n", "\n")
	wrong := func(expected, actual, format string, args ...any) {
		j.add(KindTransport, j.clause(openapi.ResponseClause(j.ex.Response.Status)), expected, actual, "", format, args...)
	}
	if bare := strings.Count(head, "\n") - strings.Count(received, "\r\n"); bare > 0 {
		wrong("lines that end with CR LF", fmt.Sprintf("%d lines that end with LF", bare), "the lines of the head do not end as HTTP wants it")
	}
	count := map[string]int{}
	for i, line := range strings.Split(head, "\n") {
		switch {
		case i == 0 && !statusLine.MatchString(line):
			wrong("HTTP/1.1, a space, three digits, a space", quoteCut([]byte(line)), "the status line is not what HTTP allows")
		case i > 0 && !fieldLine.MatchString(line):
			wrong("a name, a colon, a value", quoteCut([]byte(line)), "a header line is not what HTTP allows")
		case i > 0:
			name, _, _ := strings.Cut(line, ":")
			count[http.CanonicalHeaderKey(name)]++
		}
	}
	for _, name := range singular {
		if count[name] > 1 {
			wrong(name+" once", fmt.Sprintf("%d times", count[name]), "the header %s occurs more than once", name)
		}
	}
	if count["Content-Length"] > 0 && count["Transfer-Encoding"] > 0 {
		wrong("Content-Length or Transfer-Encoding", "both", "the head gives the length of the body in two ways")
	}
	if date := j.ex.Response.Header.Get("Date"); date != "" {
		if _, err := http.ParseTime(date); err != nil {
			wrong("a date as HTTP writes it", date, "the header Date is no date")
		}
	}
	j.announcedBody(wrong)
	j.coding(wrong)
	j.charset()
	j.injected(wrong)
}

// announcedBody judges that a 204 does not promise what it cannot have (RFC
// 9110, 8.6; RFC 9112, 6.1). A length of nothing is as wrong, but misleads
// nobody, and many servers send it.
func (j *response) announcedBody(wrong func(expected, actual, format string, args ...any)) {
	if j.ex.Response.Status != http.StatusNoContent {
		return
	}
	if length := j.ex.Response.Header.Get("Content-Length"); strings.Trim(length, "0") != "" {
		wrong("no Content-Length", "Content-Length: "+length, "a 204 announces a body")
	}
	if transfer := j.ex.Response.Header.Get("Transfer-Encoding"); transfer != "" {
		wrong("no Transfer-Encoding", "Transfer-Encoding: "+transfer, "a 204 announces a body")
	}
}

// coding judges that a client which takes no coding gets none (RFC 9110, 12.5.3).
func (j *response) coding(wrong func(expected, actual, format string, args ...any)) {
	coding := j.ex.Response.Header.Get("Content-Encoding")
	if j.ex.Request.Header.Get("Accept-Encoding") == "identity" && coding != "" && coding != "identity" {
		wrong("no content coding", "Content-Encoding: "+coding, "the body has a coding that the client did not accept")
	}
}

// charset judges that a media type does not lie about the characters of the
// body, which is UTF-8: others read another text, or none.
func (j *response) charset() {
	value := j.ex.Response.Header.Get("Content-Type")
	if value == "" || len(j.ex.Response.Body) == 0 {
		return
	}
	clause := j.clause(openapi.ResponseClause(j.ex.Response.Status))
	_, parameters, err := mime.ParseMediaType(value)
	if err != nil {
		j.add(KindMediaType, clause, "a media type", "Content-Type: "+value, "", "the media type is not what HTTP allows: %s", err)
		return
	}
	name := strings.ToLower(parameters["charset"])
	plain := !bytes.ContainsFunc(j.ex.Response.Body, func(r rune) bool { return r >= utf8.RuneSelf })
	wide := strings.HasPrefix(name, "utf-16") || strings.HasPrefix(name, "utf-32") || strings.HasPrefix(name, "ucs-")
	if name != "" && name != "utf-8" && name != "utf8" && (wide || !plain) {
		j.add(KindMediaType, clause, "charset=utf-8, or none", "Content-Type: "+value, "", "the body is not in the charset that its media type names")
	}
}

// injected judges that nothing of the request became a header of the response.
func (j *response) injected(wrong func(expected, actual, format string, args ...any)) {
	said := string(j.ex.Request.Body)
	if address, err := url.QueryUnescape(j.ex.Request.URL); err == nil {
		said += address
	}
	said = strings.NewReplacer(`\r`, "\r", `\n`, "\n").Replace(said)
	for _, match := range injection.FindAllStringSubmatch(said, -1) {
		if j.ex.Response.Header.Get(match[1]) != "" {
			wrong("no header out of the request", match[1], "a line break in the request makes a header of the response")
		}
	}
}
