package reports

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/apigspec/apigspec/runner/judge"
)

// WriteJUnit renders the run as JUnit XML that the schemas of windyroad and of
// Jenkins' xunit plug-in both accept: plain testsuites, one testsuite per
// operation, one testcase per case with the case's id as its name.
//
// A case becomes
//
//	failure  if it failed and that is blocking (see [judge.Blocking])
//	error    if it could not be judged and that is blocking
//	skipped  if it was skipped, is waived, or failed in a way that does not count
//	nothing  (passed) if it passed or was only observed; observations stand
//	         in the suite's system-out
//
// What went wrong with the run as a whole (target unreachable, nothing executed, a
// stale waiver, a missing end line) is one more suite with one testcase and one
// error, so that no exit code but 0 looks like success to a CI system.
func WriteJUnit(w io.Writer, run Run) error {
	document := junitSuites{Suites: bySuite(run, accountsOf(run))}
	if problem := untold(run); problem != "" {
		document.Suites = append(document.Suites, problemSuite(run, problem))
	}
	for i := range document.Suites {
		document.Suites[i].ID = i
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("write JUnit report: %w", err)
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	if err := encoder.Encode(document); err != nil {
		return fmt.Errorf("write JUnit report: %w", err)
	}
	if _, err := io.WriteString(w, "\n"); err != nil {
		return fmt.Errorf("write JUnit report: %w", err)
	}
	return nil
}

// The elements, in the order that the windyroad schema asks for: it wants
// properties, system-out and system-err in every suite, empty or not.
type (
	junitSuites struct {
		XMLName xml.Name     `xml:"testsuites"`
		Suites  []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name       string       `xml:"name,attr"`
		Package    string       `xml:"package,attr"`
		ID         int          `xml:"id,attr"`
		Timestamp  string       `xml:"timestamp,attr"`
		Hostname   string       `xml:"hostname,attr"`
		Tests      int          `xml:"tests,attr"`
		Failures   int          `xml:"failures,attr"`
		Errors     int          `xml:"errors,attr"`
		Skipped    int          `xml:"skipped,attr"`
		Time       junitSeconds `xml:"time,attr"`
		Properties struct{}     `xml:"properties"`
		Cases      []junitCase  `xml:"testcase"`
		Out        junitText    `xml:"system-out"`
		Err        junitText    `xml:"system-err"`
	}
	junitCase struct {
		Name      string       `xml:"name,attr"`
		Classname string       `xml:"classname,attr"`
		Time      junitSeconds `xml:"time,attr"`
		Failure   *junitNote   `xml:"failure"`
		Error     *junitNote   `xml:"error"`
		Skipped   *junitSkip   `xml:"skipped"`
	}
	junitNote struct {
		Type    string `xml:"type,attr"`
		Message string `xml:"message,attr"`
		Text    string `xml:",cdata"`
	}
	// junitSkip has no type: windyroad allows none here.
	junitSkip struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",cdata"`
	}
	// junitText stays readable in the raw file: several lines, no escapes.
	junitText struct {
		Text string `xml:",cdata"`
	}
)

// junitSeconds are milliseconds that print as seconds with three decimals:
// Jenkins takes no more, and windyroad takes no exponent.
type junitSeconds float64

// MarshalText implements [encoding.TextMarshaler].
func (s junitSeconds) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%.3f", max(0, float64(s))/1000), nil
}

// bySuite makes one suite per operation, in the order of the register, then of
// first appearance. An operation without a case has no suite.
func bySuite(run Run, accounts map[*Case]junitAccount) []junitSuite {
	var suites []junitSuite
	for _, group := range run.ByOperation() {
		suite := newSuite(run, group.Operation.ID)
		var observations []string
		for _, c := range group.Cases {
			suite.add(junitCaseOf(run, c, accounts[c]))
			if c.Verdict == judge.Observed {
				observations = append(observations, fmt.Sprintf("observed %s: %s", c.ID, c.lastReceived()))
			}
		}
		suite.Out.Text = xmlText(strings.Join(observations, "\n"))
		suites = append(suites, suite)
	}
	return suites
}

// junitAccount is what a case that went wrong has in common with others: the finding in
// words, and the case that shows it in full.
type junitAccount struct {
	finding string
	sample  *Case
}

func accountsOf(run Run) map[*Case]junitAccount {
	accounts := map[*Case]junitAccount{}
	for _, list := range [][]*Case{run.Blocking(), run.Forgiven()} {
		findings := Findings(list)
		for i, f := range findings {
			breaks := strings.Join(f.Clauses, ", ")
			for _, c := range f.Cases {
				place := fmt.Sprintf("%d of %d, %s", i+1, len(findings), casesOf(len(f.Cases)))
				if c == f.Sample() {
					place += ": " + f.Line()
				}
				accounts[c] = junitAccount{sample: f.Sample(), finding: fmt.Sprintf("finding:     %s\nbreaks:      %s\n", place, breaks)}
			}
		}
	}
	return accounts
}

func newSuite(run Run, name string) junitSuite {
	return junitSuite{
		Name:      xmlText(name),
		Package:   "apigspec",
		Timestamp: run.Meta.Started.UTC().Format("2006-01-02T15:04:05"),
		// The host of the target would be misread as the machine that ran the
		// tests, and that machine's name is nobody's business.
		Hostname: "localhost",
	}
}

func (s *junitSuite) add(c junitCase) {
	s.Cases = append(s.Cases, c)
	s.Tests++
	s.Time += c.Time
	switch {
	case c.Failure != nil:
		s.Failures++
	case c.Error != nil:
		s.Errors++
	case c.Skipped != nil:
		s.Skipped++
	}
}

func junitCaseOf(run Run, c *Case, account junitAccount) junitCase {
	entry := junitCase{
		Name:      xmlText(c.ID),
		Classname: xmlText(c.Operation),
		Time:      junitSeconds(c.DurationMS),
	}
	switch {
	case c.Verdict == judge.Skip:
		entry.Skipped = &junitSkip{Message: xmlText(c.Reason), Text: xmlText(c.Reason)}
	case c.Wrong() && !c.Blocking(run.Meta.Strict):
		entry.Skipped = junitForgiven(run, c, account)
	case c.Verdict == judge.Fail:
		entry.Failure = junitNoteOf(run, c, account)
	case c.Verdict == judge.Error:
		entry.Error = junitNoteOf(run, c, account)
	}
	return entry
}

// junitNoteOf puts the message into the attribute and, for the readers that
// show only one of the two, into the text as well.
func junitNoteOf(run Run, c *Case, account junitAccount) *junitNote {
	return &junitNote{
		Type:    xmlText(c.Kind()),
		Message: xmlText(c.Headline()),
		Text:    xmlText(c.Headline() + "\n\n" + account.finding + explain(run, c, account.sample)),
	}
}

// junitForgiven tells what went wrong with a case that does not count, and the waivers
// that make it so.
func junitForgiven(run Run, c *Case, account junitAccount) *junitSkip {
	message := forgiven(c) + ": " + c.Headline()
	text := message + "\n\n"
	for _, w := range run.WaiversOf(c) {
		text += fmt.Sprintf("waiver:      %s (%s, until %s, %s)\n", oneLine(w.Reason), oneLine(w.Owner), w.Expires, oneLine(w.Link))
	}
	return &junitSkip{Message: xmlText(message), Text: xmlText(text + explain(run, c, account.sample))}
}

// untold is what explains the exit code of the run and no case says; empty if there is
// no such thing. A case that failed or could not be judged explains exit code 1.
func untold(run Run) string {
	switch {
	case run.Incomplete() != "":
		return run.Incomplete()
	case run.End.Exit == 0:
		return ""
	case run.Problem() != "":
		return run.Problem()
	case len(run.Blocking()) == 0:
		return fmt.Sprintf("the run ended with exit code %d, and no case says why", run.End.Exit)
	default:
		return ""
	}
}

// problemSuite says that the run as a whole went wrong.
func problemSuite(run Run, problem string) junitSuite {
	suite := newSuite(run, "apigspec")
	suite.add(junitCase{
		Name:      "apigspec/run",
		Classname: "apigspec",
		Error:     &junitNote{Type: "run", Message: xmlText(problem), Text: xmlText(problem)},
	})
	return suite
}

// xmlText replaces what XML 1.0 cannot hold: control characters, surrogates,
// U+FFFE, U+FFFF and bytes that are not UTF-8.
func xmlText(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			return r
		case r < 0x20, r >= 0xD800 && r <= 0xDFFF, r == 0xFFFE, r == 0xFFFF, r > utf8.MaxRune:
			return utf8.RuneError
		default:
			return r
		}
	}, strings.ToValidUTF8(s, string(utf8.RuneError)))
}
