package derive

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
	"github.com/apigspec/apigspec/openapi/page"
)

// Facts that a page states in words only. A wrong fact makes a right gateway
// fail, and a sentence may hold for some requests, or for another thing than
// its row; so sentences are not read, but none is passed over in silence.

// aspect is what a sentence states about a value.
type aspect struct {
	name string
	// remedy is what to write so that it is read; empty if nothing is.
	remedy string
	// words are what such sentences say.
	words []*lazyregexp.Regexp
}

const (
	amount   = `-?\d[\d,]*`
	inWords  = `(?:one|two|three|four|five|six|seven|eight|nine|ten|twenty|fifty|a hundred)\b`
	wordList = `\S+(?:, \S+)*,? (?:and|or) \S+[.。]?$`
)

var (
	bounds = []*lazyregexp.Regexp{
		lazyregexp.New(`(?i)\b(?:max(?:imum)?|min(?:imum)?|length|size)\b[^.]*\d`),
		lazyregexp.New(`(?i)\b(?:at most|at least|up to|exactly|longer than|shorter than|(?:no|not) (?:more|less|fewer) than|(?:more|less|fewer|greater|larger|smaller) than|` +
			`(?:cannot|can not|must not|may not|not) exceed|limited to)(?: or equal to)?(?: a total of)? (?:` + amount + `|` + inWords + `)`),
		lazyregexp.New(`(?i)\b(?:maximum|minimum) of ` + inWords + `|^only one \w+ (?:is|can be|may be) (?:allowed|supported|specified|sent|set)\b`),
		lazyregexp.New(`(?i)(?:>=|<=|≥|≤) ?` + amount + `|^[\[(]?` + amount + ` ?(?:to|-|–|—|~) ?` + amount + `[\])]?[.。]?$`),
		lazyregexp.New(`(?i)\branges? (?:is )?(?:from )?\[?` + amount + `|\b(?:between|from) ` + amount + ` (?:and|to) ` + amount),
		lazyregexp.New(`(?i)\b` + amount + ` ?(?:to|-|–|—|~) ?` + amount + ` (?:characters?|bytes?|digits?|letters?|items?|elements?|entries|records|values|ids?)\b`),
		lazyregexp.New(`(?i)(?:\b(?:contains?|containing|consists? of|consisting of|enter|has|have|be|is|of) |^\(?)` + amount + ` (?:characters?|bytes?|digits?|letters?|items?|elements?)\b`),
		lazyregexp.New(`(?i)\b\d[\d,]*-(?:character|byte|digit|letter)s?\b`),
		lazyregexp.New(`(?i)\bat least one\b|\b(?:cannot|can not|must not|may not) be (?:empty|blank|null|left (?:blank|empty))\b|\b(?:positive|negative|non-?negative) (?:integer|number)`),
		lazyregexp.New(`(?i)^(?:value range|range|length|quantity|number of \w+)\s*[:：].*\d`),
	}
	defaults = []*lazyregexp.Regexp{
		lazyregexp.New(`(?i)\bdefault(?:s)?(?: value)?(?: of [\w ]+)?(?:\s*[:：]\s*\S| is\b| to\b| being\b)|\b(?:by|as the) default\b`),
		lazyregexp.New(`(?i)^\S+ ?[(（](?:the )?default(?: value)?[)）]`),
		lazyregexp.New(`(?i)^if (?:(?:(?:this|the) (?:parameter|field|value)|it) (?:is )?)?(?:omitted|unspecified|empty|not (?:specified|set|given|provided|passed|transferred)|left (?:blank|empty|out)),` +
			` (?:the (?:default )?value )?\S+ (?:is|will be) (?:used|taken|applied|assumed)\b`),
	}
	choices = []*lazyregexp.Regexp{
		lazyregexp.New(`(?i)^(?:the )?(?:value |possible |valid |available |allowed |supported )?(?:options|values|value (?:can|may) be)(?: are| include| can be| may be| is)?(?: as follows| one of the following| the following)?\s*[:：]`),
		lazyregexp.New(`(?i)\b(?:options|(?:possible|valid|available|allowed|supported) values) (?:are|include) .*(?:,| and | or )`),
		lazyregexp.New(`(?i)\bvalue (?:(?:can|may|must)(?: only)? be(?: set to)?|is) (?:either |one of )?\S+(?:,? (?:and|or))?(?: \S+,?)?(?: \S+,?)? ?\b(?:and|or) \S+[.。]?$`),
		lazyregexp.New(`(?i)\bvalues? (?:(?:can|may|must)(?: only)? be(?: set to)?|is|are) (?:either |one of )?\S+, ` + wordList),
		lazyregexp.New(`(?i)\b(?:choose|select)(?: it)? (?:from|between|one of) ` + wordList),
		lazyregexp.New(`(?i)^(?:it is |it must be |must be )?one of(?: the following)?\s*[:：]|^values?\s*[:：]\s*\S+(?:(?:, ?| or | and | ?/ ?| ?\| ?)\S+)+[.。]?$`),
		lazyregexp.New(`(?i)^(?:(?:currently|at present|now),? )?only (?:(?:the )?value )?\S+(?:(?:, | and | or |, and )\S+)* (?:is|are) (?:supported|allowed|accepted|valid)`),
	}
	patterns = []*lazyregexp.Regexp{
		lazyregexp.New(`(?i)^(?:regex|regexp|regular expression|pattern|regex(?:p)? pattern)\s*[:：].*[\[\\^$]|\bmatch(?:es)? (?:\S+ )*(?:regular expression\b|[\[\^])`),
		lazyregexp.New(`(?i)\b(?:start|begin)(?:s|ing)? with (?:an? )?(?:letters?|digits?|uppercase|lowercase|underscores?)\b`),
		lazyregexp.New(`(?i)\b(?:only|consists? of|contains?)(?: only)?(?: uppercase| lowercase| english)* (?:letters|digits)\b|^only (?:letters|digits)\b`),
	}
	farewells = []*lazyregexp.Regexp{
		lazyregexp.New(`(?i)^\(?(?:deprecated|obsolete|discarded)\b`),
		lazyregexp.New(`(?i)^(?:this (?:parameter|field|attribute|member|value|api|operation|interface)|it)\b.*\b(?:deprecated|obsolete|discarded|discontinued|not recommended|no longer (?:used|supported|recommended))\b`),
	}
)

