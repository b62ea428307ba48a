package reports

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"

	"github.com/apigspec/apigspec/runner/exchange"
)

// ReadFile reads the event log at path. Of each case it keeps what reports count and
// list; the rest is read again where it is shown. The file stays open for that until
// the run is closed.
func ReadFile(path string) (Run, error) {
	file, err := os.Open(path)
	if err != nil {
		return Run{}, fmt.Errorf("read event log: %w", err)
	}
	run, err := read(newLogReader(file), file)
	if err != nil {
		return Run{}, errors.Join(err, file.Close())
	}
	run.file = file
	return run, nil
}

// newLogReader is a reader of the log in a file.
func newLogReader(file *os.File) logReader {
	return logReader{name: file.Name(), seen: map[string]int{}, texts: map[string]string{}, lines: file}
}

// read reads an event log. The end line may be
// missing, and the last line may be cut off, as a killed run leaves them.
// Anything else that is not a log of this schema is an error that names the
// line.
func read(reader logReader, r io.Reader) (Run, error) {
	name := reader.name
	digest := sha256.New()
	lines := bufio.NewReaderSize(io.TeeReader(r, digest), 1<<16)
	for {
		line, err := lines.ReadBytes('\n')
		whole := err == nil
		if err != nil && !errors.Is(err, io.EOF) {
			return Run{}, fmt.Errorf("read event log %s: %w", name, err)
		}
		if len(line) > 0 {
			reader.line++
			if err := reader.add(line, whole); err != nil {
				return Run{}, err
			}
			reader.offset += int64(len(line))
		}
		if !whole {
			reader.run.digest = hex.EncodeToString(digest.Sum(nil))
			return reader.finish()
		}
	}
}

type logReader struct {
	name string
	line int
	run  Run
	// started is set by the run line.
	started bool
	// seen has the line of each case.
	seen map[string]int
	// texts are those that many cases may share.
	texts map[string]string
	// lines are where a case's line can be read again; offset is where the current
	// one begins.
	lines  io.ReaderAt
	offset int64
	// each, if set, is given every case as it is read, and what the log says of the run.
	each func(Meta, *Case)
}

// add takes in one line; whole is false for one that has no line end.
func (l *logReader) add(line []byte, whole bool) error {
	if l.started && l.run.End == nil && bytes.HasPrefix(line, caseStart) {
		return l.addCase(line, whole) // most lines, which need not be read twice
	}
	var head lineHead
	if json.Unmarshal(line, &head) != nil {
		return l.damaged(line, whole)
	}
	switch {
	case head.Event == eventRun:
		return l.addMeta(line, head.Schema)
	case !l.started:
		return l.errorf(`the first line must be the "run" event, this is %q; is this an event log (results.jsonl)?`, head.Event)
	case l.run.End != nil:
		return l.errorf(`a %q event after the "end" event; a log holds one run`, head.Event)
	case head.Event == eventCase:
		return l.addCase(line, whole)
	case head.Event == eventEnd:
		return l.addEnd(line)
	default:
		return l.errorf("unknown event %q; known are run, case and end; a newer apigspec may have written this log", head.Event)
	}
}

// lineHead is what tells an event from another.
type lineHead struct {
	Event  string `json:"event"`
	Schema *int   `json:"schema"`
}

// caseStart is how a [Log] begins the line of a case.
var caseStart = []byte(`{"event":"case",`)

// damaged is what becomes of a line that is no JSON object: a run that was killed while it
// wrote it has left it as the last one.
func (l *logReader) damaged(line []byte, whole bool) error {
	if !whole && l.started {
		l.run.cut = l.line
		return nil
	}
	return l.errorf("not a JSON object (it begins with %.20q); is this an event log (results.jsonl)?", line)
}

func (l *logReader) addMeta(line []byte, schema *int) error {
	if l.started {
		return l.errorf(`a second "run" event; a log holds one run`)
	}
	if schema == nil {
		return l.errorf(`the "run" event has no "schema"; this apigspec reads schema %d`, Schema)
	}
	if *schema != Schema {
		return l.errorf("schema %d, but this apigspec reads schema %d; use the apigspec that wrote the log", *schema, Schema)
	}
	if err := json.Unmarshal(line, &l.run.Meta); err != nil {
		return l.errorf(`"run" event: %v`, err)
	}
	l.started = true
	return nil
}

