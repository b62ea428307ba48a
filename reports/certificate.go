package reports

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	htmltemplate "html/template"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	texttemplate "text/template"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner/judge"
)

// The names of a certificate's two forms.
const (
	CertificateHTMLFile     = "certificate.html"
	CertificateMarkdownFile = "certificate.md"
)

var (
	//go:embed certificate.gohtml
	certificateHTML string
	//go:embed certificate.gomd
	certificateMarkdown string
)

// certificate is what the templates show: a verified statement on one page.
type certificate struct {
	Statement
	// Digest is the SHA-256 digest of the whole statement, hexadecimal, its signature
	// included.
	Digest string
	// Signer is the fingerprint of the key that signed the statement; empty for none.
	Signer string
	Claims []certificateClaim
}

// certificateClaim is a claimed profile and the numbers behind it.
type certificateClaim struct {
	Profile      string
	Must, Should int // passed
	Advice       int // should cases that failed
	Skipped      int // should cases that could not run
}

// WriteCertificate writes the certificate of a verified statement into dir, as HTML and
// as Markdown, and returns the paths. Where no profile is claimed, there is none to
// write: a [*RefusedError].
func (v Verified) WriteCertificate(dir string) ([]string, error) {
	var written []string
	if err := v.claimsSomething(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the certificate's folder: %w", err)
	}
	for _, name := range []string{CertificateHTMLFile, CertificateMarkdownFile} {
		text, err := v.certificate(name)
		if err != nil {
			return written, err
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return written, fmt.Errorf("write certificate: %w", err)
		}
		written = append(written, path)
	}
	return written, nil
}

// CheckCertificate refuses a certificate that is not the one of the verified statement,
// byte for byte. Its form goes by the end of the name.
func (v Verified) CheckCertificate(name string, content []byte) error {
	if err := v.claimsSomething(); err != nil {
		return err
	}
	want, err := v.certificate(name)
	if err != nil {
		return err
	}
	if bytes.Equal(content, want) {
		return nil
	}
	gotLines, wantLines := bytes.Split(content, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range min(len(gotLines), len(wantLines)) {
		if !bytes.Equal(gotLines[i], wantLines[i]) {
			return refused("%s, line %d: the certificate has %q, from its statement comes %q", name, i+1, gotLines[i], wantLines[i])
		}
	}
	return refused("%s: the certificate has %d lines, from its statement come %d", name, len(gotLines), len(wantLines))
}

func (v Verified) claimsSomething() error {
	var why []string
	for _, profile := range slices.Sorted(maps.Keys(v.Statement.Profiles)) {
		claim := v.Statement.Profiles[profile]
		if claim.Status == StatusConformant {
			return nil
		}
		why = append(why, fmt.Sprintf("%s is %s: %s", profile, claim.Status, strings.Join(claim.Reasons, ", ")))
	}
	return refused("there is no certificate: %s", strings.Join(why, "; "))
}

// certificate renders one form of the certificate.
func (v Verified) certificate(name string) ([]byte, error) {
	var (
		page bytes.Buffer
		err  error
	)
	switch filepath.Ext(name) {
	case ".html":
		err = htmltemplate.Must(htmltemplate.New("certificate").Funcs(htmltemplate.FuncMap{"list": list, "name": nameOf}).Parse(certificateHTML)).
			Execute(&page, v.onePage())
	case ".md":
		err = texttemplate.Must(texttemplate.New("certificate").Funcs(texttemplate.FuncMap{"list": list, "name": nameOf, "text": markdownText, "code": markdownCode, "fence": markdownFence}).Parse(certificateMarkdown)).
			Execute(&page, v.onePage())
	default:
		return nil, fmt.Errorf("%s: a certificate is a .html or a .md file", name)
	}
	if err != nil {
		return nil, fmt.Errorf("write certificate: %w", err)
	}
	return page.Bytes(), nil
}

// list joins names for a sentence.
func list(names []string) string { return strings.Join(names, ", ") }

func (v Verified) onePage() certificate {
	digest := sha256.Sum256(v.text)
	page := certificate{Statement: v.Statement, Digest: hex.EncodeToString(digest[:])}
	if v.Signer != nil {
		page.Signer = Fingerprint(v.Signer)
	}
	for _, profile := range slices.Sorted(maps.Keys(v.Statement.Profiles)) {
		claim := v.Statement.Profiles[profile]
		if claim.Status != StatusConformant {
			continue
		}
		should := claim.Counts[cases.Should]
		page.Claims = append(page.Claims, certificateClaim{
			Profile: profile,
			Must:    claim.Counts[cases.Must][judge.Pass],
			Should:  should[judge.Pass],
			Advice:  should[judge.Fail] + should[judge.Error],
			Skipped: should[judge.Skip],
		})
	}
	return page
}