// aspectsOf are the aspects that sentences about a row may state, apart from
// those that the row states so that they are read.
func aspectsOf(r page.Row) []aspect {
	kind := r.Parsed.Innermost()
	bound := aspect{"a bound", `"Minimum: 1" and "Maximum: 64", or those of them that are meant`, bounds}
	if r.Parsed.Kind == "array" {
		bound.remedy = `"Array Length: 1 - 20" (or "up to 20")`
	}
	all := []aspect{{"a deprecation", "", farewells}}
	if kind.Kind != "boolean" && (kind.Kind != "model" || r.Parsed.Kind == "array") {
		all = append(all, bound, aspect{"a pattern", "", patterns})
	}
	if r.Default == "" {
		all = append(all, aspect{"a default", `"Default: " and the value`, defaults})
	}
	if len(r.Enumeration) == 0 && kind.Kind != "boolean" {
		all = append(all, aspect{"the values", `"Enumeration values:" above a list of them`, choices})
	}
	return all
}

// prose reports what the rows of the page, and its own texts, state in words
// only: one note for each row.
func (n *noter) prose() {
	for _, t := range tablesOf(n.draft.page) {
		for _, r := range t.Rows {
			n.proseOf(r)
		}
	}
	for _, t := range slices.Concat([]page.Text{n.draft.page.Title}, n.draft.page.Function, n.draft.page.Constraints) {
		if says(t.Text, farewells) || t == n.draft.page.Title && strings.HasSuffix(strings.ToLower(t.Text), "(deprecated)") {
			n.add("deprecation-not-read", "", t.Line, fmt.Sprintf("The page says: %q.", shortened(t.Text)),
				"It is not part of the contract.", "A deprecated operation answers as before.")
			return
		}
	}
}

