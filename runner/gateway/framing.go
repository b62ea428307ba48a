package gateway

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// framing is how a message travels: all of these carry the same message.
type framing struct {
	lowercase bool          // header names in lower case
	chunked   bool          // in chunks instead of with a length
	pieces    time.Duration // the pause between the pieces of the body; 0 for one piece
	close     bool          // Connection: close
	closeEnds bool          // no length: the end of the connection ends the body
	http10    bool          // HTTP/1.0 on the status line
	bare      bool          // no reason phrase on the status line
	early     bool          // 103 Early Hints first
	noDate    bool          // no Date header
}

// send writes the response, whose body is its raw bytes.
func (f framing) send(w http.ResponseWriter, resp *response) {
	if (f.closeEnds || f.http10 || f.bare) && f.sendRaw(w, resp) {
		return
	}
	h := w.Header()
	if f.early {
		h.Set("Link", "</docs>; rel=help")
		w.WriteHeader(http.StatusEarlyHints)
		h.Del("Link")
	}
	for name, values := range f.head(resp) {
		h[name] = values
	}
	if f.lowercase {
		h["Content-Type"] = nil // keeps net/http from adding its own
	}
	if f.noDate {
		h["Date"] = nil
	}
	if f.close {
		h.Set("Connection", "close")
	}
	if resp.raw != nil && !f.chunked {
		h["Content-Length"] = []string{strconv.Itoa(len(resp.raw))}
	}
	w.WriteHeader(resp.status)
	if len(resp.raw) > 0 {
		f.sendBody(w, resp.raw)
	}
}

// sendBody writes the body in one piece, or flushes each piece. The client
// may have left; there is nobody to tell.
func (f framing) sendBody(w http.ResponseWriter, body []byte) {
	size := len(body)
	if f.chunked || f.pieces > 0 {
		size = max(len(body)/4, 1)
	}
	for piece := range slices.Chunk(body, size) {
		if _, err := w.Write(piece); err != nil {
			return
		}
		if size == len(body) {
			return
		}
		if flusher, ok := w.(http.Flusher); ok {
			flusher.Flush()
		}
		time.Sleep(f.pieces)
	}
}

// head are the headers of a response, with their names as they will be sent.
func (f framing) head(resp *response) http.Header {
	h := resp.header.Clone()
	if resp.mediaType != "" {
		h["Content-Type"] = []string{resp.mediaType}
	} else if len(resp.raw) > 0 {
		h["Content-Type"] = nil
	}
	if !f.lowercase {
		return h
	}
	lower := http.Header{}
	for name, values := range h {
		lower[strings.ToLower(name)] = values
	}
	return lower
}

// sendRaw writes the message by itself and ends the connection. It reports
// false where the connection cannot be had.
func (f framing) sendRaw(w http.ResponseWriter, resp *response) bool {
	var b strings.Builder
	proto, phrase := "HTTP/1.1", " "+http.StatusText(resp.status)
	if f.http10 {
		proto = "HTTP/1.0"
	}
	if f.bare {
		phrase = " "
	}
	fmt.Fprintf(&b, "%s %d%s\r\n", proto, resp.status, phrase)
	for name, values := range f.head(resp) {
		for _, v := range values {
			fmt.Fprintf(&b, "%s: %s\r\n", name, v)
		}
	}
	if resp.raw != nil && !f.closeEnds && !f.http10 {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(resp.raw))
	}
	b.WriteString("Connection: close\r\n\r\n")
	b.Write(resp.raw)
	return writeRaw(w, b.String())
}

// writeRaw takes the connection over, writes the bytes and closes it.
func writeRaw(w http.ResponseWriter, message string) bool {
	conn, buffer, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return false
	}
	defer conn.Close()
	_, _ = buffer.WriteString(message) // the client may have left
	_ = buffer.Flush()
	return true
}
