package reports

import (
	"bytes"
	"html/template"
)

// painter renders cases, in all detail, while their run goes on: they are most of the page,
// and a run waits for its target most of the time.
type painter struct {
	form *template.Template
	// shown is set before the first case comes.
	shown *htmlShown
	cases chan *Case
	done  chan struct{}
	// size is how much is painted, text what is being painted.
	size int
	text bytes.Buffer
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
	shown := p.shown.caseOf(c, true)
	shown.form = p.form
	p.text.Reset()
	text, err := shown.rendered(&p.text)
	if err != nil {
		return
	}
	c.painted = text
	p.size += len(text)
}

// paintedSize is how much of a page is painted.
func paintedSize(all []*Case) int {
	size := 0
	for _, c := range all {
		size += len(c.painted)
	}
	return size * 11 / 10 // the rest of the page is a tenth of it
}

// add hands over a case of a run.
func (p *painter) add(meta Meta, c *Case) {
	if p.shown == nil {
		shown := newHTMLShown(Run{Meta: meta, clauses: clausesByID(meta.Operations)}, details()[0])
		p.shown = &shown
	}
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
			c.painted = ""
		}
	}
}
