package target

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
)

// config is the TLS configuration that a target file asks for. Errors name
// the file and its key.
func (t TLS) config(serverName string) (*tls.Config, error) {
	config := &tls.Config{
		ServerName:         serverName,
		NextProtos:         []string{"http/1.1"},
		MinVersion:         tls.VersionTLS12,
		InsecureSkipVerify: t.InsecureSkipVerify, //nolint:gosec // the user's own word in the target file
	}
	if t.CAFile != "" {
		data, err := os.ReadFile(t.CAFile)
		if err != nil {
			return nil, fmt.Errorf("read tls.ca_file: %w", err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(data) {
			return nil, fmt.Errorf("read tls.ca_file: %s holds no certificate in PEM form", t.CAFile)
		}
	}
	if t.ClientCert != "" {
		pair, err := tls.LoadX509KeyPair(t.ClientCert, t.ClientKey)
		if err != nil {
			return nil, fmt.Errorf("read tls.client_cert and tls.client_key: %w", err)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return config, nil
}

// dial opens a connection to the target, through the proxy that the
// environment names for it, if any.
func (c *Client) dial(ctx context.Context) (*wire, error) {
	proxy, err := c.options.Proxy(&http.Request{URL: c.base})
	if err != nil {
		return nil, fmt.Errorf("read the proxy from the environment: %w", err)
	}
	address := hostPort(c.base)
	if proxy != nil {
		if proxy.Scheme != "http" {
			return nil, fmt.Errorf("the proxy %s is not supported; name an http:// proxy in the environment, or put the target into NO_PROXY", proxy.Redacted())
		}
		address = hostPort(proxy)
	}
	conn, err := c.options.Dial(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", address, rootCause(err))
	}
	if proxy != nil && c.base.Scheme == "https" {
		if err := tunnel(ctx, conn, proxy, hostPort(c.base)); err != nil {
			_ = conn.Close()
			return nil, err
		}
	}
	if c.base.Scheme == "https" {
		secure := tls.Client(conn, c.tls)
		if err := secure.HandshakeContext(ctx); err != nil {
			_ = conn.Close()
			return nil, fmt.Errorf("TLS with %s: %w; check the scheme and tls in the target file", address, err)
		}
		conn = secure
	}
	w := newWire(conn)
	w.throughProxy = proxy != nil && c.base.Scheme == "http"
	if w.throughProxy {
		w.proxyAuth = proxyCredential(proxy)
	}
	return w, nil
}

// tunnel asks a proxy for a connection to the target.
func tunnel(ctx context.Context, conn net.Conn, proxy *url.URL, address string) error {
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	request := "CONNECT " + address + " HTTP/1.1\r\nHost: " + address + "\r\n"
	if credential := proxyCredential(proxy); credential != "" {
		request += "Proxy-Authorization: " + credential + "\r\n"
	}
	if _, err := conn.Write([]byte(request + "\r\n")); err != nil {
		return fmt.Errorf("ask the proxy %s for %s: %w", proxy.Host, address, err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: http.MethodConnect})
	if err != nil {
		return fmt.Errorf("ask the proxy %s for %s: %w", proxy.Host, address, err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("ask the proxy %s for %s: it returned %s", proxy.Host, address, resp.Status)
	}
	return nil
}

func proxyCredential(proxy *url.URL) string {
	if proxy.User == nil {
		return ""
	}
	password, _ := proxy.User.Password()
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(proxy.User.Username()+":"+password))
}

// hostPort is the address to connect to, with the scheme's port if the URL
// names none.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}
