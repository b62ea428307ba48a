package reports

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io"
	"math"
)

// The report's parts. They are files so that editors and linters know them.
var (
	//go:embed report.gohtml
	reportTemplate string
	//go:embed report.css
	reportCSS string
	//go:embed report.js
	reportJS string
)

// maxHTML is the size from which a report is made again with less of the
// passed cases' exchanges, in bytes. A browser opens five megabytes of closed
// details without a pause; the event log has what is left out.
const maxHTML = 4_500_000

// WriteHTML renders the run as one page that needs no network and no script:
// the script only filters and copies. What a gateway sent is data
// throughout: html/template escapes it, and the page's content security policy
// runs no script but the page's own, whose digest it names.
func WriteHTML(w io.Writer, run Run) error {
	form := htmlForm()
	var rendered limitedBuffer
	page, all := newPage(run), details()
	rendered.Grow(paintedSize(run.Cases) + bytes.MinRead)
	for i, detail := range all {
		rendered.Reset()
		rendered.limited = i < len(all)-1
		page.fill(run, detail)
		if rendered.limited && leastSize(page.Sections) > maxHTML {
			continue // its rows alone are too much, however little is told of the others
		}
		stop := paintAhead(form, page.Sections)
		err := form.Execute(&rendered, page)
		stop()
		if err == nil {
			break
		}
		if !errors.Is(err, errTooLarge) {
			return fmt.Errorf("render HTML report: %w", err)
		}
	}
	// The template has no control characters of its own but line ends.
	if err := writePrintable(w, rendered.Bytes()); err != nil {
		return fmt.Errorf("write HTML report: %w", err)
	}
	return nil
}

// htmlForm is the template of the page. Each caller has one of its own.
func htmlForm() *template.Template {
	return template.Must(template.New("report").Parse(reportTemplate))
}

// limitedBuffer takes no more than maxHTML if it is limited.
type limitedBuffer struct {
	bytes.Buffer
	limited bool
}

var errTooLarge = errors.New("the page is too large")

// Write implements [io.Writer].
func (b *limitedBuffer) Write(p []byte) (int, error) {
	if b.limited && b.Len()+len(p) > maxHTML {
		return 0, errTooLarge
	}
	return b.Buffer.Write(p)
}

// detail says how much of the exchanges a report shows.
type detail struct {
	// failed and other limit the bodies of cases that failed and of all
	// others, in bytes.
	failed, other int
	// headers shows the headers of cases that did not fail.
	headers bool
	// whole is how many cases of a section show their exchanges whole; those
	// after them show one line for each.
	whole int
	// passed shows the exchanges of cases that did not fail at all.
	passed bool
}

// details are tried from the richest on, until the page is small enough.
func details() []detail {
	const all = math.MaxInt
	return []detail{
		{failed: 8 << 10, other: 2 << 10, headers: true, whole: all, passed: true},
		{failed: 4 << 10, other: 512, headers: false, whole: all, passed: true},
		{failed: 2 << 10, other: 0, headers: false, whole: 200, passed: false},
	}
}

// contentSecurityPolicy allows the page's own style and script and nothing
// else: no network, no frames, no forms, no inline handlers.
func contentSecurityPolicy() string {
	digest := sha256.Sum256([]byte(reportJS))
	return fmt.Sprintf("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'",
		base64.StdEncoding.EncodeToString(digest[:]))
}