func (l *logReader) addCase(line []byte, whole bool) error {
	c, err := l.parse(line)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return l.damaged(line, whole)
	}
	if err != nil {
		return l.errorf(`"case" event: %v`, err)
	}
	if c.ID == "" {
		return l.errorf(`a "case" event without "id"`)
	}
	if !slices.Contains(verdicts(), c.Verdict) {
		return l.errorf("case %s has the verdict %q; known are pass, fail, error, skip and observed", c.ID, c.Verdict)
	}
	if !slices.Contains(levels(), c.Level) {
		return l.errorf("case %s has the level %q; known are must, should and observe", c.ID, c.Level)
	}
	if first, found := l.seen[c.ID]; found {
		return l.errorf("case %s stands in line %d already; a case has one line", c.ID, first)
	}
	l.seen[c.ID] = l.line
	l.run.ownGateway = l.run.ownGateway || fromOwnGateway(line)
	l.run.Cases = append(l.run.Cases, c)
	if l.each != nil {
		l.each(l.run.Meta, c)
	}
	return nil
}

// parse reads what is kept of a case.
func (l *logReader) parse(line []byte) (*Case, error) {
	var brief struct {
		Case
		Expect    skipped `json:"expect"`
		Observed  skipped `json:"observed"`
		Again     skipped `json:"again"`
		Exchanges skipped `json:"exchanges"`
	}
	err := json.Unmarshal(line, &brief)
	l.share(&brief.Case)
	brief.stored = stored{lines: l.lines, offset: l.offset, length: len(line)}
	return &brief.Case, err
}

// fromOwnGateway reports whether a response of the case on this line names the suite's
// own gateway as its sender.
func fromOwnGateway(line []byte) bool {
	if !bytes.Contains(line, []byte(exchange.OwnGateway)) {
		return false
	}
	var c struct {
		Exchanges []struct {
			Response *struct {
				Header http.Header `json:"header"`
			} `json:"response"`
		} `json:"exchanges"`
	}
	if json.Unmarshal(line, &c) != nil {
		return false // the line was read once already
	}
	for _, ex := range c.Exchanges {
		if ex.Response != nil && exchange.FromOwnGateway(ex.Response.Header) {
			return true
		}
	}
	return false
}

// share keeps what many cases say once.
func (l *logReader) share(c *Case) {
	for _, text := range []*string{&c.Event, &c.Operation, &c.Requirement, &c.Reason} {
		*text = l.once(*text)
	}
	for i, id := range c.Clauses {
		c.Clauses[i] = l.once(id)
	}
}

func (l *logReader) once(text string) string {
	if kept, known := l.texts[text]; known {
		return kept
	}
	l.texts[text] = text
	return text
}

// skipped is a member that is not read.
type skipped struct{}

// UnmarshalJSON implements [json.Unmarshaler].
func (*skipped) UnmarshalJSON([]byte) error { return nil }

// stored is where the line of a case stands in its log.
type stored struct {
	lines  io.ReaderAt
	offset int64
	length int
}

// whole is the case with all that its log holds; a case that was not read from one is
// whole already.
func (c *Case) whole() (*Case, error) {
	if c.stored.lines == nil {
		return c, nil
	}
	line, err := c.line()
	if err != nil {
		return c, err
	}
	var whole Case
	if err := json.Unmarshal(line, &whole); err != nil {
		return c, fmt.Errorf("read case %s again: %w; the log was changed meanwhile, or is damaged", c.ID, err)
	}
	return &whole, nil
}

// line is the line of the log that the case was read from.
func (c *Case) line() ([]byte, error) {
	line := make([]byte, c.stored.length)
	if _, err := c.stored.lines.ReadAt(line, c.stored.offset); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read case %s again: %w", c.ID, err)
	}
	return line, nil
}

func (l *logReader) addEnd(line []byte) error {
	var end End
	if err := json.Unmarshal(line, &end); err != nil {
		return l.errorf(`"end" event: %v`, err)
	}
	l.run.End = &end
	return nil
}

func (l *logReader) finish() (Run, error) {
	if !l.started {
		return Run{}, fmt.Errorf("read event log %s: the file is empty; nothing was recorded", l.name)
	}
	l.run.clauses = clausesByID(l.run.Meta.Operations)
	l.run.order = orderOf(l.run)
	return l.run, nil
}

func (l *logReader) errorf(format string, args ...any) error {
	return fmt.Errorf("read event log %s, line %d: %w", l.name, l.line, fmt.Errorf(format, args...))
}
