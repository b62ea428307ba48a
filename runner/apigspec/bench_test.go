package main

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// BenchmarkProgram measures the program as a whole process, from its start to
// its last report. What stands beside a time, such as the bare client or the
// smaller number of cases, was measured by the same benchmark: such ratios can
// be compared between machines, times cannot.
func BenchmarkProgram(b *testing.B) {
	p := buildProgram(b)
	b.Run("bare", p.benchmarkBare)
	for _, changes := range []int{1, 8} {
		for _, milliseconds := range []int{0, 20, 50, 100, 300} {
			latency := time.Duration(milliseconds) * time.Millisecond
			b.Run(fmt.Sprintf("latency=%s/changes=%d", latency, changes), func(b *testing.B) {
				p.benchmarkLatency(b, latency, changes)
			})
		}
	}
	var cases, pages growth
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("cases=%d", n), func(b *testing.B) { p.benchmarkCases(b, n, &cases) })
	}
	for _, n := range []int{1, 100, 1_000} {
		b.Run(fmt.Sprintf("pages=%d", n), func(b *testing.B) { p.benchmarkPages(b, n, &pages) })
	}
}

// benchmarkBare holds the default run against a bare client that sends what the
// run sent, both to a gateway in a process of its own, and the run on the
// embedded gateway against that client as well.
func (p program) benchmarkBare(b *testing.B) {
	const pairs = 5
	var embedded, served, bare []cost
	for b.Loop() {
		exchanges := p.recorded(b)
		b.ReportMetric(float64(len(exchanges)), "exchanges")
		for range pairs {
			embedded = append(embedded, p.run(b, "run", "--progress", "none", "--out", b.TempDir()))
			p.served(b, func(file, _ string) {
				served = append(served, p.run(b, "run", "--progress", "none", "--out", b.TempDir(), "--target", file))
			})
			p.served(b, func(_, url string) { bare = append(bare, sendBare(b, exchanges, url)) })
		}
	}
	silenceTime(b)
	b.ReportMetric(median(embedded, cost.seconds), "embedded-s")
	b.ReportMetric(median(embedded, cost.cpuSeconds), "embedded-cpu-s")
	b.ReportMetric(median(embedded, cost.megabytes), "embedded-MB")
	b.ReportMetric(median(served, cost.seconds), "served-s")
	b.ReportMetric(median(served, cost.cpuSeconds), "served-cpu-s")
	b.ReportMetric(median(served, cost.megabytes), "served-MB")
	b.ReportMetric(median(bare, cost.seconds), "bare-s")
	b.ReportMetric(median(bare, cost.cpuSeconds), "bare-cpu-s")
	b.ReportMetric(median(embedded, cost.seconds)/median(bare, cost.seconds), "embedded/bare")
	b.ReportMetric(median(served, cost.seconds)/median(bare, cost.seconds), "served/bare")
	b.ReportMetric(median(served, cost.cpuSeconds)/median(bare, cost.cpuSeconds), "cpu/bare")
}

// benchmarkLatency runs all cases on a gateway whose every answer takes a while
// longer and that takes some changes at a time. No run can be faster than its
// changes, one after the other; the bound allows a fifth more, and three seconds.
func (p program) benchmarkLatency(b *testing.B, latency time.Duration, changes int) {
	f := front{latency: latency}
	f.serve(b)
	f.target.Fixtures.ConcurrentChanges = changes
	f.target.Fixtures.PluginBindings = f.target.Fixtures.PluginBindings[:2] // without the one that has more bindings than a page
	out := b.TempDir()
	for b.Loop() {
		spent := p.tried(b, "run", "--progress", "none", "--out", out, "--target", f.file(b))
		silenceTime(b)
		if spent.Unfinished {
			b.ReportMetric(runLimit.Seconds(), "unfinished-s")
			continue
		}
		sent := tallyOf(b, filepath.Join(out, "results.jsonl"))
		bound := 1.2*float64(sent.changes)*latency.Seconds()/float64(changes) + 3
		requests := float64(f.requests.Load())
		b.ReportMetric(spent.seconds(), "s")
		b.ReportMetric(bound, "bound-s")
		b.ReportMetric(float64(sent.changes), "changes")
		b.ReportMetric(float64(sent.judged), "judged")
		b.ReportMetric(requests, "requests")
		b.ReportMetric(requests/float64(sent.judged), "requests/judged")
	}
}

// benchmarkCases runs about n cases, of a contract derived from as many pages as
// these take. Its gateway knows every page, so that the cases pass.
func (p program) benchmarkCases(b *testing.B, n int, g *growth) {
	f := front{renamed: true}
	f.serve(b)
	contract := filepath.Join(b.TempDir(), "contract.yaml")
	p.run(b, append([]string{"derive", "--out", contract}, writePages(b, (n+casesPerPage-1)/casesPerPage)...)...)
	out := b.TempDir()
	for b.Loop() {
		spent := p.tried(b, "run", "--progress", "none", "--out", out, "--target", f.file(b), "--contract", contract)
		silenceTime(b)
		if spent.Unfinished {
			b.ReportMetric(runLimit.Seconds(), "unfinished-s")
			continue
		}
		cases := tallyOf(b, filepath.Join(out, "results.jsonl")).cases
		b.ReportMetric(float64(cases), "cases")
		reportCost(b, spent)
		for _, file := range []string{"results.jsonl", "junit.xml", "report.html"} {
			b.ReportMetric(megabytesOf(b, filepath.Join(out, file)), file+"-MB")
		}
		g.report(b, float64(cases), spent.seconds())
	}
}

// benchmarkPages derives a contract from n pages.
func (p program) benchmarkPages(b *testing.B, n int, g *growth) {
	args := append([]string{"derive", "--out", filepath.Join(b.TempDir(), "contract.yaml")}, writePages(b, n)...)
	for b.Loop() {
		spent := p.run(b, args...)
		silenceTime(b)
		reportCost(b, spent)
		g.report(b, float64(n), spent.seconds())
	}
}

// growth is how the time of something grows with its size.
type growth struct{ size, seconds float64 }

// report gives the exponent of the growth since the last size: 1 is linear, 2
// quadratic; and how many times as long it took.
func (g *growth) report(b *testing.B, size, seconds float64) {
	if g.size > 0 {
		times := seconds / g.seconds
		b.ReportMetric(times, "times-the-last")
		b.ReportMetric(math.Log(times)/math.Log(size/g.size), "exponent")
	}
	*g = growth{size, seconds}
}

func reportCost(b *testing.B, c cost) {
	b.ReportMetric(c.seconds(), "s")
	b.ReportMetric(c.cpuSeconds(), "cpu-s")
	b.ReportMetric(c.megabytes(), "MB")
}

// silenceTime leaves the benchmark's own time out: it has the preparations in it.
func silenceTime(b *testing.B) { b.ReportMetric(0, "ns/op") }

// median is the middle one of what measure says of an odd number of usages.
func median(list []cost, measure func(cost) float64) float64 {
	var values []float64
	for _, u := range list {
		values = append(values, measure(u))
	}
	slices.Sort(values)
	return values[len(values)/2]
}
