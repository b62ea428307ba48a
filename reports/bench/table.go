package main

import (
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"
)

// The latencies and the numbers of changes at a time that the program is
// measured with.
var (
	latencies = []time.Duration{0, 20 * time.Millisecond, 50 * time.Millisecond, 100 * time.Millisecond, 300 * time.Millisecond}
	atATime   = []int{1, 8}
)

// withLatency is the benchmark's name.
func withLatency(latency time.Duration, changes int) string {
	return fmt.Sprintf("Program/latency=%s/changes=%d", latency, changes)
}

// table is everything that was measured, in Markdown.
func table(r results, now time.Time) string {
	var t strings.Builder
	fmt.Fprintf(&t, "# How fast the program is\n\nMeasured on %s with %s cores (%s).\n", now.Format(time.DateOnly), r.cores, r.cpu)
	tableBare(&t, r.of("Program/bare"))
	tableLatency(&t, r)
	tableCases(&t, r)
	tablePages(&t, r)
	tableParts(&t, r)
	return t.String()
}

func tableBare(t *strings.Builder, m map[string]float64) {
	if m == nil {
		return
	}
	fmt.Fprintf(t, "\n## The default run and a bare client that sends the same %s exchanges\n\n", count(m["exchanges"]))
	rows(t, []string{"", "wall", "CPU", "memory", "÷ bare", "CPU ÷ bare"},
		[]string{"bare client, gateway in another process", seconds(m["bare-s"]), seconds(m["bare-cpu-s"]), "", "1", "1"},
		[]string{"run, gateway in another process", seconds(m["served-s"]), seconds(m["served-cpu-s"]), megabytes(m["served-MB"]), figure(m["served/bare"]), figure(m["cpu/bare"])},
		[]string{"run, embedded gateway", seconds(m["embedded-s"]), seconds(m["embedded-cpu-s"]), megabytes(m["embedded-MB"]), figure(m["embedded/bare"]), ""})
}

func tableLatency(t *strings.Builder, r results) {
	var lines [][]string
	for _, changes := range atATime {
		for _, latency := range latencies {
			m := r.of(withLatency(latency, changes))
			if m == nil {
				continue
			}
			lines = append(lines, []string{strconv.Itoa(changes), latency.String(), took(m), seconds(m["bound-s"]),
				count(m["changes"]), count(m["judged"]), count(m["requests"]), figure(m["requests/judged"])})
		}
	}
	if lines == nil {
		return
	}
	fmt.Fprint(t, "\n## A gateway far away\n\nThe bound is 1.2 × changes × latency ÷ changes at a time + 3 s; changes are the answers of 2xx.\n\n")
	rows(t, []string{"changes at a time", "latency", "wall", "bound", "changes", "judged exchanges", "requests", "requests ÷ judged"}, lines...)
}

func tableCases(t *strings.Builder, r results) {
	var lines [][]string
	for _, one := range r.below("Program/cases=") {
		m := one.metrics
		lines = append(lines, []string{count(or(m["cases"], one.size)), took(m), seconds(m["cpu-s"]), megabytes(m["MB"]),
			megabytes(m["results.jsonl-MB"]), megabytes(m["junit.xml-MB"]), megabytes(m["report.html-MB"]), figure(m["exponent"]), figure(m["times-the-last"])})
	}
	if lines == nil {
		return
	}
	fmt.Fprint(t, "\n## Many cases\n\nThe exponent is that of the growth since the row before: 1 is linear.\n\n")
	rows(t, []string{"cases", "wall", "CPU", "memory", "results.jsonl", "junit.xml", "report.html", "exponent", "÷ row before"}, lines...)
}

func tablePages(t *strings.Builder, r results) {
	var lines [][]string
	for _, one := range r.below("Program/pages=") {
		m := one.metrics
		lines = append(lines, []string{count(one.size), took(m), seconds(m["cpu-s"]), megabytes(m["MB"]), figure(m["exponent"]), figure(m["times-the-last"])})
	}
	if lines == nil {
		return
	}
	fmt.Fprint(t, "\n## Deriving a contract\n\n")
	rows(t, []string{"pages", "wall", "CPU", "memory", "exponent", "÷ row before"}, lines...)
}

// tableParts has the benchmarks of single packages.
func tableParts(t *strings.Builder, r results) {
	var lines [][]string
	for _, one := range r.list {
		m := one.metrics
		if strings.HasPrefix(one.name, "Program/") {
			continue
		}
		lines = append(lines, []string{path.Base(one.pkg), one.name, duration(or(m["ns/case"], m["ns/op"])),
			count(or(m["B/case"], m["B/op"])), count(or(m["allocs/case"], m["allocs/op"])), per(m)})
	}
	if lines == nil {
		return
	}
	fmt.Fprint(t, "\n## The parts\n\n")
	rows(t, []string{"package", "what", "time", "bytes", "allocations", "per"}, lines...)
}

// per is what a benchmark's figures are of.
func per(m map[string]float64) string {
	if _, found := m["ns/case"]; found {
		return "case"
	}
	return "call"
}

// rows writes a table.
func rows(t *strings.Builder, head []string, lines ...[]string) {
	fmt.Fprintf(t, "| %s |\n|%s\n", strings.Join(head, " | "), strings.Repeat("---|", len(head)))
	for _, line := range lines {
		fmt.Fprintf(t, "| %s |\n", strings.Join(line, " | "))
	}
}

// took is the wall time, or the limit that it did not keep.
func took(m map[string]float64) string {
	if limit := m["unfinished-s"]; limit > 0 {
		return "more than " + seconds(limit)
	}
	return seconds(m["s"])
}

func seconds(s float64) string   { return with(figure(s), "s") }
func megabytes(m float64) string { return with(figure(m), "MB") }

func duration(ns float64) string {
	for _, unit := range []struct {
		name string
		ns   float64
	}{{"s", 1e9}, {"ms", 1e6}, {"µs", 1e3}} {
		if ns >= unit.ns {
			return with(figure(ns/unit.ns), unit.name)
		}
	}
	return with(figure(ns), "ns")
}

// with is a figure with its unit, if there is one.
func with(figure, unit string) string {
	if figure == "" {
		return ""
	}
	return figure + " " + unit
}

// figure has two or three digits that tell something; it is empty for 0, which
// stands for what was not measured.
func figure(v float64) string {
	switch {
	case v == 0:
		return ""
	case v >= 100:
		return count(v)
	case v >= 10:
		return strconv.FormatFloat(v, 'f', 1, 64)
	default:
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
}

// count is a whole number with its thousands apart.
func count(v float64) string {
	if v == 0 {
		return ""
	}
	digits := strconv.FormatFloat(v, 'f', 0, 64)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// or is the first value that was measured.
func or(a, b float64) float64 {
	if a != 0 {
		return a
	}
	return b
}
