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

// painter renders the exchanges of cases, in all detail, while their run goes on: they are
// most of the page, and a run waits for its target most of the time.
type painter struct {
	form  *template.Template
	cases chan *Case
	done  chan struct{}
	size  int
}

// paintAtOnce is how many cases may wait for the painter; what comes beyond is left to the
// end of the run.
const paintAtOnce = 1024

func newPainter() *painter {
	p := &painter{form: htmlForm(), cases: make(chan *Case, paintAtOnce), done: make(chan struct{})}
	go func() {
		defer close(p.done)
		for c := range p.cases {
			p.paint(c)
		}
	}()
	return p
}

// paint keeps what it renders with the case, as long as it is not more than a page has
// room for. What goes wrong is said when the page is made.
func (p *painter) paint(c *Case) {
	if p.size > maxHTML {
		return
	}
	text, err := conversation(p.form, c, details()[0], true)
	if err != nil {
		return
	}
	c.conversation = text
	p.size += len(text)
}

// add hands over a case.
func (p *painter) add(c *Case) {
	select {
	case p.cases <- c:
	default:
	}
}

// finish waits for the painter. What does not fit into a page is of no use.
func (p *painter) finish(all []*Case) {
	close(p.cases)
	<-p.done
	if p.size > maxHTML {
		for _, c := range all {
			c.conversation = ""
		}
	}
}
