package gateway

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"time"
)

// framingVariants send the same document in another message.
func framingVariants() []Variant {
	const (
		header = "no page fixes response headers, and HTTP lets a server send more"
		http9  = "it is the same message to an HTTP client; the pages say nothing of framing"
		media  = "the pages show JSON and name no media type parameter; media types and parameters are case-insensitive (RFC 9110, 8.3.1)"
	)
	framed := func(change func(*framing)) func(*behavior) {
		return func(b *behavior) { change(&b.framing) }
	}
	return []Variant{
		{"charset", "Content-Type: application/json; charset=utf-8", media, mediaType("application/json; charset=utf-8")},
		{"charset-tight", "Content-Type: application/json;charset=UTF-8", media, mediaType("application/json;charset=UTF-8")},
		{"media-type-case", `Content-Type: Application/JSON; Charset="UTF-8"`, media, mediaType(`Application/JSON; Charset="UTF-8"`)},
		{"media-type-parameters", "Content-Type has a charset and a version", media, mediaType("application/json ; charset=utf-8 ; version=2")},
		{"typed-no-content", "a 204 has a Content-Type", "no page forbids it and RFC 9110 lets a 204 describe a representation", func(b *behavior) {
			b.responded = append(b.responded, func(_ *exchange, resp *response) {
				if resp.status == http.StatusNoContent {
					resp.header.Set("Content-Type", "application/json")
				}
			})
		}},

		{"lowercase-headers", "header names are in lower case", "header names are case-insensitive (RFC 9110, 5.1)", framed(func(f *framing) { f.lowercase = true })},
		{"chunked", "bodies are chunked", http9, framed(func(f *framing) { f.chunked = true })},
		{"trickled", "bodies come in pieces, 2 ms apart", http9, framed(func(f *framing) { f.pieces = 2 * time.Millisecond })},
		{"gzip", "bodies are compressed where the client accepts it", "content coding is negotiated (RFC 9110, 12.5.3); the pages say nothing of it", func(b *behavior) {
			b.encoded = append(b.encoded, compress)
		}},
		{"connection-close", "every response ends its connection", http9, framed(func(f *framing) { f.close = true })},
		{"close-delimited", "the end of the connection ends the body", "RFC 9112, 6.3 allows it", framed(func(f *framing) { f.closeEnds = true })},
		{"http-1.0", "responses are HTTP/1.0", "no page names a version of HTTP", framed(func(f *framing) { f.http10 = true })},
		{"no-reason-phrase", "status lines have no reason phrase", "a client ignores the phrase (RFC 9112, 4)", framed(func(f *framing) { f.bare = true })},
		{"early-hints", "103 Early Hints come before the response", "a client accepts interim responses (RFC 9110, 15.2)", framed(func(f *framing) { f.early = true })},
		{"no-date", "there is no Date", header, framed(func(f *framing) { f.noDate = true })},
		{"slow", "unbinding takes 30 ms", "no page gives a time", func(b *behavior) {
			b.received = append(b.received, func(e *exchange) {
				if e.unbinds() {
					time.Sleep(30 * time.Millisecond)
				}
			})
		}},

		{"no-request-id", "there is no X-Request-Id", header, func(b *behavior) {
			b.responded = append(b.responded, func(_ *exchange, resp *response) { resp.header[requestID] = nil })
		}},
		{"server-header", "Server and Via name the software", header, headers("Server", "api-gateway", "Via", "1.1 edge")},
		{"cookies", "responses set cookies", header, headers("Set-Cookie", "HWWAFSESID=1f2e3d; Path=/; HttpOnly", "Vary", "Cookie")},
		{"security-headers", "HSTS, X-Frame-Options and a content policy", header,
			headers("Strict-Transport-Security", "max-age=31536000; includeSubdomains;", "X-Frame-Options", "SAMEORIGIN",
				"X-Content-Type-Options", "nosniff", "Content-Security-Policy", "default-src 'self'", "X-Download-Options", "noopen")},
		{"cors-headers", "responses may be read from other origins", header,
			headers("Access-Control-Allow-Origin", "*", "Access-Control-Expose-Headers", requestID)},
		{"cache-headers", "responses forbid caching and carry an ETag", header,
			headers("Cache-Control", "no-store", "Pragma", "no-cache", "Etag", `"5d8c72a5edda8"`)},
		{"rate-headers", "responses tell the remaining calls", header,
			headers("X-RateLimit-Limit", "1000", "X-RateLimit-Remaining", "998", "Retry-After", "0")},
	}
}

func mediaType(text string) func(*behavior) {
	return func(b *behavior) {
		b.responded = append(b.responded, func(_ *exchange, resp *response) {
			if resp.body != nil {
				resp.mediaType = text
			}
		})
	}
}

// headers adds headers to every response, given as names and values in turn.
func headers(pairs ...string) func(*behavior) {
	return func(b *behavior) {
		b.responded = append(b.responded, func(_ *exchange, resp *response) {
			for i := 0; i+1 < len(pairs); i += 2 {
				resp.header.Add(pairs[i], pairs[i+1])
			}
		})
	}
}

func compress(e *exchange, resp *response, body []byte) []byte {
	if len(body) == 0 || !strings.Contains(e.r.Header.Get("Accept-Encoding"), "gzip") {
		return body
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write(body) // a buffer takes everything
	_ = w.Close()
	resp.header.Set("Content-Encoding", "gzip")
	resp.header.Add("Vary", "Accept-Encoding")
	return packed.Bytes()
}
