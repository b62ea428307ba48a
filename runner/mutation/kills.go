package mutation

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// WriteKills writes which cases killed which mutant, or found which edit of a
// page, in a form that is made for review: one of them a paragraph, one case a
// line, sorted. A case that has become weaker shows as a removed line.
func (m *Matrix) WriteKills(w io.Writer) error {
	out := bufio.NewWriter(w)
	broken := m.where(Trial.broken)
	title := "# The cases that kill each mutant of the embedded gateway."
	if len(broken) > 0 && broken[0].Kind == Page {
		title = "# The cases that find each edit of a page: clause and edit, then the cases."
	}
	fmt.Fprintln(out, title+"\n# Made by: make mutants UPDATE=1")
	for _, t := range broken {
		fmt.Fprintf(out, "\n%s\n", t.Name)
		for _, id := range slices.Sorted(slices.Values(t.Kills)) {
			fmt.Fprintf(out, "  %s\n", id)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the kills: %w", err)
	}
	return nil
}

// ReadKills reads what WriteKills wrote: case ids by mutant, or by edit.
func ReadKills(r io.Reader) (map[string][]string, error) {
	kills := map[string][]string{}
	mutant := ""
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		switch {
		case line == "", strings.HasPrefix(line, "#"):
		case !strings.HasPrefix(line, " "):
			mutant = line
			kills[mutant] = nil
		case mutant == "":
			return nil, fmt.Errorf("line %d: a case without a mutant above it: write the file anew with make mutants UPDATE=1", n)
		default:
			kills[mutant] = append(kills[mutant], strings.TrimSpace(line))
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read the kills: %w", err)
	}
	return kills, nil
}

// LostKills compares the matrix with recorded kills and says, in words, what
// the cases no longer find: a mutant or edit that is not on record or no longer
// exists, and a case that has become weaker.
//
// Chance and timing decide which case meets a deviation that comes and goes, so
// that a few kills differ from run to run. A weakened case loses many at once:
// it is reported when it lost several, and more than a quarter, of the mutants
// it is on record for. A case that kills nothing any more is idle in any event.
func (m *Matrix) LostKills(recorded map[string][]string) []string {
	var lost []string
	tried := map[string]bool{}
	had, missed := map[string]int{}, map[string][]string{}
	for _, t := range m.where(Trial.broken) {
		tried[t.Name] = true
		before, known := recorded[t.Name]
		if !known {
			lost = append(lost, fmt.Sprintf("%s %s is not on record", t.Kind, t.Name))
			continue
		}
		if byChance(t) || t.Problem != "" {
			continue
		}
		for _, id := range before {
			had[id]++
			if !slices.Contains(t.Kills, id) {
				missed[id] = append(missed[id], t.Name)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(recorded)) {
		if !tried[name] {
			lost = append(lost, fmt.Sprintf("%s is on record and no longer exists", name))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(missed)) {
		if names := missed[id]; len(names) >= severalKills && 4*len(names) > had[id] {
			lost = append(lost, fmt.Sprintf("case %s no longer kills %d of the %d it is on record for: %s", id, len(names), had[id], strings.Join(names, ", ")))
		}
	}
	return lost
}

// severalKills is how many kills a case has to lose to count as weaker.
const severalKills = 2

// byChance reports whether it depends on the order and timing of requests
// which cases a mutant fails.
func byChance(t Trial) bool {
	return t.Area == "intermittent" || t.Area == "transport"
}
