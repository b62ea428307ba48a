package target

import (
	"context"
	"time"

	"github.com/apigspec/apigspec/runner/exchange"
)

// Attempts is how many times Again is worth calling for one request.
const Attempts = 7

// firstPause is how long Again waits the first time; each further attempt
// doubles it. All of them together last longer than the second that rate
// limits are counted in.
const firstPause = 20 * time.Millisecond

// Again sends once more what the target was too busy for, and sends nothing
// else meanwhile: requests that got into each other's way would do so again.
// It waits before, longer with each attempt, from 1 to Attempts. Connections that nobody
// uses are closed: the target may take only so many.
func (c *Client) Again(ctx context.Context, r Request, attempt int) exchange.Exchange {
	c.turn.Lock()
	defer c.turn.Unlock()
	c.closeSpare()
	timer := time.NewTimer(firstPause << (attempt - 1))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	return c.send(ctx, r)
}
