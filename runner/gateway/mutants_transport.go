package gateway

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// transportMutants break the message below the document.
func transportMutants() []Mutant {
	t := &table{area: "transport"}
	for _, op := range allOperations() {
		clause := "response/" + success(op)
		t.must(op, "reset", clause, "the connection is reset instead of a response", writing(op, carriedOut, func(w http.ResponseWriter, _ *exchange, _ *response) {
			cut(w, "")
		}))
		t.must(op, "reset-every-50th", clause, "the connection of every fiftieth request is reset", func(b *behavior) {
			nth := everyNth(50)
			writing(op, func(*exchange) bool { return nth() }, func(w http.ResponseWriter, _ *exchange, _ *response) { cut(w, "") })(b)
		})
		t.must(op, "garbage", clause, "the response is no HTTP", raw(op, carriedOut, func(*response) string { return "\x15\x03\x01\x00\x02\x02P" }))
		t.must(op, "redirect", clause, "success is a redirect", responding(op, carriedOut, func(e *exchange, resp *response) {
			resp.status, resp.body, resp.mediaType = http.StatusTemporaryRedirect, nil, ""
			resp.header.Set("Location", e.r.URL.Path)
		}))
		t.should(op, "error-length-short", "response/400", "errors are longer than their Content-Length", raw(op, refusedFor(badRequestReasons(op)...), func(resp *response) string {
			return head(resp, fmt.Sprintf("Content-Length: %d", len(resp.raw)-1)) + string(resp.raw)
		}))
		t.must(op, "error-length-long", "response/400", "errors are shorter than their Content-Length", raw(op, refusedFor(badRequestReasons(op)...), func(resp *response) string {
			return head(resp, fmt.Sprintf("Content-Length: %d", len(resp.raw)+100)) + string(resp.raw)
		}))
	}
	for _, op := range detaches() {
		t.should(op, "body-after-204", "response/204", "a body follows the head of a 204", raw(op, carriedOut, func(resp *response) string {
			return head(resp, "") + `{"success_count":1}`
		}))
		t.should(op, "length-on-204", "response/204", "a 204 has a Content-Length and a body", raw(op, carriedOut, func(resp *response) string {
			return head(resp, "Content-Type: application/json\r\nContent-Length: 2") + "{}"
		}))
		t.must(op, "hang", "response/204", "two APIs at once never get a response", hanging(op))
	}
	for _, op := range batches() {
		t.should(op, "length-short", "response/200", "the body is longer than its Content-Length", raw(op, carriedOut, func(resp *response) string {
			return head(resp, fmt.Sprintf("Content-Length: %d", len(resp.raw))) + string(resp.raw) + "\n" + string(resp.raw)
		}))
		t.must(op, "length-long", "response/200", "the body is shorter than its Content-Length", raw(op, carriedOut, func(resp *response) string {
			return head(resp, fmt.Sprintf("Content-Length: %d", len(resp.raw)+1)) + string(resp.raw)
		}))
		t.must(op, "chunk-unfinished", "response/200", "the last chunk is missing", raw(op, carriedOut, func(resp *response) string {
			return head(resp, "Transfer-Encoding: chunked") + fmt.Sprintf("%x\r\n%s\r\n", len(resp.raw), resp.raw)
		}))
		t.must(op, "false-gzip", "response/200", "the body is called gzip and is none", responding(op, carriedOut, func(_ *exchange, resp *response) {
			resp.header.Set("Content-Encoding", "gzip")
		}))
		t.must(op, "hang", "response/200", "two ids at once never get a response", hanging(op))
	}
	t.must(opAPIGACL, "chunk-size", "response/200", "a chunk's size is no number", raw(opAPIGACL, carriedOut, func(resp *response) string {
		return head(resp, "Transfer-Encoding: chunked") + "zz\r\n" + string(resp.raw) + "\r\n0\r\n\r\n"
	}))
	t.must(opAPIGThrottle, "endless", "response/200", "the body of a batch of two never ends", writing(opAPIGThrottle, several, func(w http.ResponseWriter, e *exchange, _ *response) {
		w.Header().Set("Content-Type", "application/json")
		blanks := bytes.Repeat([]byte(" "), 64<<10)
		for e.r.Context().Err() == nil {
			if _, err := w.Write(blanks); err != nil {
				return
			}
		}
	}))
	t.must(opAPIGThrottle, "gzip-truncated", "response/200", "the compressed body is cut", func(b *behavior) {
		b.encoded = append(b.encoded, func(e *exchange, resp *response, body []byte) []byte {
			if e.op != opAPIGThrottle || !carriedOut(e) {
				return body
			}
			packed := compress(e, resp, body)
			return packed[:len(packed)-6]
		})
	})
	t.must(opAPIGDetach, "half-head", "response/204", "the head of the response is cut", writing(opAPIGDetach, carriedOut, func(w http.ResponseWriter, _ *exchange, _ *response) {
		cut(w, "HTTP/1.1 204 No Content\r\nDate: Mon")
	}))
	t.must(opROMADetach, "reset-half-time", "response/204", "every other response is a reset", func(b *behavior) {
		odd := everyNth(2)
		writing(opROMADetach, func(e *exchange) bool { return carriedOut(e) && odd() }, func(w http.ResponseWriter, _ *exchange, _ *response) {
			cut(w, "")
		})(b)
	})
	t.must(opROMADetach, "found-elsewhere", "response/204", "success gets status 302", responding(opROMADetach, carriedOut, func(_ *exchange, resp *response) {
		resp.status = http.StatusFound
		resp.header.Set("Location", "/login")
	}))
	t.must(opAPIGThrottle, "permission-redirect", "response/403", "a caller without permission is sent to a login page", responding(opAPIGThrottle, refusedFor("permission"), func(_ *exchange, resp *response) {
		resp.status, resp.body, resp.mediaType = http.StatusFound, nil, ""
		resp.header.Set("Location", "/login")
	}))
	return t.halved()
}

