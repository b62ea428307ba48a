package target

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/runner/exchange"
)

const testToken = "MIIEtoken-Planted-Secret/0123456789+abcdef=="

// rawServer serves every connection with the given function.
func rawServer(t *testing.T, serve func(net.Conn, *bufio.Reader)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	open := map[net.Conn]bool{}
	wg.Add(1)
	go func() {
		defer wg.Done()
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			open[conn] = true
			mu.Unlock()
			wg.Add(1)
			go func() {
				defer wg.Done()
				defer func() { _ = conn.Close() }()
				serve(conn, bufio.NewReader(conn))
			}()
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		mu.Lock()
		for conn := range open {
			_ = conn.Close()
		}
		mu.Unlock()
		wg.Wait()
	})
	return "http://" + l.Addr().String()
}

// readRequest takes one request off the connection.
func readRequest(r *bufio.Reader) bool {
	req, err := http.ReadRequest(r)
	if err != nil {
		return false
	}
	_, err = io.Copy(io.Discard, req.Body)
	return err == nil
}

// responding sends the same bytes after every request and keeps the connection.
func responding(response string) func(net.Conn, *bufio.Reader) {
	return func(conn net.Conn, r *bufio.Reader) {
		for readRequest(r) {
			if _, err := io.WriteString(conn, response); err != nil {
				return
			}
		}
	}
}

// respondingOnce sends the bytes and closes.
func respondingOnce(response string) func(net.Conn, *bufio.Reader) {
	return func(conn net.Conn, r *bufio.Reader) {
		if readRequest(r) {
			_, _ = io.WriteString(conn, response)
		}
	}
}

func testTarget(url string) Target {
	return Target{
		URL: url, Profile: "apig", ProjectID: "p", InstanceID: "i", EnvID: DefaultEnvID,
		Auth: Auth{Token: testToken, Dialect: "direct"},
	}
}

