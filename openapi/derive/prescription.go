package derive

import (
	"slices"
	"strconv"
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
	"github.com/apigspec/apigspec/openapi/page"
)

// A prescription is the one value that the prose of a row allows: "The value
// must be delete." It is read if the sentence has no condition, no other
// sentence names another value, and the word can hardly describe the value
// instead ("The value must be sorted.").
type prescription struct {
	value string // empty if there is none
	// unread are sentences that seem to prescribe a value, and are not read.
	unread []page.Text
}

const (
	valuePhrase = `(?:(?:(?:the|its) )?value (?:(?:must|can only) be(?: set to)?|is (?:fixed (?:to|at)|always))` +
		`|(?:this (?:parameter|field)|it) (?:must be set to|is fixed (?:to|at))|fixed value[:：])`
	harmlessLead = `(?:(?:note|currently|at present)[,:] (?:that )?|note that )`
)

var (
	prescribes = lazyregexp.New(`(?i)^(.*?)\b` + valuePhrase + `\s+(\S.*?)[.。]?$`)
	harmless   = lazyregexp.New(`(?i)^` + harmlessLead + `?$`)
	// suggests is what names a value and may mean one among others.
	suggests = lazyregexp.New(`(?i)^(?:the value is|(?:this parameter|this field|it) (?:must|can only) be|value\s*[:：]|set (?:this parameter|this field|the value|it) to)\s+(\S.*?)[.。]?$`)
	// condition opens what limits the words behind it, or in front of it.
	condition = lazyregexp.New(`(?i)^(?:if|when|where|while|unless|for|in|with|only|once|after|before|otherwise|by default)\b`)

	quotedToken = lazyregexp.New("^(?:[\"“'`]([^\"“”'`]+)[\"”'`]|\\*{1,2}([^*\\s]+)\\*{1,2}|<(?:b|strong|code|i|em)>([^<>]+)</\\w+>)$")
	plainToken  = lazyregexp.New(`^[A-Za-z0-9_*/.@$+-][^\s,;()（）<>"“”'` + "`" + `]*$`)
)

// prescribed reads what the row's prose prescribes. The page's examples and
// request line help to tell a value from a word of prose.
func prescribed(p *page.Page, r page.Row) prescription {
	var read prescription
	var values []string
	unconditional := false
	var candidates []page.Text
	lead := ""
	for _, t := range r.Description {
		for _, sentence := range sentences(t.Text) {
			found := candidateOf(sentence)
			if found.token == "" {
				continue
			}
			quote := page.Text{Text: sentence, Line: t.Line}
			conditional := found.conditional || strings.HasSuffix(lead, ":") && condition.MatchString(lead)
			switch {
			case isValue(p, r, found):
				candidates = append(candidates, quote)
				unconditional = unconditional || !conditional
				if !slices.Contains(values, found.token) {
					values = append(values, found.token)
				}
			case !conditional && !notValues[strings.ToLower(found.token)]:
				read.unread = append(read.unread, quote)
			}
		}
		if !t.Bullet {
			lead = t.Text
		}
	}
	if len(values) == 1 && unconditional {
		read.value = values[0]
	} else {
		read.unread = append(candidates, read.unread...)
	}
	return read
}

// sentences cuts a paragraph behind its full stops.
func sentences(text string) []string {
	var all []string
	for text != "" {
		end := len(text)
		for i, r := range text {
			after := text[i+len(string(r)):]
			if r == '。' || strings.ContainsRune(".!?", r) && (after == "" || after[0] == ' ') {
				end = len(text) - len(after)
				break
			}
		}
		if sentence := strings.TrimSpace(text[:end]); sentence != "" {
			all = append(all, sentence)
		}
		text = text[end:]
	}
	return all
}

// candidate is what a sentence may prescribe.
type candidate struct {
	token               string // empty if the sentence names no value
	quoted, conditional bool
}

func candidateOf(sentence string) candidate {
	var c candidate
	var rest string
	if m := prescribes.FindStringSubmatch(sentence); m != nil {
		c.conditional, rest = !harmless.MatchString(m[1]), m[2]
	} else if m := suggests.FindStringSubmatch(sentence); m != nil && !strings.Contains(m[1], " ") {
		c.conditional, rest = true, m[1]
	} else {
		return candidate{}
	}
	if first, more, several := strings.Cut(rest, " "); several && !quotedToken.MatchString(rest) {
		// "X if …", "X (…)" and "X, which …" name a value, "the name of …" does not.
		word, comma := strings.CutSuffix(first, ",")
		if !comma && !condition.MatchString(more) && !strings.HasPrefix(more, "(") || comma && !strings.HasPrefix(more, "wh") {
			return candidate{}
		}
		c.conditional, rest = true, word
	}
	if m := quotedToken.FindStringSubmatch(rest); m != nil {
		c.token, c.quoted = m[1]+m[2]+m[3], true
	} else if plainToken.MatchString(rest) && !strings.HasSuffix(rest, ":") {
		c.token = rest
	}
	return c
}

