package target

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// Attempts is how many times Again is worth calling for one request.
const Attempts = 7

// firstPause is how long Again waits the first time; each further attempt
// doubles it. All of them together last longer than the second that rate
// limits are counted in.
const firstPause = 20 * time.Millisecond

// Busy names the answer of a target that asks to come again: 429 where it
// limits its callers, 500 APIG.3500 where it is at work on another binding of
// the same gateway. It is empty for any other answer.
func (x Exchange) Busy() string {
	if x.Response == nil {
		return ""
	}
	switch x.Response.Status {
	case http.StatusTooManyRequests:
		return "429"
	case http.StatusInternalServerError:
		var e struct {
			Code string `json:"error_code"`
		}
		if json.Unmarshal(x.Response.Body, &e) == nil && e.Code == "APIG.3500" {
			return "500 APIG.3500"
		}
	}
	return ""
}

// Again sends once more what the target was too busy for, and sends nothing
// else meanwhile: requests that got into each other's way would do so again.
// It waits before, longer with each attempt, from 1 to Attempts.
func (c *Client) Again(ctx context.Context, r Request, attempt int) Exchange {
	c.turn.Lock()
	defer c.turn.Unlock()
	timer := time.NewTimer(firstPause << (attempt - 1))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	return c.send(ctx, r)
}
