package target

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/pem"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/apigspec/apigspec/runner/exchange"
)

// With TLS 1.3 a server refuses the client's certificate after the handshake:
// that is no response, and no fault of the responses.
func TestTLSWantsClientCertificate(t *testing.T) {
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // refused handshakes are part of the test
	s.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert, MinVersion: tls.VersionTLS13}
	s.StartTLS()
	defer s.Close()
	target := testTarget(s.URL)
	target.TLS = TLS{InsecureSkipVerify: true}
	x := newClient(t, target, Options{}).Send(t.Context(), put("{}"))
	if x.Fault == nil || x.Fault.Kind != exchange.FaultConnect || !strings.Contains(x.Fault.Message, "tls.client_cert") {
		t.Errorf("fault %+v; want %s with tls.client_cert", x.Fault, exchange.FaultConnect)
	}
}

func TestTLS(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, buffered, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		_, _ = buffered.WriteString("HTTP/1.1 204 No Content\r\n\r\nlate")
		_ = buffered.Flush()
		_ = conn.Close()
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // refused handshakes are part of the test
	s.StartTLS()
	defer s.Close()
	folder := t.TempDir()
	ca := filepath.Join(folder, "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name  string
		tls   TLS
		fault exchange.FaultKind
	}{
		{"its authority is trusted", TLS{CAFile: ca}, ""},
		{"nothing is checked", TLS{InsecureSkipVerify: true}, ""},
		{"its authority is unknown", TLS{}, exchange.FaultConnect},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			target := testTarget(s.URL)
			target.TLS = test.tls
			x := newClient(t, target, Options{}).Send(t.Context(), put("{}"))
			if test.fault == "" && (x.Fault != nil || x.Response.Status != 204 || string(x.Response.Trailing) != "late") {
				t.Errorf("got %+v, fault %+v; want 204 and the late bytes", x.Response, x.Fault)
			}
			if test.fault != "" && (x.Fault == nil || x.Fault.Kind != test.fault || !strings.Contains(x.Fault.Message, "certificate")) {
				t.Errorf("fault %+v; want %s for the certificate", x.Fault, test.fault)
			}
		})
	}
	for key, bad := range map[string]TLS{
		"tls.ca_file":     {CAFile: filepath.Join(folder, "none.pem")},
		"tls.client_cert": {ClientCert: ca, ClientKey: ca},
	} {
		if _, err := New(Target{URL: s.URL, TLS: bad}, Options{}); err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("%+v gives %v; want %s named", bad, err, key)
		}
	}
}

// proxyServer is a proxy for http and, by CONNECT, for https.
func proxyServer(t *testing.T, log chan<- string) *url.URL {
	t.Helper()
	address := rawServer(t, func(conn net.Conn, r *bufio.Reader) {
		req, err := http.ReadRequest(r)
		if err != nil {
			return
		}
		log <- req.Method + " " + req.RequestURI + " " + req.Header.Get("Proxy-Authorization")
		if req.Method != http.MethodConnect {
			_, _ = io.WriteString(conn, "HTTP/1.1 204 No Content\r\n\r\n")
			return
		}
		there, err := net.Dial("tcp", req.Host)
		if err != nil {
			return
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 200 Connection established\r\n\r\n")
		done := make(chan struct{})
		go func() {
			defer close(done)
			_, _ = io.Copy(conn, there)
			_ = conn.Close()
		}()
		_, _ = io.Copy(there, r)
		_ = there.Close()
		<-done
	})
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword("u", "p")
	return u
}

func TestProxy(t *testing.T) {
	secure := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	defer secure.Close()
	for _, test := range []struct{ name, url, want string }{
		{"http", "http://gateway.example.com/base", "PUT http://gateway.example.com/base/x?a=b Basic dTpw"},
		{"https", secure.URL, "CONNECT " + strings.TrimPrefix(secure.URL, "https://") + " Basic dTpw"},
	} {
		t.Run(test.name, func(t *testing.T) {
			log := make(chan string, 1)
			proxy := proxyServer(t, log)
			target := testTarget(test.url)
			target.TLS.InsecureSkipVerify = true
			c := newClient(t, target, Options{Proxy: http.ProxyURL(proxy)})
			x := c.Send(t.Context(), Request{Method: "PUT", Path: "/x", Query: "a=b"})
			if x.Fault != nil || x.Response.Status != 204 {
				t.Fatalf("fault %+v, response %+v", x.Fault, x.Response)
			}
			if got := <-log; got != test.want {
				t.Errorf("the proxy saw %q; want %q", got, test.want)
			}
		})
	}
	socks := &url.URL{Scheme: "socks5", Host: "127.0.0.1:1"}
	c := newClient(t, testTarget("http://h"), Options{Proxy: http.ProxyURL(socks)})
	if x := c.Send(t.Context(), put("{}")); x.Fault == nil || x.Fault.Kind != exchange.FaultConnect || !strings.Contains(x.Fault.Message, "NO_PROXY") {
		t.Errorf("a SOCKS proxy: %+v; want connect and the remedy", x.Fault)
	}
}

func TestPlainServerOnAnHTTPSAddress(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	defer s.Close()
	target := testTarget(strings.Replace(s.URL, "http:", "https:", 1))
	x := newClient(t, target, Options{}).Send(t.Context(), put("{}"))
	if x.Fault == nil || x.Fault.Kind != exchange.FaultConnect || !strings.Contains(x.Fault.Message, "check the scheme") {
		t.Errorf("fault %+v; want connect and the remedy", x.Fault)
	}
}

func TestRateLimit(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer s.Close()
	target := testTarget(s.URL)
	target.Rate.RequestsPerSecond = 20
	c := newClient(t, target, Options{})
	begun := time.Now()
	c.Send(t.Context(), put("{}"))
	if second := c.Send(t.Context(), put("{}")); second.Started.Sub(begun) < 50*time.Millisecond {
		t.Errorf("the second of 20 requests a second counts from %s after the first; its wait must not count", second.Started.Sub(begun))
	}

	target.Rate.RequestsPerSecond = 0.001
	c = newClient(t, target, Options{})
	c.Send(t.Context(), put("{}"))
	soon, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if x := c.Send(soon, put("{}")); x.Fault == nil || x.Fault.Kind != exchange.FaultCanceled {
		t.Errorf("a wait beyond the end of the run: %+v; want canceled", x.Fault)
	}
}

func TestHTTP2IsNotOffered(t *testing.T) {
	protocols := make(chan []string, 1)
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.TLS = &tls.Config{GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		protocols <- hello.SupportedProtos
		return nil, nil
	}}
	s.StartTLS()
	defer s.Close()
	target := testTarget(s.URL)
	target.TLS.InsecureSkipVerify = true
	newClient(t, target, Options{}).Send(t.Context(), put("{}"))
	if got := strings.Join(<-protocols, ","); got != "http/1.1" {
		t.Errorf("offered %q; want http/1.1 only", got)
	}
}
