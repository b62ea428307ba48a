package target

import (
	"context"
	"errors"
	"time"
)

// pooledFresh asks for a new connection that is kept for others afterwards.
// It is no name that a case could give.
const pooledFresh = "\x00fresh"

// maxSpare is how many unused wires are kept.
const maxSpare = 64

var errClosed = errors.New("the client is closed")

// connect returns the wire that a request asks for: a pooled or new one for
// "", a new one for "fresh", and the one of that name otherwise. It belongs to
// the caller until keepOrClose.
func (c *Client) connect(ctx context.Context, connection string) (w *wire, reused bool, err error) {
	switch connection {
	case "":
		w = c.takeSpare(ctx)
	case "fresh", pooledFresh:
	default:
		w = c.takeNamed(ctx, connection)
	}
	if w != nil {
		return w, true, nil
	}
	if w, err = c.dial(ctx); err != nil {
		return nil, false, err
	}
	return w, false, c.startReading(w)
}

// startReading starts reading a new wire.
func (c *Client) startReading(w *wire) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		w.close()
		return errClosed
	}
	c.live[w] = true
	c.readers.Add(1)
	go func() {
		defer c.readers.Done()
		w.receive()
	}()
	return nil
}

// takeSpare returns the wire that has been unused for longest and still can be
// used; nil if there is none.
func (c *Client) takeSpare(ctx context.Context) *wire {
	for {
		c.mu.Lock()
		if len(c.spare) == 0 {
			c.mu.Unlock()
			return nil
		}
		w := c.spare[0]
		c.spare = c.spare[1:]
		c.mu.Unlock()
		c.rest(ctx, w)
		unread, alive := w.pending()
		if alive && unread == 0 && time.Since(w.lastUsed) < maxUnused {
			return w
		}
		c.discard(w)
	}
}

// rest leaves a wire alone for a moment after its last response. A target that
// closes after its response does so at once; what it does later is its own doing.
func (c *Client) rest(ctx context.Context, w *wire) {
	w.linger(ctx, c.options.Linger-time.Since(w.lastUsed))
}

// takeNamed returns the wire of a name, nil if there is none yet or the target
// has closed it.
func (c *Client) takeNamed(ctx context.Context, name string) *wire {
	c.mu.Lock()
	w := c.named[name]
	delete(c.named, name)
	c.mu.Unlock()
	if w == nil {
		return nil
	}
	c.rest(ctx, w)
	if unread, alive := w.pending(); alive || unread > 0 {
		return w
	}
	c.discard(w)
	return nil
}

// keepOrClose ends a request's use of a wire: it goes back to where the next
// request finds it, or is closed.
func (c *Client) keepOrClose(w *wire, connection string, reusable bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	w.lastUsed = time.Now()
	pooled := connection == "" || connection == pooledFresh
	switch {
	case c.closed, !reusable, connection == "fresh", pooled && len(c.spare) >= maxSpare:
		c.drop(w)
	case pooled:
		c.spare = append(c.spare, w)
	default:
		if other := c.named[connection]; other != nil {
			c.drop(other)
		}
		c.named[connection] = w
	}
}

// closeSpare closes the wires that nobody uses.
func (c *Client) closeSpare() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, w := range c.spare {
		c.drop(w)
	}
	c.spare = nil
}

// drop closes a wire; the caller holds the lock.
func (c *Client) drop(w *wire) {
	delete(c.live, w)
	w.close()
}

func (c *Client) discard(w *wire) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drop(w)
}

// Release closes the connection of a name, if there is one.
func (c *Client) Release(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if w := c.named[name]; w != nil {
		delete(c.named, name)
		c.drop(w)
	}
}

// Close closes every connection. Requests in progress end with a fault.
func (c *Client) Close() error {
	c.mu.Lock()
	c.closed = true
	for w := range c.live {
		c.drop(w)
	}
	c.spare, c.named = nil, map[string]*wire{}
	c.mu.Unlock()
	c.readers.Wait()
	if c.iam != nil {
		c.iam.CloseIdleConnections()
	}
	return nil
}
