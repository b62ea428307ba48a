package reports

import (
	"bytes"
	"fmt"
	"html/template"
)

// htmlMessages are the exchanges of a case as far as they are shown.
type htmlMessages struct {
	Exchanges []htmlExchange
	// Left is how many are left out.
	Left int
}

// conversation renders the exchanges of a case, which it reads.
func conversation(form *template.Template, c *Case, d detail, whole bool) (template.HTML, error) {
	of, err := c.whole()
	if err != nil {
		return "", err
	}
	var shown htmlMessages
	if of.Wrong() || d.passed {
		for _, ex := range of.Exchanges {
			shown.Exchanges = append(shown.Exchanges, htmlExchangeOf(ex, of, d, whole))
		}
	} else {
		shown.Left = len(of.Exchanges)
	}
	var text bytes.Buffer
	if err := form.ExecuteTemplate(&text, "conversation", shown); err != nil {
		return "", fmt.Errorf("exchanges of case %s: %w", c.ID, err)
	}
	return template.HTML(text.String()), nil //nolint:gosec // escaped by the template
}
