package runner_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/target"
)

// authority issues certificates for loopback.
type authority struct {
	t    *testing.T
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	// file holds its certificate.
	file string
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "an authority of one's own"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	a := &authority{t: t, key: key, cert: cert, file: filepath.Join(t.TempDir(), "ca.pem")}
	if err := os.WriteFile(a.file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return a
}

func (a *authority) issue(until time.Time) tls.Certificate {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "loopback"},
		NotBefore: time.Now().AddDate(-1, 0, 0), NotAfter: until,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, &key.PublicKey, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// behindTLS is the target behind TLS.
func behindTLS(t *testing.T, to target.Target, config *tls.Config) target.Target {
	t.Helper()
	address, err := url.Parse(to.URL)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(httputil.NewSingleHostReverseProxy(address))
	server.TLS = config
	server.StartTLS()
	t.Cleanup(server.Close)
	to.URL = server.URL
	return to
}

// The doctor names the key of what is wrong in a target file, and a run that could say
// nothing about the target ends before its first case.
func TestDoctorOnBrokenTargets(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	ca, other := newAuthority(t), newAuthority(t)
	good := &tls.Config{Certificates: []tls.Certificate{ca.issue(time.Now().AddDate(1, 0, 0))}}
	for _, row := range []struct {
		name string
		// change breaks a good target.
		change func(*target.Target)
		key    string
		text   string
		status runner.FindingStatus
	}{
		{"dead host", func(to *target.Target) { to.URL = "http://127.0.0.1:1" }, "url", "cannot be reached", runner.Problem},
		{"http on a TLS port", func(to *target.Target) {
			*to = behindTLS(t, *to, good)
			to.URL = strings.Replace(to.URL, "https", "http", 1)
		}, "url", "speaks TLS", runner.Problem},
		{"TLS on an http port", func(to *target.Target) { to.URL = strings.Replace(to.URL, "http", "https", 1) }, "url", "TLS handshake", runner.Problem},
		{"wrong authority", func(to *target.Target) {
			*to = behindTLS(t, *to, good)
			to.TLS.CAFile = other.file
		}, "tls.ca_file", "unknown authority", runner.Problem},
		{"expired certificate", func(to *target.Target) {
			*to = behindTLS(t, *to, &tls.Config{Certificates: []tls.Certificate{ca.issue(time.Now().Add(-time.Hour))}})
			to.TLS.CAFile = ca.file
		}, "tls", "expired", runner.Problem},
		{"no client certificate", func(to *target.Target) {
			*to = behindTLS(t, *to, &tls.Config{Certificates: good.Certificates, ClientAuth: tls.RequireAnyClientCert})
			to.TLS.CAFile = ca.file
		}, "tls.client_cert", "asks for one", runner.Problem},
		{"wrong base path", func(to *target.Target) { to.URL += "/gateway" }, "url", "nothing below", runner.Problem},
		{"expired token", func(to *target.Target) { to.Auth.Token, to.Auth.ExpiredToken = to.Auth.ExpiredToken, "" }, "auth", "credentials", runner.Problem},
		{"other project's token", func(to *target.Target) {
			to.Auth.Token, to.Auth.OtherProjectToken = to.Auth.OtherProjectToken, ""
		}, "project_id", "knows the caller", runner.Problem},
		{"token without permission", func(to *target.Target) { to.Auth.Token, to.Auth.ForbiddenToken = to.Auth.ForbiddenToken, "" }, "auth", "knows the caller", runner.Problem},
		{"the same token twice", func(to *target.Target) { to.Auth.ForbiddenToken = to.Auth.Token }, "auth.forbidden_token", "every other request", runner.Problem},
		{"wrong project", func(to *target.Target) { to.ProjectID = strings.Repeat("0", 32) }, "project_id", "knows the caller", runner.Problem},
		{"wrong instance", func(to *target.Target) { to.InstanceID = strings.Repeat("0", 32) }, "instance_id", "no such instance", runner.Problem},
		{"malformed instance", func(to *target.Target) { to.InstanceID = "instance" }, "instance_id", "no such instance", runner.Problem},
		{"no fixtures", func(to *target.Target) { to.Fixtures = target.Fixtures{} }, "", "names none", runner.Warning},
		{"unbound fixtures", func(to *target.Target) { to.Fixtures.ACL.APIIDs = []string{"unbound"} }, "fixtures.acl.acl_id", "not bound as the target file says", runner.Warning},
		{"other dialect", func(to *target.Target) { to.Auth.Dialect = target.FrontGateway }, "auth.dialect", "direct", runner.Warning},
	} {
		for _, bare := range []bool{false, true} {
			name := row.name
			if bare {
				name += ", nothing else named"
			}
			t.Run(name, func(t *testing.T) {
				wire := newWatch(t)
				to := watched(t, served(t, gateway.Options{}), wire.See)
				row.change(&to)
				if bare && row.status == runner.Problem {
					to.Fixtures, to.OtherInstance, to.Hooks = target.Fixtures{}, nil, target.Hooks{}
				}
				t.Cleanup(func() {
					for _, request := range wire.Foreign(to) {
						t.Error(request)
					}
				})
				config := runner.Config{Contract: contract, Cases: all, Target: to}
				found, err := runner.Doctor(t.Context(), config)
				if err != nil {
					t.Fatal(err)
				}
				names := func(f runner.Finding) bool {
					return f.Status != runner.Fine && strings.Contains(f.Text, row.text) && (row.key == "" || slices.Contains(f.Keys, row.key))
				}
				if !slices.ContainsFunc(found, names) {
					t.Errorf("found %+v", found)
				}
				problem := slices.ContainsFunc(found, func(f runner.Finding) bool { return f.Status == runner.Problem })
				if problem != (row.status == runner.Problem) {
					t.Errorf("a problem is found: %v; %+v", problem, found)
				}
				if row.status != runner.Problem {
					return
				}
				began := time.Now()
				run, err := runner.Start(t.Context(), config)
				var unreachable *runner.UnreachableError
				if !errors.As(err, &unreachable) || len(unreachable.Keys) == 0 {
					t.Errorf("a run begins, or does not say why it does not: %v", err)
				}
				if run != nil {
					_ = run.Close()
				}
				if took := time.Since(began); took > 3*time.Second {
					t.Errorf("that took %s", took)
				}
			})
		}
	}
}

// The doctor sends nothing that changes anything.
func TestDoctorChangesNothing(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	gw := served(t, gateway.Options{})
	wire := newWatch(t)
	to := watched(t, harmless(t, gw), func(r *http.Request, body string) {
		if r.Method != http.MethodGet {
			wire.See(r, body)
		}
	})
	before := listed(t, gw)
	if _, err := runner.Doctor(t.Context(), runner.Config{Contract: contract, Cases: all, Target: to}); err != nil {
		t.Fatal(err)
	}
	nothing := gw
	nothing.Fixtures, nothing.OtherInstance = target.Fixtures{}, &target.OtherInstance{InstanceID: gw.OtherInstance.InstanceID}
	for _, request := range wire.Foreign(nothing) {
		t.Error(request)
	}
	if listed(t, gw) != before {
		t.Error("something changed")
	}
}
