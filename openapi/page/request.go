package page

import (
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
)

var (
	requestLine = lazyregexp.New(`^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE)\s+(\S.*)$`)
	hostPart    = lazyregexp.New(`^(?i:https?://)[^/\s]*`)
	hostless    = lazyregexp.New(`^\{?[\w.-]*(?i:endpoint)[\w.-]*\}?/`)
)

// uri reads one block of the section URI: the request line, a table, or
// prose.
func (p *parser) uri() {
	if p.tableAt(p.next) {
		p.page.Request = append(p.page.Request, p.table()...)
		return
	}
	b := &p.blocks[p.next]
	if line, ok := p.requestLineOf(b); ok && p.page.URI.Line == 0 {
		p.page.URI = line
		p.next++
		return
	} else if ok && len(p.page.Request) == 0 && strings.HasPrefix(b.text, line.Method+" /") &&
		(line.Method != p.page.URI.Method || pathOnly(line.Path) != pathOnly(p.page.URI.Path)) {
		p.fault(b.number(), "one request line below the heading URI", quoted(b.text))
	}
	if _, behind, _ := strings.Cut(b.text, " "); p.almost == nil && (isTarget(b.text) || isTarget(strings.TrimSpace(behind))) {
		p.almost = b
	}
	p.page.Other = append(p.page.Other, p.take()...)
}

// noRequestLine reports that there is none below the heading URI, or what stands there
// instead: a path without its method, or with one in small letters.
func (p *parser) noRequestLine() {
	const expected = `METHOD /path under the heading URI, as in "PUT /v2/{project_id}/things"`
	if p.almost != nil {
		p.fault(p.almost.number(), expected, quoted(p.almost.text))
		return
	}
	p.fault(p.uriLine, expected, "none")
}

// pathOnly is a path without its query.
func pathOnly(path string) string {
	path, _, _ = strings.Cut(path, "?")
	return strings.TrimSuffix(path, "/")
}

// requestLineOf reads "PUT /v2/{project_id}/things". The path keeps its
// parameters and query; scheme, host and protocol version go.
func (p *parser) requestLineOf(b *block) (RequestLine, bool) {
	m := requestLine.FindStringSubmatch(b.text)
	if m == nil {
		return RequestLine{}, false
	}
	path := requestTarget(m[2])
	path = hostPart.ReplaceAllString(path, "")
	if rest := hostless.FindString(path); rest != "" {
		path = path[len(rest)-1:]
	}
	if !strings.HasPrefix(path, "/") || strings.ContainsAny(path, " \t") {
		return RequestLine{}, false
	}
	return RequestLine{Method: m[1], Path: path, Line: b.number()}, true
}

// requestTarget drops the protocol version and joins a target that was broken
// at one of its delimiters.
func requestTarget(text string) string {
	words := strings.Fields(text)
	if last := len(words) - 1; last > 0 && strings.HasPrefix(words[last], "HTTP/") {
		words = words[:last]
	}
	var target strings.Builder
	for i, word := range words {
		broken := i > 0 && (strings.ContainsAny(word[:1], "?&/={") || strings.HasSuffix(words[i-1], "&") || strings.HasSuffix(words[i-1], "?"))
		if i > 0 && !broken {
			target.WriteByte(' ')
		}
		target.WriteString(word)
	}
	return target.String()
}

// request reads one block of the section Request Parameters.
func (p *parser) request() {
	if p.statusOfResponseAt(p.next) {
		p.section, p.seen[response] = response, true
		return
	}
	if p.tableAt(p.next) {
		p.page.Request = append(p.page.Request, p.table()...)
		return
	}
	p.page.Other = append(p.page.Other, p.take()...)
}
