package derive

import (
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
	"github.com/apigspec/apigspec/openapi/page"
)

// What pages state in prose only: what an operation does, and that it does so at
// once. See prescription.go for the one allowed value of a parameter.

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
