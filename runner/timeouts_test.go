package runner

import (
	"testing"
	"time"

	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/target"
)

func TestAdaptiveTimeouts(t *testing.T) {
	fault := func(kind exchange.FaultKind) exchange.Exchange {
		return exchange.Exchange{Fault: &exchange.Fault{Kind: kind}}
	}
	answered := exchange.Exchange{Response: &exchange.Response{Status: 204}}
	for name, c := range map[string]struct {
		saw     exchange.Exchange
		times   int
		before  bool // it has answered before
		timeout time.Duration
		size    int64
	}{
		"answers":                 {answered, 20, false, 0, 0},
		"lapsed twice":            {fault(exchange.FaultTimeout), 2, false, 0, 0},
		"lapsed three times":      {fault(exchange.FaultTimeout), 3, false, time.Second, 0},
		"never answered":          {fault(exchange.FaultTimeout), 10, false, 100 * time.Millisecond, 0},
		"answered once":           {fault(exchange.FaultTimeout), 9, true, time.Second, 0},
		"answered long ago":       {fault(exchange.FaultTimeout), 10, true, 300 * time.Millisecond, 0},
		"too large twice":         {fault(exchange.FaultTooLarge), 2, false, 0, 0},
		"too large three times":   {fault(exchange.FaultTooLarge), 3, false, 0, 1 << 20},
		"reset many times":        {fault(exchange.FaultReset), 20, false, 0, 0},
		"another operation hangs": {},
	} {
		t.Run(name, func(t *testing.T) {
			var p adaptiveTimeouts
			for range 20 {
				p.saw("other", fault(exchange.FaultTimeout))
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