// isValue reports whether a token is a value rather than a word that describes
// one: it is in quotation marks, of the row's own type, written like code, what
// to do, what the page enumerates or shows, or any word of a parameter that says
// what to do.
func isValue(p *page.Page, r page.Row, c candidate) bool {
	switch r.Parsed.Innermost().Kind {
	case "integer", "long":
		_, err := strconv.ParseInt(strings.ReplaceAll(c.token, ",", ""), 10, 64)
		return err == nil
	case "number", "float", "double":
		return isJSONNumber(c.token)
	case "boolean":
		return strings.EqualFold(c.token, "true") || strings.EqualFold(c.token, "false")
	}
	lower := strings.ToLower(c.token)
	return c.quoted || !notValues[lower] && !typeNames[lower] && (looksLikeCode(c.token) || tellsDeed.MatchString(r.Name)) || deeds[lower] ||
		slices.Contains(r.Enumeration, c.token) || !notValues[lower] && slices.Contains(shownValues(p, r.Name), c.token)
}

// tellsDeed is a name of what says what to do.
var tellsDeed = lazyregexp.New(`(?i)(?:^|_)(?:action|operation|command|method)$`)

var (
	mediaOrPath = lazyregexp.New(`^(?:application|audio|font|image|multipart|text|video)/|^/|://`)
	rangeOnly   = lazyregexp.New(`^\d[\d,.]*[-–~]\d[\d,.]*$`)
	described   = lazyregexp.New(`^[^_./*:]*-[a-z]{3,}$`)                                           // 32-digit, URL-encoded
	codeSigns   = lazyregexp.New(`[\d_.*:]|[a-z][A-Z]|^[A-Z]+(?:-[A-Z]+)*$|^[a-z]{2}-[A-Za-z]{2}$`) // en-us
)

// looksLikeCode reports whether a token is written as words of prose are not.
func looksLikeCode(token string) bool {
	if strings.Contains(token, "/") { // "read/write" are two
		return mediaOrPath.MatchString(token)
	}
	return codeSigns.MatchString(token) && !rangeOnly.MatchString(token) && !described.MatchString(token)
}

// shownValues are the values that the page's examples and request lines show
// for a parameter or member.
func shownValues(p *page.Page, name string) []string {
	_, query, _ := strings.Cut(p.URI.Path, "?")
	all := []string{valueInQuery(query, name)}
	for _, e := range slices.Concat(p.RequestExamples, p.ResponseExamples) {
		if e.Request != nil {
			_, query, _ := strings.Cut(e.Request.Path, "?")
			all = append(all, valueInQuery(query, name), valueInHeaders(e.Headers, name))
		}
		if v, err := parseJSON(e.Body); err == nil {
			walkMembers(v, name, func(text string) { all = append(all, text) })
		}
	}
	return all
}

// walkMembers visits the texts of the members of a name, at whatever depth.
func walkMembers(v any, name string, visit func(string)) {
	switch v := v.(type) {
	case list:
		for _, item := range v {
			walkMembers(item, name, visit)
		}
	case *object:
		for _, m := range v.members {
			if m.key == name {
				walkStrings(m.value, func(_, text string) { visit(text) })
			}
			walkMembers(m.value, name, visit)
		}
	}
}

// deeds are what an operation can be told to do, and the states that come of
// it: "must be delete" says nothing about a value but which it is.
var deeds = wordSet(`delete remove create add update modify bind unbind attach detach associate disassociate
	enable disable start stop restart reboot pause resume lock unlock publish release cancel online offline true false`)

// typeNames are names of types and formats that are written like code.
var typeNames = wordSet(`ascii base32 base64 camelcase ccm cidr csv der dns e.164 fqdn gbk gmt guid hex html int32 int64 ip ipv4 ipv6
	iso8601 iso-8601 json kebab-case md5 nil null pem pkcs8 rfc3339 sha1 sha-1 sha256 sha-256 sha512 sha-512 snake_case
	unicode uri url utc utf8 utf-8 utf-16 uuid uuids x.509 xml yaml id`)

// notValues are words that "must be" describes a value with. Of others like
// them a note says that they are not read.
var notValues = wordSet(`unique positive numeric integer integers valid lowercase uppercase encoded specified consistent different
	json digits empty string number base64 odd even escaped unchanged set correct existing present provided given included
	non-empty hexadecimal alphanumeric letters characters ascii utf-8 url-encoded base64-encoded percent-encoded case-sensitive
	case-insensitive identical distinct nonzero non-zero non-negative negative decimal readable available configured mandatory
	required optional`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}
