package target

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"slices"
	"strings"
	"time"

	"github.com/apigspec/apigspec/runner/exchange"
)

// maxInterim is how many 1xx responses may come before the final one.
const maxInterim = 16

// maxTrailing is how many of the bytes after a message are kept.
const maxTrailing = 64 << 10

// maxTooLarge is how many bytes are kept of a body beyond the limit.
const maxTooLarge = 64 << 10

// reception is what came back for one request on one wire: a response, a fault,
// or a response that was cut short by a fault.
type reception struct {
	response *exchange.Response
	fault    *exchange.Fault
	// received is when the last byte of the message came.
	received time.Time
	// reusable is set when the next request may go over the same wire.
	reusable bool
}

// readLimits bound how a response is read: how long late bytes are waited for,
// and how much of a body is read.
type readLimits struct {
	linger  time.Duration
	maxBody int64
}

// receive reads the response to a request with the given method.
func (c *Client) receive(ctx context.Context, w *wire, method string, as readLimits) reception {
	var got reception
	resp, interim, heads, fault := readHeads(w, method) //nolint:bodyclose // Close would read an endless body to its end; the wire is closed instead
	if fault != nil {
		got.fault = fault
		_, got.received = w.counts()
		return got
	}
	head := heads[len(heads)-1]
	got.response = &exchange.Response{
		Proto: resp.Proto, Status: resp.StatusCode, Header: headerOf(resp),
		Head: exchange.Payload(strings.TrimRight(head, "\r\n")), Interim: interim,
	}
	var around []string
	for _, interimHead := range heads[:len(heads)-1] {
		around = append(around, strings.TrimRight(interimHead, "\r\n"))
	}
	body, fault := readBody(w, resp, as.maxBody)
	for _, name := range sortedNames(resp.Trailer) {
		around = append(around, name+": "+strings.Join(resp.Trailer[name], ", "))
	}
	if len(around) > 0 {
		got.response.Around = exchange.Payload(strings.Join(around, "\n"))
	}
	_, got.received = w.counts()
	got.response.Body, got.fault = body, fault
	if fault != nil {
		return got
	}
	got.response.Trailing = c.trailing(ctx, w, resp, method, max(as.linger, c.lingerAfter(resp, method)))
	if len(body) > 0 {
		got.response.Body, got.fault = decode(got.response.Header, body, as.maxBody)
	}
	got.reusable = !resp.Close && len(got.response.Trailing) == 0 && resp.StatusCode != http.StatusSwitchingProtocols
	return got
}

// lingerAfter is how long to wait for late bytes. It is worth waiting where
// the message ends with its head: a body that must not be there usually comes
// in a packet of its own.
func (c *Client) lingerAfter(resp *http.Response, method string) time.Duration {
	if bodiless(resp.StatusCode, method) {
		return c.options.Linger
	}
	return 0
}

func bodiless(status int, method string) bool {
	return method == http.MethodHead || status == http.StatusNoContent || status == http.StatusNotModified
}

// readHeads reads the final response's head, the last of the heads, and those
// of the interim responses before it.
func readHeads(w *wire, method string) (resp *http.Response, interim []int, heads []string, fault *exchange.Fault) {
	for {
		start := len(w.head) - w.reader.Buffered()
		if fault := checkStart(w); fault != nil {
			return nil, interim, heads, fault
		}
		resp, err := http.ReadResponse(w.reader, &http.Request{Method: method})
		if err != nil {
			return nil, interim, heads, headFault(w, start, err)
		}
		heads = append(heads, string(w.head[start:len(w.head)-w.reader.Buffered()]))
		if resp.StatusCode < 100 || resp.StatusCode > 199 || resp.StatusCode == http.StatusSwitchingProtocols {
			w.recording = false
			return resp, interim, heads, nil
		}
		interim = append(interim, resp.StatusCode)
		if len(interim) > maxInterim {
			return nil, interim, heads, &exchange.Fault{Kind: exchange.FaultMalformed, Message: fmt.Sprintf("more than %d interim (1xx) responses and no final one", maxInterim)}
		}
	}
}

// checkStart sees at the first wrong byte that the response is no HTTP/1
// message, without waiting for a line that may never end.
func checkStart(w *wire) *exchange.Fault {
	const start = "HTTP/"
	for n := 1; n <= len(start); n++ {
		got, err := w.reader.Peek(n)
		if err != nil {
			return headFault(w, 0, err)
		}
		if string(got) != start[:n] {
			all, _ := w.reader.Peek(w.reader.Buffered())
			return &exchange.Fault{Kind: exchange.FaultMalformed, Message: "the response is not HTTP; it begins with " + excerpt(all)}
		}
	}
	return nil
}

func excerpt(data []byte) string { return fmt.Sprintf("%.120q", data) }

