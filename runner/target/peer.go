package target

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// Peer is who answers TLS at a target's address.
type Peer struct {
	// Subject and Issuer are the certificate's, in words; Expires is when it ends.
	Subject, Issuer string
	Expires         time.Time
	// WantsCertificate is set if it asks for the caller's certificate.
	WantsCertificate bool
	// Err says why the certificate is not trusted; nil if it is.
	Err error
	// Key is the key of the target file that Err is about.
	Key string
}

// LookAt looks who answers TLS at the target's address, whether that is to be trusted
// or not. It sends no request, and no credential. It returns nil for a target without
// TLS; the error says why there was no handshake.
func (c *Client) LookAt(ctx context.Context) (*Peer, error) {
	if c.base.Scheme != "https" {
		return nil, nil
	}
	proxy, err := c.options.Proxy(&http.Request{URL: c.base})
	if err != nil || proxy != nil {
		return nil, nil // whoever answers is behind it; the first exchange will tell
	}
	conn, err := c.options.Dial(ctx, "tcp", hostPort(c.base))
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", hostPort(c.base), rootCause(err))
	}
	defer conn.Close() //nolint:errcheck // nothing was sent
	peer := &Peer{}
	config := c.tls.Clone()
	config.InsecureSkipVerify = true //nolint:gosec // to see who it is; nothing is sent
	config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		peer.WantsCertificate = true
		if len(c.tls.Certificates) > 0 {
			return &c.tls.Certificates[0], nil
		}
		return &tls.Certificate{}, nil
	}
	config.Certificates = nil
	secure := tls.Client(conn, config)
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, fmt.Errorf("TLS with %s: %w", hostPort(c.base), err)
	}
	peer.describe(secure.ConnectionState(), c.tls)
	return peer, nil
}

// describe fills in what the certificate says, and whether it is to be trusted.
func (p *Peer) describe(state tls.ConnectionState, as *tls.Config) {
	leaf := state.PeerCertificates[0]
	p.Subject, p.Issuer, p.Expires = leaf.Subject.String(), leaf.Issuer.String(), leaf.NotAfter
	if as.InsecureSkipVerify {
		return
	}
	options := x509.VerifyOptions{Roots: as.RootCAs, DNSName: as.ServerName, Intermediates: x509.NewCertPool()}
	for _, c := range state.PeerCertificates[1:] {
		options.Intermediates.AddCert(c)
	}
	_, p.Err = leaf.Verify(options)
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	switch {
	case p.Err == nil:
	case errors.As(p.Err, &unknown):
		p.Key = "tls.ca_file"
	case errors.As(p.Err, &host):
		p.Key = "url"
	default:
		p.Key = "tls"
	}
}
