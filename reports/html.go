package reports

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
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
// the script only filters and copies. What a gateway answered is data
// throughout: html/template escapes it, and the page's content security policy
// runs no script but the page's own, whose digest it names.
func WriteHTML(w io.Writer, run Run) error {
	page, err := template.New("report").Parse(reportTemplate)
	if err != nil {
		return fmt.Errorf("parse the template of the HTML report: %w", err)
	}
	var rendered bytes.Buffer
	for _, detail := range details() {
		rendered.Reset()
		if err := page.Execute(&rendered, newPage(run, detail)); err != nil {
			return fmt.Errorf("render HTML report: %w", err)
		}
		if rendered.Len() <= maxHTML {
			break
		}
	}
	// The template has no control characters of its own but line ends.
	if _, err := io.WriteString(w, printableLines(rendered.String())); err != nil {
		return fmt.Errorf("write HTML report: %w", err)
	}
	return nil
}

// detail says how much of an exchange a report shows.
type detail struct {
	// wrong and other limit the bodies of cases that went wrong and of all
	// others, in bytes.
	wrong, other int
	// headers shows the headers of cases that did not go wrong.
	headers bool
	// passed shows the exchanges of cases that did not go wrong at all.
	passed bool
}

// details are tried from the richest on, until the page is small enough.
func details() []detail {
	return []detail{
		{wrong: 8 << 10, other: 2 << 10, headers: true, passed: true},
		{wrong: 4 << 10, other: 512, headers: false, passed: true},
		{wrong: 1 << 10, other: 0, headers: false, passed: false},
	}
}

// contentSecurityPolicy allows the page's own style and script and nothing
// else: no network, no frames, no forms, no inline handlers.
func contentSecurityPolicy() string {
	digest := sha256.Sum256([]byte(reportJS))
	return fmt.Sprintf("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'",
		base64.StdEncoding.EncodeToString(digest[:]))
}
