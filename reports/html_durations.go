package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// htmlDurations is how long the exchanges of the cases took.
type htmlDurations struct {
	Bars    []htmlBar
	Slowest []htmlSlow
	// Median and Most are durations for people.
	Median, Most string
}

// htmlBar is one bar of the histogram, in units of its view box (100 wide, 30 high).
type htmlBar struct {
	X, Width, Y, Height string
	Label               string
	Count               int
}

type htmlSlow struct{ ID, Took string }

// The bounds of the histogram: from below a millisecond up to above a minute, each bar
// three times as long as the one before.
const (
	firstBucket   = 1.0 // ms
	bucketFactor  = 3
	mostBuckets   = 12
	plotWidth     = 100.0
	plotHeight    = 30.0
	slowestListed = 10
)

// newDurations sums up the cases that sent something.
func newDurations(run Run) htmlDurations {
	sent := run.Where(func(c *Case) bool { return c.DurationMS > 0 })
	if len(sent) == 0 {
		return htmlDurations{}
	}
	slices.SortStableFunc(sent, func(a, b *Case) int { return cmp.Compare(b.DurationMS, a.DurationMS) })
	var d htmlDurations
	for _, c := range sent[:min(len(sent), slowestListed)] {
		d.Slowest = append(d.Slowest, htmlSlow{c.ID, elapsed(c.DurationMS)})
	}
	d.Median, d.Most = elapsed(sent[len(sent)/2].DurationMS), elapsed(sent[0].DurationMS)
	d.Bars = bars(sent)
	return d
}

func bars(sent []*Case) []htmlBar {
	counts := make([]int, mostBuckets)
	for _, c := range sent {
		counts[bucketOf(c.DurationMS)]++
	}
	first, last := 0, mostBuckets-1
	for counts[first] == 0 {
		first++
	}
	for counts[last] == 0 {
		last--
	}
	highest := slices.Max(counts)
	width := plotWidth / float64(last-first+1)
	var drawn []htmlBar
	for i := first; i <= last; i++ {
		height := plotHeight * float64(counts[i]) / float64(highest)
		drawn = append(drawn, htmlBar{
			X: coordinate(width*float64(i-first) + width*0.05), Width: coordinate(width * 0.9),
			Y: coordinate(plotHeight - height), Height: coordinate(height),
			Label: bucketLabel(i), Count: counts[i],
		})
	}
	return drawn
}

func bucketOf(ms float64) int {
	if ms < firstBucket {
		return 0
	}
	return min(mostBuckets-1, 1+int(math.Log(ms/firstBucket)/math.Log(bucketFactor)))
}

// bucketLabel is the range of a bar.
func bucketLabel(i int) string {
	upper := firstBucket * math.Pow(bucketFactor, float64(i))
	if i == mostBuckets-1 {
		return "longer"
	}
	return "< " + elapsed(upper)
}

func coordinate(v float64) string { return fmt.Sprintf("%.2f", v) }
