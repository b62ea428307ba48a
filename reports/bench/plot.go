package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// The looks are those of report.css, in both of its color schemes.
const plotStyle = `
svg { --ground: #f5f6f4; --card: #ffffff; --line: #d9ddd6; --ink: #1b211d; --soft: #56605a; --accent: #0b5f58; --seen: #3d4f94; }
@media (prefers-color-scheme: dark) {
  svg { --ground: #121614; --card: #1a201d; --line: #333c37; --ink: #e7ece8; --soft: #a3aea7; --accent: #6fd0c3; --seen: #aebcff; }
}
text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; fill: var(--soft); font-variant-numeric: tabular-nums; }
.title { font-size: 14px; font-weight: 650; fill: var(--ink); }
.ground { fill: var(--ground); }
.card { fill: var(--card); stroke: var(--line); }
.grid { stroke: var(--line); }
.accent { --tone: var(--accent); }
.seen { --tone: var(--seen); }
.soft { --tone: var(--soft); }
path { fill: none; stroke: var(--tone); stroke-width: 2; stroke-linejoin: round; }
.dashed { stroke-width: 1.2; stroke-dasharray: 5 4; }
circle { fill: var(--tone); }
.name { font-weight: 550; fill: var(--tone); }
`

// Sizes in pixels.
const (
	panelWidth, panelHeight           = 350.0, 300.0
	gap                               = 14.0
	left, right, above, below float64 = 56, 20, 62, 34
)

// panel is one chart: the wall time in seconds over something.
type panel struct {
	title string
	// logarithmic sets both axes.
	logarithmic bool
	over        func(x float64) string
	series      []series
	// at are the places of the labels of the horizontal axis.
	at []float64
}

// series is one line of a panel.
type series struct {
	// name is for the legend; empty for none.
	name  string
	class string
	// dashed is for what was not measured but is compared with.
	dashed bool
	points []point
}

type point struct{ x, y float64 }

// plot draws all that has two points or more.
func plot(r results) string {
	var panels []panel
	for _, p := range []panel{latencyPanel(r), growthPanel(r, "cases", "A run of many cases"), growthPanel(r, "pages", "A contract of many pages")} {
		if len(p.at) > 1 {
			panels = append(panels, p)
		}
	}
	width := gap + float64(len(panels))*(panelWidth+gap)
	var t strings.Builder
	fmt.Fprintf(&t, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img" aria-label="Wall time by latency, by number of cases and by number of pages">`+"\n",
		width, panelHeight+2*gap, width, panelHeight+2*gap)
	fmt.Fprintf(&t, "<style>%s</style>\n<rect class=\"ground\" width=\"100%%\" height=\"100%%\"/>\n", plotStyle)
	for i, p := range panels {
		fmt.Fprintf(&t, "<g transform=\"translate(%.0f %.0f)\">\n", gap+float64(i)*(panelWidth+gap), gap)
		p.draw(&t)
		fmt.Fprint(&t, "</g>\n")
	}
	fmt.Fprint(&t, "</svg>\n")
	return t.String()
}

func latencyPanel(r results) panel {
	p := panel{title: "A gateway far away", over: func(x float64) string { return fmt.Sprintf("%.0f ms", x) }}
	for i, changes := range atATime {
		class := []string{"accent", "seen"}[i]
		measured := series{name: fmt.Sprintf("%d at a time", changes), class: class}
		bound := series{class: class, dashed: true}
		for _, latency := range latencies {
			m := r.of(withLatency(latency, changes))
			if m["s"] == 0 {
				continue
			}
			x := float64(latency.Milliseconds())
			measured.points = append(measured.points, point{x, m["s"]})
			bound.points = append(bound.points, point{x, m["bound-s"]})
			if !slices.Contains(p.at, x) {
				p.at = append(p.at, x)
			}
		}
		p.series = append(p.series, measured, bound)
	}
	slices.Sort(p.at)
	p.series = append(p.series, series{name: "bound", class: "soft", dashed: true})
	return p
}

// growthPanel has a dashed line for what grows like the size.
func growthPanel(r results, what, title string) panel {
	p := panel{title: title, logarithmic: true, over: func(x float64) string { return count(x) + " " + what }}
	wall := series{name: "wall", class: "accent"}
	cpu := series{name: "CPU", class: "seen"}
	for _, one := range r.below("Program/" + what + "=") {
		if one.metrics["s"] == 0 {
			continue
		}
		size := or(one.metrics["cases"], one.size)
		wall.points = append(wall.points, point{size, one.metrics["s"]})
		cpu.points = append(cpu.points, point{size, one.metrics["cpu-s"]})
		p.at = append(p.at, one.size)
	}
	if len(wall.points) > 1 {
		last := wall.points[len(wall.points)-1]
		before := wall.points[len(wall.points)-2]
		linear := series{name: "linear", class: "soft", dashed: true,
			points: []point{before, {last.x, before.y * last.x / before.x}}}
		p.series = []series{wall, cpu, linear}
	}
	return p
}

