package target

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"github.com/apigspec/apigspec/openapi/credential"
	"github.com/apigspec/apigspec/runner/exchange"
)

// Options shape the exchanges of a Client. The zero value is usable.
type Options struct {
	// Timeout bounds one exchange, connecting included; 0 means 10 s.
	Timeout time.Duration
	// Linger is how long to wait for bytes after a response that must not
	// have a body; 0 means 3 ms, less than nothing does not wait.
	Linger time.Duration
	// MaxBody is the largest body that is read, before and after decoding,
	// in bytes; 0 means 4 MiB.
	MaxBody int64
	// Version is the program's version, for the User-Agent; "" means "dev".
	Version string
	// Dial opens connections; nil means the network.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Proxy names the proxy for a request; nil means what the environment says.
	Proxy func(*http.Request) (*url.URL, error)
	// IAM carries the token call; nil means a transport with the target's
	// TLS settings.
	IAM http.RoundTripper
	// Now is the clock of signatures and token lives; nil means the real one.
	Now func() time.Time
}

func (o Options) withDefaults() Options {
	if o.Timeout <= 0 {
		o.Timeout = 10 * time.Second
	}
	if o.Linger == 0 {
		o.Linger = 3 * time.Millisecond
	}
	if o.MaxBody <= 0 {
		o.MaxBody = 4 << 20
	}
	if o.Version == "" {
		o.Version = "dev"
	}
	if o.Dial == nil {
		o.Dial = (&net.Dialer{}).DialContext
	}
	if o.Proxy == nil {
		o.Proxy = http.ProxyFromEnvironment
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// maxUnused is how long an unused connection is trusted: what stands between us
// and the target may forget it without a word.
const maxUnused = 30 * time.Second

// Client sends requests to a target, raw: each exactly once, without following
// redirects, and with an eye on every byte that comes back. It is safe for
// concurrent use.
//
// It writes and parses messages with net/http but keeps its own connections,
// because net/http's Transport drops what a server sends after the end of a
// message, and logs it to standard error.
type Client struct {
	target      Target
	options     Options
	base        *url.URL
	tls         *tls.Config
	credentials *credentials
	secrets     *secrets
	limit       *rate.Limiter
	iam         *http.Transport // ours to close; nil if the caller brought one

	// closings counts the connections that the target closed after a response, and did not
	// say so.
	closings atomic.Int64

	// turn is shared by exchanges; one that the target was too busy for takes
	// it alone when it is sent again.
	turn sync.RWMutex

	mu      sync.Mutex
	closed  bool
	spare   []*wire          // unused, the one used last at the end
	named   map[string]*wire // unused, by the name that a request gave
	live    map[*wire]bool   // not yet closed
	readers sync.WaitGroup   // one for each wire
}

// New returns a client for a target. It reads the TLS files and opens no
// connection.
func New(t Target, o Options) (*Client, error) {
	o = o.withDefaults()
	base, err := url.Parse(t.URL)
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("target %q: url is no address; write it like https://apig.example.com", t.URL)
	}
	config, err := t.TLS.config(base.Hostname())
	if err != nil {
		return nil, err
	}
	c := &Client{
		target: t, options: o, base: base, tls: config,
		secrets: newSecrets(t),
		limit:   rate.NewLimiter(rate.Inf, 1),
		named:   map[string]*wire{},
		live:    map[*wire]bool{},
	}
	if r := t.Rate.RequestsPerSecond; r > 0 {
		c.limit = rate.NewLimiter(rate.Limit(r), 1)
	}
	c.credentials = &credentials{auth: t.Auth, secrets: c.secrets}
	if t.Auth.IAM != nil {
		transport := o.IAM
		if transport == nil {
			iamTLS := config.Clone()
			iamTLS.ServerName = ""
			c.iam = &http.Transport{Proxy: o.Proxy, DialContext: o.Dial, TLSClientConfig: iamTLS, DisableKeepAlives: true}
			transport = c.iam
		}
		c.credentials.iam = newIAMTokens(*t.Auth.IAM, transport, o.Now)
	}
	return c, nil
}

// Authenticate gets the target's own credential ready, so that a refusal is
// known before the first case. Errors are *CredentialError; their text holds
// no secret.
func (c *Client) Authenticate(ctx context.Context) error {
	_, err := c.credentials.own(ctx)
	return c.withoutSecrets(err)
}

// Has returns a *MissingCredential if the target file does not provide the
// credential that a request asks for.
func (c *Client) Has(cred Credential) error {
	if c.target.Auth.AKSK != nil && cred.Credential == "" && cred.Alter == "" && strings.EqualFold(cred.Place, "header:"+credential.TokenHeader) {
		return &MissingCredential{Credential: "token", Key: "auth.token"}
	}
	if !credential.Provided(cred.Credential) {
		return nil
	}
	_, _, err := c.credentials.token(context.Background(), cred.Credential)
	return err
}

// Send sends one request and returns what came of it, redacted. Whatever goes
// wrong is a Fault of the exchange. Waiting for the rate limit and for an IAM
// token does not count into the exchange's duration or time limit.
func (c *Client) Send(ctx context.Context, r Request) exchange.Exchange {
	c.turn.RLock()
	defer c.turn.RUnlock()
	return c.send(ctx, r)
}

func (c *Client) send(ctx context.Context, r Request) exchange.Exchange {
	x := exchange.Exchange{Request: exchange.Request{Method: r.Method, URL: c.target.URL + r.Path, Body: r.Body}, Started: time.Now()}
	m, err := c.newMessage(r)
	if err != nil {
		return c.finish(x, r, nil, internal(err))
	}
	plain := *m
	plain.header = maps.Clone(m.header)
	if err := c.credentials.authenticate(ctx, m, r.Auth, c.options.Now()); err != nil {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return c.finish(x, r, &plain, internal(err))
	}
	x.Request.URL, x.Request.Header, x.Request.Body = m.url(), m.sentHeader(), exchange.Payload(m.body)
	if err := c.limit.Wait(ctx); err != nil {
		return c.finish(x, r, &plain, outcome{fault: &exchange.Fault{Kind: exchange.FaultCanceled, Message: "the run was interrupted"}, err: err})
	}
	limit := c.options.Timeout
	if r.Timeout > 0 {
		limit = min(limit, r.Timeout)
	}
	timed, cancel := context.WithTimeoutCause(ctx, limit, errTimeUp)
	defer cancel()
	as := readLimits{linger: r.Linger, maxBody: c.options.MaxBody}
	if r.MaxBody > 0 {
		as.maxBody = min(as.maxBody, r.MaxBody)
	}
	o := c.attempt(timed, m, c.connectionFor(r), as)
	if o.dropped {
		connection := r.Connection // one that is named has ended, and a new one takes its name
		if connection == "" {
			connection = pooledFresh
		}
		// Where nobody is reached any more, what became of the first attempt stands.
		if again := c.attempt(timed, m, connection, as); again.fault == nil || again.fault.Kind != exchange.FaultConnect {
			c.noteClosing(again)
			o, x.Retried = again, true
		}
	}
	return c.finish(x, r, &plain, o)
}

// outcome is what one attempt at an exchange came to.
type outcome struct {
	response *exchange.Response
	fault    *exchange.Fault
	err      error
	started  time.Time
	finished time.Time
	reused   bool
	// dropped is set when a connection that had been used ended without a byte of a
	// response.
	dropped bool
}

// internal is the outcome of a request that could not be sent.
func internal(err error) outcome {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return outcome{fault: &exchange.Fault{Kind: exchange.FaultCanceled, Message: "the run was interrupted"}, err: err}
	}
	return outcome{fault: &exchange.Fault{Kind: exchange.FaultInternal, Message: err.Error()}, err: err}
}

