package target

import (
	"bufio"
	"context"
	"errors"
	"net"
	"slices"
	"sync"
	"time"
)

const (
	// maxUnread is how many bytes a wire takes in before somebody reads them.
	maxUnread = 64 << 10
	// maxHead bounds the head of a response, interim responses included.
	maxHead = 1 << 20
)

var errHeadTooLarge = errors.New("the head of the response is larger than 1 MiB")

// wire is a connection to the target that sees every byte: it is read all the
// time by a goroutine of its own, so that bytes which nobody asked for and the
// closing of an unused connection are noticed. For HTTPS it carries the
// decrypted stream. One exchange at a time uses it.
type wire struct {
	conn net.Conn
	// throughProxy is set when requests on this wire go to a proxy for http.
	throughProxy bool
	// proxyAuth is the credential that this proxy wants; usually empty.
	proxyAuth string
	reader    *bufio.Reader
	lastUsed  time.Time

	mu       sync.Mutex
	unread   []byte
	received int64     // bytes in all
	last     time.Time // when the last of them came
	ended    error     // why no more will come

	arrived chan struct{} // something came or the stream ended
	drained chan struct{} // something was read
	closed  chan struct{} // closed by close

	closing sync.Once

	// ctx bounds the reads of the exchange in progress; head collects what
	// it reads while recording is set.
	ctx       context.Context
	recording bool
	head      []byte
	sawEnd    bool
}

func newWire(conn net.Conn) *wire {
	w := &wire{
		conn:    conn,
		arrived: make(chan struct{}, 1),
		drained: make(chan struct{}, 1),
		closed:  make(chan struct{}),
	}
	w.reader = bufio.NewReader(w)
	return w
}

// receive takes in what the target sends, until the stream ends.
func (w *wire) receive() {
	chunk := make([]byte, 8<<10)
	for {
		n, err := w.conn.Read(chunk)
		if full := w.take(chunk[:n], err); err != nil {
			return
		} else if full {
			select {
			case <-w.drained:
			case <-w.closed:
				return
			}
		}
	}
}

func (w *wire) take(data []byte, err error) (full bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(data) > 0 {
		w.unread = append(w.unread, data...)
		w.received += int64(len(data))
		w.last = time.Now()
	}
	if err != nil {
		w.ended = err
	}
	signal(w.arrived)
	return len(w.unread) >= maxUnread
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Read gives the exchange in progress what has come, or waits for it until
// the exchange's time is up.
func (w *wire) Read(p []byte) (int, error) {
	if w.recording && len(w.head) > maxHead {
		return 0, errHeadTooLarge
	}
	for {
		n, err := w.pop(p)
		if n > 0 && w.recording {
			w.head = append(w.head, p[:n]...)
		}
		if n > 0 {
			return n, nil
		}
		if err != nil {
			w.sawEnd = true
			return 0, err
		}
		select {
		case <-w.arrived:
		case <-w.ctx.Done():
			return 0, w.ctx.Err()
		}
	}
}

func (w *wire) pop(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.unread) == 0 {
		return 0, w.ended
	}
	n := copy(p, w.unread)
	rest := copy(w.unread, w.unread[n:])
	w.unread = w.unread[:rest]
	signal(w.drained)
	return n, nil
}

// alert is the TLS alert that ended the stream before a byte came; nil if none
// did. With TLS 1.3 a server refuses the client's certificate only after the
// handshake.
func (w *wire) alert() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	var remote *net.OpError
	if w.received == 0 && errors.As(w.ended, &remote) && remote.Op == "remote error" {
		return remote
	}
	return nil
}

// begin prepares the wire for an exchange.
func (w *wire) begin(ctx context.Context) {
	w.ctx, w.recording, w.head, w.sawEnd = ctx, true, w.head[:0], false
}

// counts returns how many bytes have been received and when the last one came.
func (w *wire) counts() (received int64, last time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.received, w.last
}

// pending is how many received bytes nobody has read; alive whether more may come.
func (w *wire) pending() (unread int, alive bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.reader.Buffered() + len(w.unread), w.ended == nil
}

// linger waits until bytes are pending, the stream ends, or the time is up.
func (w *wire) linger(ctx context.Context, d time.Duration) {
	if unread, alive := w.pending(); d <= 0 || unread > 0 || !alive {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	for {
		select {
		case <-w.arrived:
			if unread, alive := w.pending(); unread > 0 || !alive {
				return
			}
		case <-timer.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

// rest takes everything that is pending.
func (w *wire) rest() []byte {
	buffered, _ := w.reader.Peek(w.reader.Buffered())
	w.mu.Lock()
	defer w.mu.Unlock()
	out := slices.Concat(buffered, w.unread)
	_, _ = w.reader.Discard(len(buffered))
	w.unread = w.unread[:0]
	signal(w.drained)
	return out
}

// write sends data in the background, since a target may respond before it has
// read everything. The channel delivers the result; closing the wire ends it.
func (w *wire) write(data []byte) <-chan error {
	done := make(chan error, 1)
	go func() {
		_, err := w.conn.Write(data)
		done <- err
	}()
	return done
}

func (w *wire) close() {
	w.closing.Do(func() {
		close(w.closed)
		_ = w.conn.Close() // nothing can be done about it, and nothing depends on it
	})
}