func (n *noter) proseOf(r page.Row) {
	var quotes, names, remedies []string
	line := 0
	quote := func(t page.Text, name, remedy string) {
		if text := fmt.Sprintf("%q", shortened(t.Text)); !slices.Contains(quotes, text) {
			quotes = append(quotes, text)
		}
		names, remedies = append(names, name), append(remedies, remedy)
		if line == 0 || t.Line < line {
			line = t.Line
		}
	}
	for _, t := range r.Unread {
		quote(t, "a labeled value", "the label with a plain value behind it")
	}
	value := prescribed(n.draft.page, r)
	for _, t := range value.unread {
		quote(t, "the one value", `"The value must be …" without a condition, and the value in quotation marks`)
	}
	quoted := func(t page.Text) bool {
		return slices.ContainsFunc(r.Unread, func(u page.Text) bool { return u.Line == t.Line })
	}
	aspects := aspectsOf(r)
	for _, t := range r.Description {
		for _, sentence := range sentences(t.Text) {
			for _, a := range aspects {
				known := a.name == "the values" && value.value != "" || a.name == "a bound" && readAlready(sentence, r)
				if !known && !quoted(t) && says(sentence, a.words) {
					quote(page.Text{Text: sentence, Line: t.Line}, a.name, a.remedy)
				}
			}
		}
	}
	if sizedType.MatchString(r.Type) {
		quote(page.Text{Text: r.Type, Line: r.Line}, "a length", `"Maximum: 64"`)
	}
	if len(quotes) == 0 {
		return
	}
	decision := "It is not part of the contract."
	if remedies = distinct(remedies); len(remedies) > 0 {
		decision += " To have it read, write " + strings.Join(remedies, "; ") + ", on a line of its own."
	}
	n.add("row-not-read", r.Name, line,
		fmt.Sprintf("Not read of the row %s, which states %s: %s.", r.Name, strings.Join(distinct(names), ", "), strings.Join(quotes, ", ")),
		decision, "A sentence may hold for some requests only; a wrong fact would make a right gateway fail.")
}

// sizedType is a String with its length.
var sizedType = lazyregexp.New(`^(?i:string|varchar|char)\s*[(（]\s*\d+`)

// saysNothing is a sentence that states no fact after all: it names no default, or what
// is allowed besides because it is converted.
var saysNothing = lazyregexp.New(`(?i)\bdefault(?: value)?(?:\s*[:：]| is) ?(?:none|n/a|null|-|empty|not involved|left blank)[.]?$|\bconverted\b`)

// says reports whether a sentence has some of the words.
func says(sentence string, words []*lazyregexp.Regexp) bool {
	return !saysNothing.MatchString(sentence) && slices.ContainsFunc(words, func(w *lazyregexp.Regexp) bool { return w.MatchString(sentence) })
}

var numberInProse = lazyregexp.New(`\d[\d,]*`)

// readAlready reports whether a row's labeled lines state every number of a
// sentence about its bounds.
func readAlready(sentence string, r page.Row) bool {
	known := append([]string{strings.TrimLeft(r.Minimum, "-"), strings.TrimLeft(r.Maximum, "-"), r.Default}, r.Enumeration...)
	for _, length := range []*int64{r.MinLength, r.MaxLength, r.MinItems, r.MaxItems} {
		if length != nil {
			known = append(known, itoa(int(*length)))
		}
	}
	numbers := numberInProse.FindAllString(sentence, -1)
	if len(numbers) == 0 {
		return r.Minimum != "" || r.MinLength != nil || r.MinItems != nil
	}
	return !slices.ContainsFunc(numbers, func(n string) bool {
		return !slices.Contains(known, strings.TrimRight(strings.ReplaceAll(n, ",", ""), ","))
	})
}

// distinct leaves out what is empty or said before.
func distinct(texts []string) []string {
	var all []string
	for _, text := range texts {
		if text != "" && !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return all
}

// shortened is the beginning of a text, as long as a note can quote.
func shortened(text string) string {
	const limit = 160
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return text
}