func several(e *exchange) bool { return carriedOut(e) && len(e.ids) > 1 }

// writing writes the operation's responses itself when the condition holds.
func writing(op string, when condition, write func(http.ResponseWriter, *exchange, *response)) func(*behavior) {
	return func(b *behavior) {
		b.write = append(b.write, func(e *exchange, resp *response, w http.ResponseWriter) bool {
			if e.op != op || !when(e) {
				return false
			}
			write(w, e, resp)
			return true
		})
	}
}

// raw sends bytes of its own making and closes the connection.
func raw(op string, when condition, message func(*response) string) func(*behavior) {
	return writing(op, when, func(w http.ResponseWriter, _ *exchange, resp *response) {
		writeRaw(w, message(resp))
	})
}

// head is the head of a message with one more header.
func head(resp *response, header string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", resp.status, http.StatusText(resp.status))
	if resp.mediaType != "" {
		fmt.Fprintf(&b, "Content-Type: %s\r\n", resp.mediaType)
	}
	if header != "" {
		b.WriteString(header + "\r\n")
	}
	b.WriteString("\r\n")
	return b.String()
}

// cut writes the beginning of a message and resets the connection.
func cut(w http.ResponseWriter, beginning string) {
	conn, buffer, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	_, _ = buffer.WriteString(beginning)
	_ = buffer.Flush()
	if tcp, ok := conn.(*net.TCPConn); ok && beginning == "" {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// hanging keeps the client waiting until it leaves.
func hanging(op string) func(*behavior) {
	return writing(op, func(e *exchange) bool { return carriedOut(e) && len(e.ids) == 2 }, func(_ http.ResponseWriter, e *exchange, _ *response) {
		select {
		case <-e.r.Context().Done():
		case <-time.After(5 * time.Minute):
		}
	})
}
