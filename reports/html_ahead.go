package reports

import (
	"bytes"
	"fmt"
	"html/template"
	"runtime"
)

// painted is a case as HTML, which is there once done is closed.
type painted struct {
	html template.HTML
	err  error
	done chan struct{}
	// place is freed when the page has taken it.
	place <-chan struct{}
}

// Painted waits until the case is there as HTML.
func (c htmlCase) Painted() (template.HTML, error) {
	<-c.painted.done
	<-c.painted.place
	return c.painted.html, c.painted.err
}

// paintAhead renders the cases of a page beside it, a few before the page comes to them:
// they are most of it, and no case needs another. The page has to take them in their
// order, or stop.
func paintAhead(form *template.Template, sections []htmlSection) (stop func()) {
	places := make(chan struct{}, 4*runtime.GOMAXPROCS(0))
	var all []*htmlCase
	for _, section := range sections {
		for _, group := range section.Groups {
			for _, list := range [][]htmlCase{group.Cases, group.Folded} {
				for i := range list {
					list[i].form, list[i].painted = form, &painted{done: make(chan struct{}), place: places}
					all = append(all, &list[i])
				}
			}
		}
	}
	stopped := make(chan struct{})
	go func() {
		for _, c := range all {
			select {
			case places <- struct{}{}:
				go c.paint()
			case <-stopped:
				return
			}
		}
	}()
	return func() { close(stopped) }
}

func (c *htmlCase) paint() {
	defer close(c.painted.done)
	if text := c.of.painted; text != "" && !c.Open && c.whole && c.detail == details()[0] {
		c.painted.html, c.of.painted = text, "" // the page has it
		return
	}
	c.painted.html, c.painted.err = c.rendered(new(bytes.Buffer))
}

// rendered is the case as HTML. The text is empty before.
func (c *htmlCase) rendered(text *bytes.Buffer) (template.HTML, error) {
	if err := c.form.ExecuteTemplate(text, "case", c); err != nil {
		return "", fmt.Errorf("case %s: %w", c.ID, err)
	}
	return template.HTML(text.String()), nil //nolint:gosec // escaped by the template
}
