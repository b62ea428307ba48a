package target

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"testing"
	"time"

	"github.com/apigspec/apigspec/runner/exchange"
)

// FuzzReceive lets a server send any bytes and close: every response is a
// response or a fault, promptly, and goes into the log.
func FuzzReceive(f *testing.F) {
	for _, response := range []string{
		"", "\r\n", "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}x",
		"HTTP/1.0 200\r\nContent-Encoding: gzip, deflate\r\n\r\n{}", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n2\r\n{}\r\n0\r\nX: y\r\n\r\n",
		"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\nabc", "HTTP/9.9 999 \xff\r\nA: " + testToken + "\r\n b\r\n\r\n",
	} {
		f.Add([]byte(response))
	}
	f.Fuzz(func(t *testing.T, response []byte) {
		dial := func(context.Context, string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			go func() {
				go func() { _, _ = io.Copy(io.Discard, theirs) }()
				_, _ = theirs.Write(response)
				_ = theirs.Close()
			}()
			return ours, nil
		}
		c, err := New(testTarget("http://gateway"), Options{Dial: dial, Timeout: time.Minute, Linger: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		x := c.Send(t.Context(), put("{}"))
		if x.Response == nil && x.Fault == nil {
			t.Fatal("neither a response nor a fault")
		}
		if x.Fault != nil && (x.Fault.Kind == exchange.FaultTimeout || x.Fault.Kind == exchange.FaultInternal || x.Fault.Kind == exchange.FaultConnect) {
			t.Fatalf("fault %+v", x.Fault)
		}
		data, err := json.Marshal(x.Stored())
		if err != nil {
			t.Fatal(err)
		}
		var back exchange.Exchange
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatal(err)
		}
	})
}

// The length of what is not sent takes no room.
func TestLengthOfNoBody(t *testing.T) {
	url := rawServer(t, func(conn net.Conn, r *bufio.Reader) {
		readRequest(r)
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n")
	})
	x := newClient(t, testTarget(url), Options{}).Send(t.Context(), Request{Method: "HEAD", Path: "/"})
	if x.Fault != nil || x.Response == nil || len(x.Response.Body) > 0 {
		t.Errorf("got %+v, fault %v", x.Response, x.Fault)
	}
}