func (p panel) draw(t *strings.Builder) {
	fmt.Fprintf(t, "<rect class=\"card\" width=\"%.0f\" height=\"%.0f\" rx=\"8\"/>\n<text class=\"title\" x=\"16\" y=\"26\">%s</text>\n", panelWidth, panelHeight, p.title)
	x, y := p.scales()
	for _, tick := range y.ticks() {
		at := panelHeight - below - y.share(tick)*(panelHeight-above-below)
		fmt.Fprintf(t, "<path class=\"grid\" style=\"stroke-width:1\" d=\"M%.1f %.1fH%.1f\"/>\n", left, at, panelWidth-right)
		fmt.Fprintf(t, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", left-6, at+4, shortSeconds(tick))
	}
	place := func(at point) (float64, float64) {
		return left + x.share(at.x)*(panelWidth-left-right), panelHeight - below - y.share(at.y)*(panelHeight-above-below)
	}
	for i, at := range p.at {
		label := strings.Fields(p.over(at))[0]
		anchor := "middle"
		if i == len(p.at)-1 {
			label, anchor = p.over(at), "end"
		}
		horizontal, _ := place(point{at, y.from})
		if anchor == "end" {
			horizontal = panelWidth - right + 10
		}
		fmt.Fprintf(t, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", horizontal, panelHeight-12, anchor, label)
	}
	named := 16.0
	for _, s := range p.series {
		s.draw(t, place)
		if s.name != "" {
			named = s.legend(t, named)
		}
	}
}

func (s series) draw(t *strings.Builder, place func(point) (float64, float64)) {
	var line strings.Builder
	for i, at := range s.points {
		x, y := place(at)
		fmt.Fprintf(&line, "%s%.1f %.1f", map[bool]string{true: "M", false: "L"}[i == 0], x, y)
		if !s.dashed {
			fmt.Fprintf(t, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>\n", s.class, x, y)
		}
	}
	if line.Len() > 0 {
		fmt.Fprintf(t, "<path class=\"%s\" d=\"%s\"/>\n", s.classes(), line.String())
	}
}

// legend names the line, from x on, and returns where the next name may begin.
func (s series) legend(t *strings.Builder, x float64) float64 {
	const stroke, letter = 16, 7.2
	fmt.Fprintf(t, "<path class=\"%s\" d=\"M%.1f 42h%d\"/>\n<text class=\"name %s\" x=\"%.1f\" y=\"46\">%s</text>\n", s.classes(), x, stroke, s.class, x+stroke+5, s.name)
	return x + stroke + 5 + letter*float64(len(s.name)) + 12
}

func (s series) classes() string {
	if s.dashed {
		return s.class + " dashed"
	}
	return s.class
}

// scale is an axis.
type scale struct {
	from, to    float64
	logarithmic bool
}

func (p panel) scales() (x, y scale) {
	x, y = scale{math.Inf(1), 0, p.logarithmic}, scale{math.Inf(1), 0, p.logarithmic}
	for _, s := range p.series {
		for _, at := range s.points {
			x.from, x.to = min(x.from, at.x), max(x.to, at.x)
			y.from, y.to = min(y.from, at.y), max(y.to, at.y)
		}
	}
	if p.logarithmic {
		y.from = math.Pow(10, math.Floor(math.Log10(y.from)))
		y.to = math.Pow(10, math.Ceil(math.Log10(y.to)))
	} else {
		x.from, y.from = 0, 0
		y.to *= 1.05
	}
	return x, y
}

// share is where a value stands between the ends, 0 to 1.
func (s scale) share(v float64) float64 {
	if s.logarithmic {
		return math.Log(v/s.from) / math.Log(s.to/s.from)
	}
	return (v - s.from) / (s.to - s.from)
}

// ticks are round values: powers of ten, or about five steps.
func (s scale) ticks() []float64 {
	var list []float64
	if s.logarithmic {
		for v := s.from; v <= s.to*1.001; v *= 10 {
			list = append(list, v)
		}
		return list
	}
	step := math.Pow(10, math.Floor(math.Log10(s.to/4)))
	for _, times := range []float64{5, 2} {
		if s.to/(times*step) >= 3 {
			step *= times
			break
		}
	}
	for v := 0.0; v <= s.to; v += step {
		list = append(list, v)
	}
	return list
}

// shortSeconds is a tick's label.
func shortSeconds(v float64) string {
	if v < 1 && v > 0 {
		return fmt.Sprintf("%.0f ms", v*1000)
	}
	return fmt.Sprintf("%.0f s", v)
}