func newClient(t *testing.T, target Target, o Options) *Client {
	t.Helper()
	c, err := New(target, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func put(body string) Request {
	return Request{
		Method: "PUT", Path: "/v2/p/apigw/instances/i/acl-bindings", Query: "action=delete",
		Header: http.Header{"Content-Type": {"application/json;charset=UTF-8"}},
		Body:   []byte(body), Case: "apig.acl-unbind/body/example",
	}
}

func TestResponses(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	endless := func(prefix, unit string) func(net.Conn, *bufio.Reader) {
		return func(conn net.Conn, r *bufio.Reader) {
			readRequest(r)
			_, err := io.WriteString(conn, prefix)
			for err == nil {
				_, err = io.WriteString(conn, unit)
			}
		}
	}
	reset := func(prefix string) func(net.Conn, *bufio.Reader) {
		return func(conn net.Conn, r *bufio.Reader) {
			readRequest(r)
			_, _ = io.WriteString(conn, prefix)
			_ = conn.(*net.TCPConn).SetLinger(0)
		}
	}
	hang := func(prefix string) func(net.Conn, *bufio.Reader) {
		return func(conn net.Conn, r *bufio.Reader) {
			readRequest(r)
			_, _ = io.WriteString(conn, prefix)
			_, _ = r.ReadByte()
		}
	}
	tests := []struct {
		name     string
		serve    func(net.Conn, *bufio.Reader)
		fault    exchange.FaultKind
		message  string
		status   int
		body     string
		trailing string
	}{
		{name: "content length", serve: responding(head + "Content-Length: 2\r\n\r\n{}"), status: 200, body: "{}"},
		{name: "chunked", serve: responding(head + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"), status: 200, body: "{}"},
		{name: "until close", serve: respondingOnce(head + "\r\n{}"), status: 200, body: "{}"},
		{name: "HTTP/1.0", serve: respondingOnce("HTTP/1.0 200 OK\r\n\r\n{}"), status: 200, body: "{}"},
		{name: "no content", serve: responding("HTTP/1.1 204 No Content\r\n\r\n"), status: 204},
		{name: "interim responses", serve: responding("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + head + "Content-Length: 2\r\n\r\n{}"), status: 200, body: "{}"},
		{name: "redirect is a response", serve: responding("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"), status: 302},
		{name: "bytes after 204", serve: responding("HTTP/1.1 204 No Content\r\n\r\n{}"), status: 204, trailing: "{}"},
		{name: "late bytes after 204", serve: func(conn net.Conn, r *bufio.Reader) {
			readRequest(r)
			_, _ = io.WriteString(conn, "HTTP/1.1 204 No Content\r\n\r\n")
			time.Sleep(time.Millisecond)
			_, _ = io.WriteString(conn, "late")
			_, _ = r.ReadByte()
		}, status: 204, trailing: "late"},
		{name: "204 with a length and a body", serve: responding("HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n{}"), status: 204, trailing: "{}"},
		{name: "204 chunked and empty", serve: responding("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), status: 204},
		{name: "204 chunked with a body", serve: responding("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"), status: 204, trailing: "2\r\n{}\r\n0\r\n\r\n"},
		{name: "204 not chunked with an end of chunks", serve: responding("HTTP/1.1 204 No Content\r\n\r\n0\r\n\r\n"), status: 204, trailing: "0\r\n\r\n"},
		{name: "bytes beyond the length", serve: responding(head + "Content-Length: 2\r\n\r\n{}xyz"), status: 200, body: "{}", trailing: "xyz"},
		{name: "bytes beyond the last chunk", serve: responding(head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\nxyz"), status: 200, body: "{}", trailing: "xyz"},
		{name: "length too long, closed", serve: respondingOnce(head + "Content-Length: 9\r\n\r\n{}"), fault: exchange.FaultTruncated, message: "Content-Length announced 9", status: 200, body: "{}"},
		{name: "length too long, open", serve: hang(head + "Content-Length: 9\r\n\r\n{}"), fault: exchange.FaultTimeout, message: "after 2 bytes", status: 200, body: "{}"},
		{name: "unfinished chunks, closed", serve: respondingOnce(head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"), fault: exchange.FaultTruncated, message: "last chunk", status: 200, body: "{}"},
		{name: "unfinished chunks, open", serve: hang(head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"), fault: exchange.FaultTimeout, status: 200, body: "{}"},
		{name: "false chunk size", serve: responding(head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"), fault: exchange.FaultMalformed, status: 200},
		{name: "reset inside the body", serve: reset(head + "Content-Length: 9\r\n\r\n{}"), fault: exchange.FaultTruncated, status: 200},
		{name: "empty reply", serve: respondingOnce(""), fault: exchange.FaultReset, message: "without a response"},
		{name: "reset", serve: reset(""), fault: exchange.FaultReset, message: "without a response"},
		{name: "closed inside the head", serve: respondingOnce("HTTP/1.1 200 OK\r\nContent-"), fault: exchange.FaultReset, message: "inside the head"},
		{name: "hang", serve: hang(""), fault: exchange.FaultTimeout, message: "the head"},
		{name: "hang inside the head", serve: hang("HTTP/1.1 200 OK\r\n"), fault: exchange.FaultTimeout, message: "the head"},
		{name: "garbage", serve: responding(strings.Repeat("\x00\xffgarbage!", 20)), fault: exchange.FaultMalformed, message: "not HTTP"},
		{name: "garbage, closed", serve: respondingOnce(strings.Repeat("g", 200)), fault: exchange.FaultMalformed, message: "not HTTP"},
		{name: "a page without a head", serve: respondingOnce("<html><body>Welcome</body></html>"), fault: exchange.FaultMalformed, message: "<html>"},
		{name: "HTTP/2 preface", serve: hang("\x00\x00\x12\x04\x00\x00\x00\x00\x00"), fault: exchange.FaultMalformed},
		{name: "malformed status", serve: responding("HTTP/1.1 2x0 OK\r\n\r\n"), fault: exchange.FaultMalformed, message: "cannot be parsed"},
		{name: "malformed header", serve: responding("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n"), fault: exchange.FaultMalformed, message: "cannot be parsed"},
		{name: "contradicting lengths", serve: responding("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"), fault: exchange.FaultMalformed},
		{name: "endless header line", serve: endless("HTTP/1.1 200 OK\r\nX: ", strings.Repeat("x", 1000)), fault: exchange.FaultTooLarge, message: "head"},
		{name: "endless headers", serve: endless("HTTP/1.1 200 OK\r\n", strings.Repeat("X-Y: z\r\n", 100)), fault: exchange.FaultTooLarge, message: "head"},
		{name: "endless interim responses", serve: endless("", strings.Repeat("HTTP/1.1 102 Processing\r\n\r\n", 10)), fault: exchange.FaultMalformed, message: "interim"},
		{name: "endless body", serve: endless(head+"\r\n", strings.Repeat("x", 1000)), fault: exchange.FaultTooLarge, status: 200},
		{name: "endless chunks", serve: endless(head+"Transfer-Encoding: chunked\r\n\r\n", strings.Repeat("2\r\n{}\r\n", 100)), fault: exchange.FaultTooLarge, status: 200},
		{name: "announced too large", serve: hang(head + "Content-Length: 99999999\r\n\r\n"), fault: exchange.FaultTooLarge, message: "announces", status: 200},
		{name: "false gzip", serve: responding(head + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"), fault: exchange.FaultEncoding, message: "gzip", status: 200, body: "{}"},
		{name: "coding not asked for", serve: responding(head + "Content-Encoding: br\r\nContent-Length: 2\r\n\r\n{}"), fault: exchange.FaultEncoding, message: "br", status: 200, body: "{}"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			options := Options{Timeout: time.Minute, Linger: 250 * time.Millisecond, MaxBody: 1 << 16}
			if test.fault == exchange.FaultTimeout {
				options.Timeout = 250 * time.Millisecond
			}
			c := newClient(t, testTarget(rawServer(t, test.serve)), options)
			x := c.Send(t.Context(), put(`{"acl_bindings":[]}`))
			var kind exchange.FaultKind
			var message string
			if x.Fault != nil {
				kind, message = x.Fault.Kind, x.Fault.Message
			}
			if kind != test.fault || !strings.Contains(message, test.message) {
				t.Errorf("fault %q %q; want %q with %q", kind, message, test.fault, test.message)
			}
			var status int
			var body, trailing string
			if x.Response != nil {
				status, body, trailing = x.Response.Status, string(x.Response.Body), string(x.Response.Trailing)
			}
			if status != test.status || trailing != test.trailing {
				t.Errorf("status %d, trailing %q; want %d, %q", status, trailing, test.status, test.trailing)
			}
			if test.body != "" && body != test.body {
				t.Errorf("body %.80q; want %q", body, test.body)
			}
			if _, err := json.Marshal(x); err != nil {
				t.Errorf("the exchange does not go into the log: %v", err)
			}
		})
	}
}

func TestHeadAsReceived(t *testing.T) {
	url := rawServer(t, responding("HTTP/1.1 103 Early Hints\r\nX-Echo: "+testToken+"\r\n\r\nHTTP/1.1 200 Fine\r\ncontent-TYPE:application/json\r\nX-ECHO: "+testToken+"\r\nset-cookie: a=b\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-Trace: 7\r\n\r\n"))
	x := newClient(t, testTarget(url), Options{}).Send(t.Context(), put("{}"))
	if x.Fault != nil {
		t.Fatal(x.Fault)
	}
	want := &exchange.Response{
		Proto: "HTTP/1.1", Status: 200, Body: exchange.Payload("{}"), Interim: []int{103},
		Header: http.Header{"Content-Type": {"application/json"}, "X-Echo": {"[redacted]"}, "Set-Cookie": {"[redacted]"}, "Transfer-Encoding": {"chunked"}},
		Around: exchange.Payload("HTTP/1.1 103 Early Hints\r\nX-Echo: [redacted]\nX-Trace: 7"),
		Head:   exchange.Payload("HTTP/1.1 200 Fine\r\ncontent-TYPE:application/json\r\nX-ECHO: [redacted]\r\nset-cookie: [redacted]\r\ntransfer-encoding: chunked"),
	}
	if diff := cmp.Diff(want, x.Response); diff != "" {
		t.Errorf("response (-want +got):\n%s", diff)
	}
}

func TestLingerAfterABody(t *testing.T) {
	url := rawServer(t, func(conn net.Conn, r *bufio.Reader) {
		for readRequest(r) {
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
			time.Sleep(20 * time.Millisecond)
			_, _ = io.WriteString(conn, "late")
		}
	})
	c := newClient(t, testTarget(url), Options{Timeout: time.Minute, Linger: time.Second})
	r := put("{}")
	r.Linger = time.Minute
	if x := c.Send(t.Context(), r); x.Fault != nil || string(x.Response.Trailing) != "late" {
		t.Errorf("got %+v, fault %v; want the late bytes", x.Response, x.Fault)
	}
	// Without waiting, the late bytes are met by whoever asks for that very
	// connection again.
	r.Linger, r.Connection = 0, "mine"
	c.Send(t.Context(), r)
	if x := c.Send(t.Context(), r); x.Fault == nil || x.Fault.Kind != exchange.FaultMalformed || !strings.Contains(x.Fault.Message, `"late"`) {
		t.Errorf("got fault %+v; want the bytes that belong to no response", x.Fault)
	}
}

func BenchmarkSend(b *testing.B) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"success_count":1,"failure":[]}`)
	}))
	defer s.Close()
	c, err := New(testTarget(s.URL), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	for b.Loop() {
		if x := c.Send(b.Context(), put(`{"acl_bindings":["332c9f2d8fd1484a8ad3d3b3cd0ef3ac"]}`)); x.Fault != nil {
			b.Fatal(x.Fault)
		}
	}
}

func TestConnectFaults(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	c := newClient(t, testTarget("http://"+address), Options{})
	x := c.Send(t.Context(), put("{}"))
	if x.Fault == nil || x.Fault.Kind != exchange.FaultConnect || !strings.Contains(x.Fault.Message, address) || x.Err == nil {
		t.Errorf("a port that nobody listens on: fault %+v, err %v; want connect and the address", x.Fault, x.Err)
	}

	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	if x := c.Send(canceled, put("{}")); x.Fault == nil || x.Fault.Kind != exchange.FaultCanceled {
		t.Errorf("an interrupted run: fault %+v; want canceled", x.Fault)
	}
}

func TestRequestOnTheWire(t *testing.T) {
	got := make(chan string, 1)
	url := rawServer(t, func(conn net.Conn, r *bufio.Reader) {
		var head strings.Builder
		for {
			line, err := r.ReadString('\n')
			head.WriteString(line)
			if err != nil || line == "\r\n" {
				break
			}
		}
		body := make([]byte, 2)
		_, _ = io.ReadFull(r, body)
		got <- head.String() + string(body)
		_, _ = io.WriteString(conn, "HTTP/1.1 204 No Content\r\n\r\n")
	})
	c := newClient(t, testTarget(url+"/base"), Options{Version: "1.2.3"})
	r := put("{}")
	r.Path = "/v2/a%2Fb"
	r.Header.Set("Accept", "*/*")
	x := c.Send(t.Context(), r)
	if x.Fault != nil {
		t.Fatal(x.Fault)
	}
	want := strings.Join([]string{
		"PUT /base/v2/a%2Fb?action=delete HTTP/1.1",
		"Host: " + strings.TrimPrefix(url, "http://"),
		"User-Agent: apigspec/1.2.3 (apig.acl-unbind/body/example)",
		"Content-Length: 2",
		"Accept: */*",
		"Accept-Encoding: gzip",
		"Content-Type: application/json;charset=UTF-8",
		"X-Auth-Token: " + testToken,
		"", "{}",
	}, "\r\n")
	if diff := cmp.Diff(want, <-got); diff != "" {
		t.Errorf("bytes sent (-want +got):\n%s", diff)
	}
}

func TestConnections(t *testing.T) {
	var accepted atomic.Int64
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, "{}")
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			accepted.Add(1)
		}
	}
	s.Start()
	defer s.Close()
	c := newClient(t, testTarget(s.URL), Options{})
	for _, step := range []struct {
		connection string
		reused     bool
		accepted   int64
	}{
		{"", false, 1}, {"", true, 1}, {"fresh", false, 2}, {"fresh", false, 3}, {"", true, 3},
		{"one", false, 4}, {"two", false, 5}, {"one", true, 5}, {"two", true, 5},
	} {
		r := put("{}")
		r.Connection = step.connection
		x := c.Send(t.Context(), r)
		if x.Fault != nil || x.Reused != step.reused || accepted.Load() != step.accepted {
			t.Errorf("connection %q: reused %v after %d connections, fault %v; want %v after %d", step.connection, x.Reused, accepted.Load(), x.Fault, step.reused, step.accepted)
		}
	}
	c.Release("one")
	r := put("{}")
	r.Connection = "one"
	if x := c.Send(t.Context(), r); x.Reused {
		t.Error("a released connection was used again")
	}
}

// A server that closes a connection just as the next request arrives is asked again on a
// new one.
func TestRetryOnAConnectionClosedUnderTheRequest(t *testing.T) {
	serve := func(conn net.Conn, r *bufio.Reader) {
		if readRequest(r) {
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
		}
		readRequest(r) // and close without a response
	}
	for _, connection := range []string{"", "mine"} {
		c := newClient(t, testTarget(rawServer(t, serve)), Options{})
		r := put("{}")
		r.Connection = connection
		for _, retried := range []bool{false, true} {
			if x := c.Send(t.Context(), r); x.Fault != nil || x.Retried != retried {
				t.Errorf("connection %q: retried %t, fault %+v; want %t and none", connection, x.Retried, x.Fault, retried)
			}
		}
	}
}

// A server that closes connections in use is believed to close them between two requests,
// until that was seen several times: then none is used twice, and what is dropped counts.
func TestConnectionsInUseThatEnd(t *testing.T) {
	var requests atomic.Int64
	var drops atomic.Bool
	serve := func(conn net.Conn, r *bufio.Reader) {
		for i := 0; i < 2 && readRequest(r); i++ {
			requests.Add(1)
			if drops.Load() || i == 1 {
				return
			}
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
		}
	}
	c := newClient(t, testTarget(rawServer(t, serve)), Options{})
	for i, test := range []struct{ changes, retried, silent bool }{
		{},
		{retried: true},
		{changes: true}, // on a new one at once
		{retried: true},
		{retried: true, silent: true},
		{silent: true},
		{silent: true},
	} {
		r := put("{}")
		r.Changes = test.changes
		time.Sleep(30 * time.Millisecond) // a busy machine leaves connections alone for as long
		x := c.Send(t.Context(), r)
		if x.Fault != nil || x.Retried != test.retried || x.Reused || c.ClosesSilently() != test.silent {
			t.Errorf("request %d: %+v, retried %t, reused %t, closes silently %t; want %+v", i, x.Fault, x.Retried, x.Reused, c.ClosesSilently(), test)
		}
	}
	drops.Store(true)
	before := requests.Load()
	if x := c.Send(t.Context(), put("{}")); x.Fault == nil || x.Retried || requests.Load() != before+1 {
		t.Errorf("a request that is dropped: %+v, retried %t, sent %d times", x.Fault, x.Retried, requests.Load()-before)
	}
}

// What was dropped by a target that is gone by now keeps its own fault: it may have been
// carried out.
func TestDroppedByATargetThatIsGone(t *testing.T) {
	var first atomic.Bool
	c := newClient(t, testTarget(rawServer(t, func(conn net.Conn, r *bufio.Reader) {
		readRequest(r)
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
		readRequest(r)
	})), Options{Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		if first.Swap(true) {
			return nil, errors.New("nobody is there")
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	}})
	for i, want := range []exchange.FaultKind{"", exchange.FaultReset} {
		x := c.Send(t.Context(), put("{}"))
		if kind := kindOf(x); kind != want || x.Retried {
			t.Errorf("request %d: fault %q, retried %t; want %q", i, kind, x.Retried, want)
		}
	}
}

func kindOf(x exchange.Exchange) exchange.FaultKind {
	if x.Fault == nil {
		return ""
	}
	return x.Fault.Kind
}

// A server that closes after each response without a word is not taken for one that
// drops requests.
func TestConnectionsClosedWithoutAWord(t *testing.T) {
	c := newClient(t, testTarget(rawServer(t, func(conn net.Conn, r *bufio.Reader) {
		readRequest(r)
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
	})), Options{})
	for i := range 100 {
		if x := c.Send(t.Context(), put("{}")); x.Fault != nil || x.Retried {
			t.Fatalf("request %d: %+v, retried %t", i, x.Fault, x.Retried)
		}
	}
}

func TestEarlyResponseToALargeRequest(t *testing.T) {
	url := rawServer(t, func(conn net.Conn, r *bufio.Reader) {
		_, _ = r.Peek(10)
		_, _ = io.WriteString(conn, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		time.Sleep(50 * time.Millisecond)
	})
	c := newClient(t, testTarget(url), Options{Timeout: time.Minute})
	x := c.Send(t.Context(), put(strings.Repeat("x", 8<<20)))
	if x.Fault != nil || x.Response.Status != 413 {
		t.Errorf("got %+v, fault %+v; want 413", x.Response, x.Fault)
	}
}

func TestManyAtOnce(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprint(w, r.URL.Query().Get("n"))
	}))
	defer s.Close()
	c := newClient(t, testTarget(s.URL), Options{})
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := range 25 {
				n := fmt.Sprint(worker*100 + i)
				x := c.Send(t.Context(), Request{Method: "GET", Path: "/", Query: "n=" + n})
				if x.Fault != nil || string(x.Response.Body) != n {
					t.Errorf("request %s: fault %v", n, x.Fault)
				}
			}
		})
	}
	wg.Wait()
}
