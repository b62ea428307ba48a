package derive

import (
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
	"github.com/apigspec/apigspec/openapi/page"
)

// What pages state in prose only: the one allowed value of a parameter, what
// an operation does, and that it does so at once.

var prescription = lazyregexp.New(
	"(?i)\\b(?:the )?value (?:(?:must|can only) be(?: set to)?|is (?:fixed (?:to|at)|always))\\s+[\"“'`*]{0,2}([A-Za-z0-9_\\-]+)[\"”'`*]{0,2}(?:[.。]|$)")

// notValues are words that "must be" describes a value with.
var notValues = map[string]bool{
	"unique": true, "positive": true, "numeric": true, "integer": true, "integers": true, "valid": true, "lowercase": true,
	"uppercase": true, "encoded": true, "specified": true, "consistent": true, "different": true, "json": true, "digits": true,
	"empty": true, "string": true, "number": true, "base64": true, "odd": true, "even": true, "escaped": true, "unchanged": true,
	"set": true, "correct": true, "existing": true, "present": true, "provided": true, "given": true, "included": true, "non-empty": true,
	"hexadecimal": true, "alphanumeric": true, "letters": true, "characters": true, "ascii": true, "utf-8": true, "url-encoded": true,
	"base64-encoded": true, "percent-encoded": true, "case-sensitive": true, "case-insensitive": true, "identical": true, "distinct": true,
	"nonzero": true, "non-zero": true, "non-negative": true, "negative": true, "decimal": true, "readable": true, "available": true,
}

// prescribedValue is the value of "The value must be delete."; empty if the
// description has no such sentence.
func prescribedValue(r page.Row) string {
	for _, t := range r.Description {
		match := prescription.FindStringSubmatch(t.Text)
		if match == nil || notValues[strings.ToLower(match[1])] {
			continue
		}
		return match[1]
	}
	return ""
}

// statement is one paragraph or bullet under Function or Constraints.
type statement struct {
	id, kind string // kind: effect, immediate, statement
	topic    string // function or constraints
	text     page.Text
}

func statementsOf(p *page.Page) []statement {
	var all []statement
	used := map[string]bool{}
	add := func(topic, kind, id string, text page.Text) {
		for n := 2; used[topic+"/"+id]; n++ {
			id = strings.TrimSuffix(id, "-"+itoa(n-1)) + "-" + itoa(n)
		}
		used[topic+"/"+id] = true
		all = append(all, statement{id: id, kind: kind, topic: topic, text: text})
	}
	immediate := false
	for _, section := range []struct {
		topic string
		texts []page.Text
	}{{"function", p.Function}, {"constraints", p.Constraints}} {
		for i, t := range section.texts {
			atOnce := saysImmediately(t.Text) && !immediate
			switch {
			case strings.TrimSpace(t.Text) == "":
			case section.topic == "function" && i == 0:
				add(section.topic, "effect", "effect", t)
				if atOnce {
					add(section.topic, "immediate", "immediate", t)
				}
			case atOnce:
				add(section.topic, "immediate", "immediate", t)
			default:
				add(section.topic, "statement", slug(t.Text, 8), t)
			}
			immediate = immediate || atOnce
		}
	}
	return all
}

// saysImmediately reports whether a sentence says that something is so at once, and not
// that it is not.
func saysImmediately(text string) bool {
	for sentence := range strings.SplitSeq(strings.ToLower(text), ". ") {
		if strings.Contains(sentence, "immediately") && !negation.MatchString(sentence) {
			return true
		}
	}
	return false
}

var negation = lazyregexp.New(`\b(?:not|no|never|cannot|without)\b|n't\b`)

// slug makes a readable, URL-safe name of the first words of a text.
func slug(text string, words int) string {
	fields := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	if len(fields) > words {
		fields = fields[:words]
	}
	if len(fields) == 0 {
		return "text"
	}
	return strings.Join(fields, "-")
}

// prose joins paragraphs and bullets into Markdown.
func prose(texts []page.Text) string {
	var b strings.Builder
	for i, t := range texts {
		if i > 0 {
			b.WriteByte('\n')
			if !t.Bullet || !texts[i-1].Bullet {
				b.WriteByte('\n')
			}
		}
		if t.Bullet {
			b.WriteString("- ")
		}
		b.WriteString(t.Text)
	}
	return b.String()
}
