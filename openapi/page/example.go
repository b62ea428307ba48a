package page

import (
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
)

// examples reads the examples of one section, line by line: blank lines can
// stand within a body, and a body's end may have no blank line below it.
func (p *parser) examples() {
	r := &exampleReader{p: p, responses: p.section == exampleResponses}
	for ; p.next < len(p.blocks); p.next++ {
		if s, ok := p.headingAt(p.next); ok && p.endsExamples(s) {
			break
		}
		for _, l := range p.blocks[p.next].lines {
			r.line(l)
		}
	}
	r.end()
}

// endsExamples reports whether a heading, which could be a caption, ends the
// section.
func (p *parser) endsExamples(s section) bool {
	above := p.blocks[p.next-1].lines
	if p.section == exampleResponses && s == response && isStatusLine(above[len(above)-1]) {
		return false // "Response", the phrase of the status above
	}
	return (titleCase(p.blocks[p.next].text) || p.lowerHeadingAt(p.next, s)) && p.fitsHeading(s, min(p.next+1, len(p.blocks)-1), nil)
}

// exampleReader collects the lines of examples.
type exampleReader struct {
	p         *parser
	responses bool // reads examples of responses, not of requests

	statuses []int
	phrase   string
	caption  []Text
	request  *RequestLine
	headers  []string
	started  int // line of the request line
	body     []line
	depth    int  // open brackets in body
	open     bool // within a body
	json     bool
	indent   int // of the caption or status above
}

func (r *exampleReader) line(l line) {
	if r.open {
		if !r.ends(l) {
			r.add(l)
			return
		}
		r.emit()
	}
	r.outside(l)
}

// outside reads a line that is in no body.
func (r *exampleReader) outside(l line) {
	statuses, phrase, heading := statusHeading(l.text)
	method := requestLine.FindStringSubmatch(l.text)
	switch {
	case heading && r.responses:
		r.emit()
		r.orphan()
		r.statuses, r.phrase, r.indent = statuses, phrase, l.indent
	case bodyStart(l):
		r.open, r.json = true, strings.ContainsAny(l.text[:1], `{["`)
		r.add(l)
	case method != nil && isTarget(method[2]):
		r.emit()
		r.request = &RequestLine{Method: method[1], Path: requestTarget(method[2]), Line: l.number}
		r.started = l.number
	case r.request != nil && !l.opens && !l.bullet && headerLine.MatchString(l.text):
		r.headers = append(r.headers, l.text)
	case r.request != nil && !l.opens && !l.bullet && len(r.headers) == 0 && len(r.request.Path) < maxTarget && !strings.Contains(l.text, " "):
		r.request.Path += l.text // a long address, broken
	case r.request != nil && !l.bullet && (len(r.headers) > 0 && headerLine.MatchString(l.text) || knownHeader.MatchString(l.text)):
		r.headers = append(r.headers, l.text)
	case r.request != nil && !l.bullet && partLabel.MatchString(l.text):
		r.other(l)
	case lineNumber.MatchString(l.text) && !l.bullet:
		r.other(l) // of a listing, printed beside it
	case nothing(l.text) && !l.bullet:
		r.emit()
		r.orphan()
		r.other(l)
	default:
		r.text(l)
	}
}

var (
	lineNumber  = lazyregexp.New(`^\d{1,4}$`)
	headerLine  = lazyregexp.New(`^[A-Za-z][A-Za-z0-9-]*: ?\S`)
	placeholder = lazyregexp.New(`^\{[\w -]+\}/`) // {endpoint}/v2/…
	knownHeader = lazyregexp.New(`^(?i:content-type|content-length|x-[a-z-]+|host|authorization|accept|date|user-agent|connection|cache-control): ?\S`)
	partLabel   = lazyregexp.New(`^(?i:(?:request )?(?:message )?(?:headers?|body)) ?:?$`)
	targetStart = lazyregexp.New(`^(?i:https?://|/|\{)`)
)

// maxTarget bounds an address that is printed on several lines.
const maxTarget = 4096

// isTarget tells a request line from a caption such as "GET the instance".
func isTarget(text string) bool { return targetStart.MatchString(text) || hostless.MatchString(text) }

// bodyStart reports whether a body begins: JSON, XML or a multipart form.
func bodyStart(l line) bool {
	if l.bullet {
		return false
	}
	switch l.text[0] {
	case '{', '[':
		return !placeholder.MatchString(l.text)
	case '"':
		return len(l.text) > 1 && strings.HasSuffix(strings.TrimSuffix(l.text, ","), `"`)
	case '<':
		return strings.HasSuffix(l.text, ">")
	case '-':
		return strings.HasPrefix(l.text, "--")
	}
	return false
}

