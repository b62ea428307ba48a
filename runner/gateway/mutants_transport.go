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
		t.must(op, "reset", clause, "the connection is reset instead of an answer", writing(op, carriedOut, func(w http.ResponseWriter, _ *exchange, _ *answer) {
			cut(w, "")
		}))
		t.must(op, "garbage", clause, "the answer is no HTTP", raw(op, carriedOut, func(*answer) string { return "\x15\x03\x01\x00\x02\x02P" }))
		t.must(op, "redirect", clause, "success is answered by a redirect", answering(op, carriedOut, func(e *exchange, a *answer) {
			a.status, a.body, a.mediaType = http.StatusTemporaryRedirect, nil, ""
			a.header.Set("Location", e.r.URL.Path)
		}))
		t.should(op, "error-length-short", "response/400", "errors are longer than their Content-Length", raw(op, refusedFor(badRequestReasons(op)...), func(a *answer) string {
			return head(a, fmt.Sprintf("Content-Length: %d", len(a.raw)-1)) + string(a.raw)
		}))
		t.must(op, "error-length-long", "response/400", "errors are shorter than their Content-Length", raw(op, refusedFor(badRequestReasons(op)...), func(a *answer) string {
			return head(a, fmt.Sprintf("Content-Length: %d", len(a.raw)+100)) + string(a.raw)
		}))
	}
	for _, op := range detaches() {
		t.should(op, "body-after-204", "response/204", "a body follows the head of a 204", raw(op, carriedOut, func(a *answer) string {
			return head(a, "") + `{"success_count":1}`
		}))
		t.should(op, "length-on-204", "response/204", "a 204 has a Content-Length and a body", raw(op, carriedOut, func(a *answer) string {
			return head(a, "Content-Type: application/json\r\nContent-Length: 2") + "{}"
		}))
		t.must(op, "hang", "response/204", "two APIs at once are never answered", hanging(op))
	}
	for _, op := range batches() {
		t.should(op, "length-short", "response/200", "the body is longer than its Content-Length", raw(op, carriedOut, func(a *answer) string {
			return head(a, fmt.Sprintf("Content-Length: %d", len(a.raw))) + string(a.raw) + "\n" + string(a.raw)
		}))
		t.must(op, "length-long", "response/200", "the body is shorter than its Content-Length", raw(op, carriedOut, func(a *answer) string {
			return head(a, fmt.Sprintf("Content-Length: %d", len(a.raw)+1)) + string(a.raw)
		}))
		t.must(op, "chunk-unfinished", "response/200", "the last chunk is missing", raw(op, carriedOut, func(a *answer) string {
			return head(a, "Transfer-Encoding: chunked") + fmt.Sprintf("%x\r\n%s\r\n", len(a.raw), a.raw)
		}))
		t.must(op, "false-gzip", "response/200", "the body is called gzip and is none", answering(op, carriedOut, func(_ *exchange, a *answer) {
			a.header.Set("Content-Encoding", "gzip")
		}))
		t.must(op, "hang", "response/200", "two ids at once are never answered", hanging(op))
	}
	t.must(opAPIGACL, "chunk-size", "response/200", "a chunk's size is no number", raw(opAPIGACL, carriedOut, func(a *answer) string {
		return head(a, "Transfer-Encoding: chunked") + "zz\r\n" + string(a.raw) + "\r\n0\r\n\r\n"
	}))
	t.must(opAPIGThrottle, "endless", "response/200", "the body of a batch of two never ends", writing(opAPIGThrottle, several, func(w http.ResponseWriter, e *exchange, _ *answer) {
		w.Header().Set("Content-Type", "application/json")
		blanks := bytes.Repeat([]byte(" "), 64<<10)
		for e.r.Context().Err() == nil {
			if _, err := w.Write(blanks); err != nil {
				return
			}
		}
	}))
	t.must(opAPIGThrottle, "gzip-truncated", "response/200", "the compressed body is cut", func(b *behavior) {
		b.coded = append(b.coded, func(e *exchange, a *answer, body []byte) []byte {
			if e.op != opAPIGThrottle || !carriedOut(e) {
				return body
			}
			packed := compress(e, a, body)
			return packed[:len(packed)-6]
		})
	})
	t.must(opAPIGDetach, "half-head", "response/204", "the head of the answer is cut", writing(opAPIGDetach, carriedOut, func(w http.ResponseWriter, _ *exchange, _ *answer) {
		cut(w, "HTTP/1.1 204 No Content\r\nDate: Mon")
	}))
	t.must(opROMADetach, "reset-half-time", "response/204", "every other answer is a reset", func(b *behavior) {
		odd := everyNth(2)
		writing(opROMADetach, func(e *exchange) bool { return carriedOut(e) && odd() }, func(w http.ResponseWriter, _ *exchange, _ *answer) {
			cut(w, "")
		})(b)
	})
	t.must(opROMADetach, "found-elsewhere", "response/204", "success is answered 302", answering(opROMADetach, carriedOut, func(_ *exchange, a *answer) {
		a.status = http.StatusFound
		a.header.Set("Location", "/login")
	}))
	t.must(opAPIGThrottle, "permission-redirect", "response/403", "a caller without permission is sent to a login page", answering(opAPIGThrottle, refusedFor("permission"), func(_ *exchange, a *answer) {
		a.status, a.body, a.mediaType = http.StatusFound, nil, ""
		a.header.Set("Location", "/login")
	}))
	return t.halved()
}

func several(e *exchange) bool { return carriedOut(e) && len(e.ids) > 1 }

// writing writes the operation's answers itself when the condition holds.
func writing(op string, when condition, write func(http.ResponseWriter, *exchange, *answer)) func(*behavior) {
	return func(b *behavior) {
		b.write = append(b.write, func(e *exchange, a *answer, w http.ResponseWriter) bool {
			if e.op != op || !when(e) {
				return false
			}
			write(w, e, a)
			return true
		})
	}
}

// raw sends bytes of its own making and closes the connection.
func raw(op string, when condition, message func(*answer) string) func(*behavior) {
	return writing(op, when, func(w http.ResponseWriter, _ *exchange, a *answer) {
		writeRaw(w, message(a))
	})
}

// head is the head of a message with one more header.
func head(a *answer, header string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", a.status, http.StatusText(a.status))
	if a.mediaType != "" {
		fmt.Fprintf(&b, "Content-Type: %s\r\n", a.mediaType)
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
	return writing(op, func(e *exchange) bool { return carriedOut(e) && len(e.ids) == 2 }, func(_ http.ResponseWriter, e *exchange, _ *answer) {
		select {
		case <-e.r.Context().Done():
		case <-time.After(5 * time.Minute):
		}
	})
}
