package main

import (
	"fmt"
	"strings"
	"time"
)

// readmeRows are the ratios that README.md shows.
func readmeRows(r results, now time.Time) string {
	lines := readmeBare(r.of("Program/bare"))
	lines = append(lines, readmeLatency(r, 50*time.Millisecond)...)
	lines = append(lines, readmeGrowth(r.below("Program/cases="), "a run of %s cases ÷ one of %s")...)
	lines = append(lines, readmeGrowth(r.below("Program/pages="), "deriving %s pages ÷ deriving %s")...)
	var t strings.Builder
	rows(&t, []string{fmt.Sprintf("%s, %s cores", now.Format(time.DateOnly), r.cores), "ratio", "that is"}, lines...)
	return t.String()
}

func readmeBare(m map[string]float64) [][]string {
	if m == nil {
		return nil
	}
	return [][]string{{
		fmt.Sprintf("a run and its reports ÷ a bare client that sends the same %s exchanges", count(m["exchanges"])),
		figure(m["served/bare"]), seconds(m["served-s"]) + ", " + megabytes(m["served-MB"]),
	}}
}

// readmeLatency holds the runs at one latency against the changes alone, which
// take the latency each.
func readmeLatency(r results, latency time.Duration) [][]string {
	var lines [][]string
	for _, changes := range atATime {
		m := r.of(withLatency(latency, changes))
		if m["s"] == 0 {
			continue
		}
		if lines == nil {
			lines = append(lines, []string{"requests ÷ exchanges of cases", figure(m["requests/judged"]), count(m["requests"]) + " requests"})
		}
		alone := m["changes"] * latency.Seconds() / float64(changes)
		lines = append(lines, []string{
			fmt.Sprintf("a run where every answer takes %s longer ÷ its changes alone, %d at a time", latency, changes),
			figure(m["s"] / alone), seconds(m["s"]),
		})
	}
	return lines
}

// readmeGrowth holds the largest size against the one before.
func readmeGrowth(list []sized, sentence string) [][]string {
	if len(list) < 2 {
		return nil
	}
	last, before := list[len(list)-1], list[len(list)-2]
	that := took(last.metrics)
	if memory := last.metrics["MB"]; memory > 0 {
		that += ", " + megabytes(memory)
	}
	return [][]string{{
		fmt.Sprintf(sentence, count(last.size), count(before.size)),
		figure(last.metrics["times-the-last"]), that,
	}}
}