// headFault explains why no complete head was read. start is where the head
// begins in what was recorded.
func headFault(w *wire, start int, err error) *exchange.Fault {
	if fault := timeFault(w.ctx, "the head of the response"); fault != nil {
		return fault
	}
	if errors.Is(err, errHeadTooLarge) {
		return &exchange.Fault{Kind: exchange.FaultTooLarge, Message: err.Error()}
	}
	if alert := w.alert(); alert != nil && len(w.head) == 0 {
		return &exchange.Fault{Kind: exchange.FaultConnect, Message: fmt.Sprintf("the target ended the TLS connection: %s; check tls.client_cert and tls.client_key in the target file", rootCause(alert))}
	}
	got := w.head[min(start, len(w.head)):]
	if !w.sawEnd {
		return &exchange.Fault{Kind: exchange.FaultMalformed, Message: fmt.Sprintf("the head of the response cannot be parsed (%s); it begins with %s", err, excerpt(got))}
	}
	if len(got) == 0 {
		return &exchange.Fault{Kind: exchange.FaultReset, Message: "the connection was closed without a response" + closeReason(w)}
	}
	return &exchange.Fault{Kind: exchange.FaultReset, Message: fmt.Sprintf("the connection was closed inside the head of the response%s, after %s", closeReason(w), excerpt(got))}
}

// closeReason is the reason for a stream's end, if it is more than an orderly
// close.
func closeReason(w *wire) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended == nil || errors.Is(w.ended, io.EOF) {
		return ""
	}
	return fmt.Sprintf(" (%s)", rootCause(w.ended))
}

var errTimeUp = errors.New("no complete response in time")

// timeFault tells the exchange's time limit and the end of the run apart; nil
// if neither has come.
func timeFault(ctx context.Context, waitedFor string) *exchange.Fault {
	switch {
	case ctx.Err() == nil:
		return nil
	case errors.Is(context.Cause(ctx), errTimeUp):
		return &exchange.Fault{Kind: exchange.FaultTimeout, Message: "time was up while waiting for " + waitedFor}
	default:
		return &exchange.Fault{Kind: exchange.FaultCanceled, Message: "the run was interrupted"}
	}
}

// headerOf is the header with the fields that net/http takes out put back.
func headerOf(resp *http.Response) http.Header {
	header := resp.Header
	if len(resp.TransferEncoding) > 0 {
		header["Transfer-Encoding"] = resp.TransferEncoding
	}
	return header
}

func readBody(w *wire, resp *http.Response, limit int64) ([]byte, *exchange.Fault) {
	if resp.ContentLength > limit && resp.Body != http.NoBody {
		return nil, &exchange.Fault{Kind: exchange.FaultTooLarge, Message: fmt.Sprintf("Content-Length announces %d bytes; the limit is %d", resp.ContentLength, limit)}
	}
	body, err := readAll(io.LimitReader(resp.Body, limit+1), min(max(resp.ContentLength, 0), limit))
	if int64(len(body)) > limit {
		// What is kept shows what it was; searching all of it for secrets and
		// internals would take longer than receiving it.
		return slices.Clone(body[:min(limit, maxTooLarge)]), &exchange.Fault{Kind: exchange.FaultTooLarge, Message: fmt.Sprintf("the body is larger than %d bytes", limit)}
	}
	if err == nil {
		return body, nil
	}
	if fault := timeFault(w.ctx, fmt.Sprintf("the rest of the body, after %d bytes", len(body))); fault != nil {
		return body, fault
	}
	if w.sawEnd {
		message := fmt.Sprintf("the body ended after %d bytes%s", len(body), closeReason(w))
		if resp.ContentLength > 0 {
			message += fmt.Sprintf("; Content-Length announced %d", resp.ContentLength)
		} else if len(resp.TransferEncoding) > 0 {
			message += "; the last chunk is missing"
		}
		return body, &exchange.Fault{Kind: exchange.FaultTruncated, Message: message}
	}
	return body, &exchange.Fault{Kind: exchange.FaultMalformed, Message: fmt.Sprintf("the body cannot be read after %d bytes: %s", len(body), err)}
}

// readAll reads to the end what is probably of that length.
func readAll(r io.Reader, length int64) ([]byte, error) {
	var all bytes.Buffer
	all.Grow(int(length) + bytes.MinRead)
	_, err := all.ReadFrom(r)
	return all.Bytes(), err
}

// trailing returns the bytes that came after the end of the message: it waits
// for the first of them as long as it is told, and for more the usual time.
func (c *Client) trailing(ctx context.Context, w *wire, resp *http.Response, method string, linger time.Duration) []byte {
	var late []byte
	for len(late) < maxTrailing {
		w.linger(ctx, linger)
		more := w.rest()
		if len(more) == 0 {
			break
		}
		late = append(late, more...)
		linger = c.options.Linger
		if bodiless(resp.StatusCode, method) && isEmptyChunked(resp, late) {
			return nil
		}
	}
	return late[:min(len(late), maxTrailing)]
}

// isEmptyChunked reports whether the bytes after the head of a 204 with
// "Transfer-Encoding: chunked" are no more than the end of an empty body.
func isEmptyChunked(resp *http.Response, data []byte) bool {
	if !strings.EqualFold(strings.Join(resp.TransferEncoding, ","), "chunked") {
		return false
	}
	reader := bytes.NewReader(data)
	body, err := io.ReadAll(httputil.NewChunkedReader(reader))
	return err == nil && len(body) == 0 && strings.HasSuffix(string(data), "\r\n\r\n")
}
