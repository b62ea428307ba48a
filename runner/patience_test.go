package runner

import (
	"testing"
	"time"

	"github.com/apigspec/apigspec/runner/target"
)

func TestPatience(t *testing.T) {
	fault := func(kind string) target.Exchange { return target.Exchange{Fault: &target.Fault{Kind: kind}} }
	answered := target.Exchange{Response: &target.Response{Status: 204}}
	for name, c := range map[string]struct {
		saw     target.Exchange
		times   int
		before  bool // it has answered before
		timeout time.Duration
		size    int64
	}{
		"answers":                 {answered, 20, false, 0, 0},
		"lapsed twice":            {fault(target.FaultTimeout), 2, false, 0, 0},
		"lapsed three times":      {fault(target.FaultTimeout), 3, false, time.Second, 0},
		"never answered":          {fault(target.FaultTimeout), 10, false, 100 * time.Millisecond, 0},
		"answered once":           {fault(target.FaultTimeout), 9, true, time.Second, 0},
		"answered long ago":       {fault(target.FaultTimeout), 10, true, 300 * time.Millisecond, 0},
		"too large twice":         {fault(target.FaultTooLarge), 2, false, 0, 0},
		"too large three times":   {fault(target.FaultTooLarge), 3, false, 0, 1 << 20},
		"reset many times":        {fault(target.FaultReset), 20, false, 0, 0},
		"another operation hangs": {},
	} {
		t.Run(name, func(t *testing.T) {
			var p patience
			for range 20 {
				p.saw("other", fault(target.FaultTimeout))
			}
			if c.before {
				p.saw("op", answered)
			}
			for range c.times {
				p.saw("op", c.saw)
			}
			var r target.Request
			p.limit("op", &r)
			if r.Timeout != c.timeout || r.MaxBody != c.size {
				t.Errorf("limits %v and %d bytes, want %v and %d", r.Timeout, r.MaxBody, c.timeout, c.size)
			}
		})
	}
}
