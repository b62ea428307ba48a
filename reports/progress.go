package reports

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/judge"
)

// ProgressMode is the --progress flag.
type ProgressMode string

// The modes.
const (
	// ProgressAuto draws a bar on a terminal and prints lines elsewhere.
	ProgressAuto  ProgressMode = "auto"
	ProgressPlain ProgressMode = "plain"
	ProgressNone  ProgressMode = "none"
)

// Progress shows how far a run has come: a bar with counts, elapsed and
// remaining time on a terminal; elsewhere a line for each case that went wrong
// and one for every tenth of the run. It is safe for concurrent use.
type Progress struct {
	mu      sync.Mutex
	w       io.Writer
	style   Style
	mode    ProgressMode
	strict  bool
	total   int
	done    int
	counts  Counts
	failed  int
	now     func() time.Time
	started time.Time
	drawn   time.Time
	stop    chan struct{}
	stopped sync.WaitGroup
}

// redraw is how often a bar is drawn: often enough for a clock of seconds, and
// no burden on the run.
const redraw = 100 * time.Millisecond

// NewProgress shows the progress of a run of total cases on w. Finish must be
// called after the last case, before anything else is printed.
func NewProgress(w io.Writer, mode ProgressMode, style Style, total int, strict bool) *Progress {
	if mode == ProgressAuto && !style.Live {
		mode = ProgressPlain
	}
	p := newProgress(w, mode, style, total, strict, time.Now)
	if mode == ProgressAuto {
		p.tick()
	}
	return p
}

func newProgress(w io.Writer, mode ProgressMode, style Style, total int, strict bool, now func() time.Time) *Progress {
	return &Progress{
		w: w, style: style, mode: mode, strict: strict, total: total,
		counts: NewCounts(), now: now, started: now(), stop: make(chan struct{}),
	}
}

// tick redraws the bar while no case finishes, so that a hanging target is
// seen to hang.
func (p *Progress) tick() {
	p.stopped.Go(func() {
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		for {
			select {
			case <-p.stop:
				return
			case <-ticker.C:
				p.mu.Lock()
				p.draw()
				p.mu.Unlock()
			}
		}
	})
}

// Add counts a finished case.
func (p *Progress) Add(result runner.Result) {
	p.mu.Lock()
	defer p.mu.Unlock()
	tenthBefore := p.tenth()
	p.done++
	p.counts.Add(result.Verdict, result.Case.Level)
	blocking := result.Verdict != judge.Skip && result.Blocking(p.strict)
	if blocking {
		p.failed++
	}
	switch p.mode {
	case ProgressNone:
		return
	case ProgressPlain:
		if blocking {
			p.line(result)
		}
		if p.tenth() > tenthBefore || p.done == p.total {
			fmt.Fprintln(p.w, p.status())
		}
	default:
		if blocking {
			p.clear()
			p.line(result)
			p.draw()
		} else if p.now().Sub(p.drawn) >= redraw {
			p.draw()
		}
	}
}

// Finish removes the bar.
func (p *Progress) Finish() {
	if p.mode != ProgressAuto {
		return
	}
	close(p.stop)
	p.stopped.Wait()
	p.clear()
}

func (p *Progress) line(result runner.Result) {
	c := NewCase(result)
	text := fmt.Sprintf("%s %s: %s", strings.ToUpper(string(c.Verdict)), c.ID, c.Headline())
	fmt.Fprintln(p.w, p.style.paint(red, p.style.cut(printable(text))))
}

func (p *Progress) clear() { fmt.Fprint(p.w, "\r\x1b[K") }

// draw needs the lock.
func (p *Progress) draw() {
	p.drawn = p.now()
	text := p.status()
	// One column stays free: many terminals wrap a line that fills the last.
	if room := p.style.Width - columns(text) - 2; room >= 10 {
		text = p.bar(min(room, 40)) + " " + text
	} else {
		text = Style{Width: max(0, p.style.Width-1)}.cut(text)
	}
	p.clear()
	fmt.Fprint(p.w, text)
}

func (p *Progress) bar(width int) string {
	filled := width
	if p.total > 0 {
		filled = min(width, width*p.done/p.total)
	}
	color := green
	if p.failed > 0 {
		color = red
	}
	return p.style.paint(color, strings.Repeat("█", filled)) + p.style.paint(dim, strings.Repeat("░", width-filled))
}

// status is the bar in words: "120/345 · 2 failed · 110 passed · 1.2 s · 2.3 s left".
func (p *Progress) status() string {
	spent := p.now().Sub(p.started)
	parts := []string{
		fmt.Sprintf("%d/%d", p.done, p.total),
		fmt.Sprintf("%d failed", p.failed),
		fmt.Sprintf("%d passed", p.counts.Of(judge.Pass)),
	}
	if skipped := p.counts.Of(judge.Skip); skipped > 0 {
		parts = append(parts, fmt.Sprintf("%d skipped", skipped))
	}
	parts = append(parts, clock(spent))
	if p.done > 0 && p.done < p.total {
		left := time.Duration(float64(spent) / float64(p.done) * float64(p.total-p.done))
		parts = append(parts, clock(left)+" left")
	}
	return strings.Join(parts, " · ")
}

func (p *Progress) tenth() int {
	if p.total == 0 {
		return 0
	}
	return 10 * p.done / p.total
}
