package runner

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi/strictyaml"
	"github.com/apigspec/apigspec/runner/judge"
)

// Waiver is a known deviation that does not count as a failure until it
// expires. It covers only what it names: of the cases that it matches the
// deviations from its clause and of its kind, where it gives them. A waiver file
// gives all fields but Clause and Kind.
type Waiver struct {
	// ID names the waiver in results: its pattern, followed by its clause and its
	// kind if it has them. Two waivers that say the same share it.
	ID string `yaml:"-" json:"id"`
	// Case is a pattern of case ids; see cases.Pattern.
	Case string `yaml:"case" json:"case"`
	// Clause restricts the waiver to deviations from one clause; empty for all.
	Clause string `yaml:"clause,omitempty" json:"clause,omitempty"`
	// Kind restricts the waiver to deviations of one kind; empty for all.
	Kind judge.DeviationKind `yaml:"kind,omitempty" json:"kind,omitempty"`
	// Reason says what deviates and why it is tolerated.
	Reason string `yaml:"reason" json:"reason"`
	// Owner is who sees to it that the deviation goes away.
	Owner string `yaml:"owner" json:"owner"`
	// Link points to the issue.
	Link string `yaml:"link" json:"link,omitempty"`
	// Expires is the last day (YYYY-MM-DD, UTC) on which the waiver holds.
	Expires string `yaml:"expires" json:"expires"`
	// Place is the file and line of the waiver, for messages.
	Place string `yaml:"-" json:"-"`
}

// LoadWaivers reads a waiver file, a YAML list, and holds it against the bounds.
// Mistakes come back together, each with file, line and key.
func LoadWaivers(path string, bounds WaiverBounds) ([]Waiver, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the waivers: %w; name an existing file with --waivers", err)
	}
	return ParseWaivers(path, data, bounds)
}

// ParseWaivers reads the text of a waiver file called name. Mistakes come back
// together as a *strictyaml.FileError.
func ParseWaivers(name string, data []byte, bounds WaiverBounds) ([]Waiver, error) {
	var waivers []Waiver
	file, _ := strictyaml.Decode(name, data, &waivers) // its mistakes are told with the others, below
	for i := range waivers {
		key := fmt.Sprintf("[%d]", i)
		report := func(field, format string, args ...any) {
			file.Problemf(key+"."+field, format, args...)
		}
		w := &waivers[i]
		w.ID = strings.Join(strings.Fields(w.Case+" "+w.Clause+" "+string(w.Kind)), " ")
		w.Place = fmt.Sprintf("%s:%d", name, file.Line(key))
		w.check(report)
		bounds.check(*w, report)
	}
	if err := file.Err(); err != nil {
		return nil, err
	}
	return waivers, nil
}

// WriteWaivers writes a waiver file that [LoadWaivers] reads; without waivers it is
// an empty list.
func WriteWaivers(out io.Writer, waivers []Waiver) error {
	if len(waivers) == 0 {
		waivers = []Waiver{} // nil would become null
	}
	encoder := yaml.NewEncoder(out)
	encoder.SetIndent(2)
	if err := encoder.Encode(waivers); err != nil {
		return fmt.Errorf("write the waivers: %w", err)
	}
	return nil
}

// check reports the fields that are missing or cannot be read.
func (w Waiver) check(report func(field, format string, args ...any)) {
	if w.Case == "" {
		report("case", "missing; give the pattern of the cases to waive")
	} else if _, err := cases.ParsePattern(w.Case); err != nil {
		report("case", "%s", err)
	}
	if w.Reason == "" {
		report("reason", "missing; say what deviates and why it is tolerated")
	}
	if w.Owner == "" {
		report("owner", "missing; name who sees to it that the deviation goes away")
	}
	if w.Link == "" {
		report("link", "missing; point to where the deviation is tracked")
	}
	if w.Expires == "" {
		report("expires", "missing; give the last day of the waiver as YYYY-MM-DD")
	} else if _, err := time.Parse(time.DateOnly, w.Expires); err != nil {
		report("expires", "%q is no date; write it as YYYY-MM-DD", w.Expires)
	}
}