// ends reports whether a line is no longer of the open body.
func (r *exampleReader) ends(l line) bool {
	if r.json && r.depth <= 0 {
		return true
	}
	outer := l.indent <= r.indent && (l.bullet || r.responses && isStatusLine(l))
	return outer || r.json && l.indent < r.body[0].indent && (l.bullet || isStatusLine(l))
}

func isStatusLine(l line) bool {
	_, _, ok := statusHeading(l.text)
	return ok
}

// add adds a line to the body.
func (r *exampleReader) add(l line) {
	r.body = append(r.body, l)
	r.depth += brackets(l.text)
}

// brackets counts opened less closed brackets outside of strings. A string
// ends with its line at the latest.
func brackets(text string) int {
	depth := 0
	quoted := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		}
	}
	return depth
}

// text reads a phrase or a caption. Prose below a request line ends its
// example.
func (r *exampleReader) text(l line) {
	if r.request != nil {
		r.emit()
	}
	if r.responses && len(r.statuses) > 0 && r.phrase == "" && !l.bullet && len(r.caption) == 0 {
		r.phrase = l.text
		return
	}
	if l.bullet {
		r.orphan()
		r.indent = l.indent
	}
	r.caption = append(r.caption, Text{Text: l.text, Line: l.number, Section: r.p.heading, Bullet: l.bullet})
}

// other keeps a line that belongs to no example.
func (r *exampleReader) other(l line) {
	r.p.page.Other = append(r.p.page.Other, Text{Text: l.text, Line: l.number, Section: r.p.heading, Bullet: l.bullet})
}

// orphan keeps captions that no example followed.
func (r *exampleReader) orphan() {
	r.p.page.Other = append(r.p.page.Other, r.caption...)
	r.caption = nil
}

// emit ends the current example, if there is one.
func (r *exampleReader) emit() {
	if r.request == nil && len(r.body) == 0 {
		return
	}
	e := Example{Request: r.request, Headers: r.headers, Body: bodyText(r.body), Printed: r.p.printedText(r.body)}
	if r.request != nil {
		e.Line = r.request.Line
	} else {
		e.Line = r.body[0].number
	}
	captions := make([]string, len(r.caption))
	for i, t := range r.caption {
		captions[i] = t.Text
	}
	e.Caption = strings.Join(captions, " ")
	if r.responses {
		e.Phrase = r.phrase
	}
	r.keep(e)
	r.request, r.headers, r.body, r.caption, r.depth, r.open = nil, nil, nil, nil, 0, false
}

func (r *exampleReader) keep(e Example) {
	switch {
	case !r.responses:
		r.p.page.RequestExamples = append(r.p.page.RequestExamples, e)
	case len(r.statuses) == 0:
		r.p.statusless = append(r.p.statusless, e)
	default:
		for _, status := range r.statuses {
			e.Status = status
			r.p.page.ResponseExamples = append(r.p.page.ResponseExamples, e)
		}
	}
}

// end ends the section.
func (r *exampleReader) end() {
	r.emit()
	r.orphan()
}

// printedText is what stands in the file from the first line of a body to its
// last, without the common indentation.
func (p *parser) printedText(body []line) string {
	if len(body) == 0 {
		return ""
	}
	lines := slices.Clone(p.printed[body[0].number-1 : body[len(body)-1].number])
	common := commonIndent(body)
	for i := range lines {
		lines[i] = cutIndent(lines[i], common)
	}
	return strings.Join(lines, "\n")
}

func commonIndent(lines []line) int {
	common := lines[0].indent
	for _, l := range lines {
		common = min(common, l.indent)
	}
	return common
}

// bodyText joins the lines of a body, without their common indentation and
// with the blank lines between them.
func bodyText(lines []line) string {
	if len(lines) == 0 {
		return ""
	}
	common := commonIndent(lines)
	var text strings.Builder
	for i, l := range lines {
		if i > 0 {
			text.WriteString(strings.Repeat("\n", l.number-lines[i-1].number))
		}
		text.WriteString(cutIndent(l.raw, common))
	}
	return text.String()
}

// cutIndent removes columns of indentation.
func cutIndent(raw string, columns int) string {
	for columns > 0 && raw != "" {
		switch raw[0] {
		case ' ':
			columns--
		case '\t':
			columns -= tabWidth
		default:
			return raw
		}
		raw = raw[1:]
	}
	return raw
}
