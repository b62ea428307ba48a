package target

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// usualHead is room for a head, path and query aside.
const usualHead = 1 << 10

// message is a request on its way to becoming bytes.
type message struct {
	method string
	// path and query are escaped, the base path is part of path.
	path, query string
	scheme      string
	host        string
	header      http.Header
	body        []byte
}

// set replaces a header, whatever the case of its name.
func (m *message) set(name, value string) {
	for other := range m.header {
		if strings.EqualFold(other, name) {
			delete(m.header, other)
		}
	}
	m.header[name] = []string{value}
}

// setDefault sets a header that the caller has not set; a name with no values
// counts as set and is not sent.
func (m *message) setDefault(name, value string) {
	for other := range m.header {
		if strings.EqualFold(other, name) {
			return
		}
	}
	m.header[name] = []string{value}
}

// newMessage is a request without its credential.
func (c *Client) newMessage(r Request) (*message, error) {
	m := &message{
		method: r.Method, scheme: c.base.Scheme, host: c.base.Host,
		path: c.base.EscapedPath() + r.Path, query: r.Query,
		header: maps.Clone(r.Header), body: r.Body,
	}
	if m.header == nil {
		m.header = http.Header{}
	}
	if m.method == "" {
		return nil, fmt.Errorf("send a request to %s: it has no method", r.Path)
	}
	if !strings.HasPrefix(m.path, "/") {
		m.path = "/" + m.path
	}
	if strings.ContainsFunc(m.path+m.query, isSpaceOrControl) {
		return nil, fmt.Errorf("send %s %s: a space or a control character is not escaped", r.Method, r.Path)
	}
	for name, values := range m.header {
		for _, value := range values {
			if strings.ContainsAny(name+value, "\r\n") {
				return nil, fmt.Errorf("send %s %s: header %q holds a line break", r.Method, r.Path, name)
			}
		}
	}
	m.setDefault("Accept", "application/json")
	m.setDefault("Accept-Encoding", "gzip")
	m.setDefault("User-Agent", c.userAgent(r.Case))
	return m, nil
}

func (c *Client) userAgent(caseID string) string {
	agent := "apigspec/" + c.options.Version
	if caseID != "" {
		agent += " (" + caseID + ")"
	}
	return agent
}

// url is the whole address.
func (m *message) url() string {
	return m.scheme + "://" + m.host + m.target()
}

// target is the path and the query.
func (m *message) target() string {
	if m.query == "" {
		return m.path
	}
	return m.path + "?" + m.query
}

// bytes is the message as it goes over a wire. A proxy wants the whole
// address in the request line.
func (m *message) bytes(w *wire) ([]byte, error) {
	req := &http.Request{
		Method: m.method,
		URL:    &url.URL{Scheme: m.scheme, Host: m.host, Opaque: m.path, RawQuery: m.query},
		Host:   m.host,
		Header: m.header,
	}
	if w.throughProxy || strings.HasPrefix(m.path, "//") {
		req.URL.Opaque = "//" + m.host + m.path
	}
	if _, own := m.header["User-Agent"]; !own || w.proxyAuth != "" {
		req.Header = m.header.Clone()
		if !own {
			req.Header["User-Agent"] = []string{""} // or net/http adds its own
		}
		if w.proxyAuth != "" {
			req.Header["Proxy-Authorization"] = []string{w.proxyAuth}
		}
	}
	if m.body != nil {
		req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(m.body)), int64(len(m.body))
		switch {
		case len(m.body) == 0:
			req.Body = http.NoBody
		case m.chunked():
			half := len(m.body) / 2 // two chunks: a reader may stop after the first
			req.Body = io.NopCloser(io.MultiReader(bytes.NewReader(m.body[:half]), bytes.NewReader(m.body[half:])))
			req.ContentLength, req.TransferEncoding = -1, []string{"chunked"}
		}
	}
	var out bytes.Buffer
	out.Grow(len(m.path) + len(m.query) + len(m.body) + usualHead)
	if err := req.Write(&out); err != nil {
		return nil, fmt.Errorf("write %s %s: %w", m.method, m.path, err)
	}
	return out.Bytes(), nil
}

// chunked reports whether the body travels in chunks instead of with a length.
func (m *message) chunked() bool { return m.header.Get("Transfer-Encoding") == "chunked" }

// sentHeader is the header as it goes over the wire.
func (m *message) sentHeader() http.Header {
	header := http.Header{}
	for name, values := range m.header {
		if len(values) > 0 {
			header[name] = append([]string(nil), values...)
		}
	}
	if m.chunked() {
		return header
	}
	if m.body != nil || m.method == http.MethodPut || m.method == http.MethodPost || m.method == http.MethodPatch {
		header["Content-Length"] = []string{strconv.Itoa(len(m.body))}
	}
	return header
}