// attempt sends a message over one connection and reads the response.
func (c *Client) attempt(ctx context.Context, m *message, connection string, as readLimits) (o outcome) {
	o.started = time.Now()
	defer func() {
		if o.finished.Before(o.started) {
			o.finished = time.Now()
		}
	}()
	w, reused, err := c.connect(ctx, connection)
	if err != nil {
		o.err = err
		if o.fault = timeFault(ctx, "a connection"); o.fault == nil {
			o.fault = &exchange.Fault{Kind: exchange.FaultConnect, Message: err.Error()}
		}
		return o
	}
	o.reused = reused
	if unread, _ := w.pending(); unread > 0 {
		o.fault = &exchange.Fault{Kind: exchange.FaultMalformed, Message: "the connection holds bytes that belong to no response: " + excerpt(w.rest())}
		c.keepOrClose(w, connection, false)
		return o
	}
	out, err := m.bytes(w)
	if err != nil {
		c.keepOrClose(w, connection, true)
		return internal(err)
	}
	before, _ := w.counts()
	o.started = time.Now()
	w.begin(ctx)
	written := w.write(out)
	got := c.receive(ctx, w, m.method, as)
	after, _ := w.counts()
	o.response, o.fault, o.finished = got.response, got.fault, got.received
	o.dropped = reused && after == before && o.fault != nil && o.fault.Kind == exchange.FaultReset
	c.keepOrClose(w, connection, got.reusable && o.fault == nil && isWritten(written))
	return o
}

// writeGrace is how long a complete response may overtake the news that its
// request was written. A request that is still being written after that got an
// early response, and its connection is no good for another.
const writeGrace = 20 * time.Millisecond

// isWritten reports whether a request whose response is complete was written in
// full.
func isWritten(written <-chan error) bool {
	select {
	case err := <-written:
		return err == nil
	default:
	}
	timer := time.NewTimer(writeGrace)
	defer timer.Stop()
	select {
	case err := <-written:
		return err == nil
	case <-timer.C:
		return false
	}
}
