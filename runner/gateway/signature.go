package gateway

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	signatureScheme = "SDK-HMAC-SHA256"
	signatureDate   = "20060102T150405Z"
	// maxSkew is how far the signer's clock may be off.
	maxSkew = 15 * time.Minute
)

// verifySignature checks an AK/SK signature of the request.
func (g *Gateway) verifySignature(r *http.Request, body []byte) error {
	fields, err := signatureFields(r.Header.Get("Authorization"))
	if err != nil {
		return err
	}
	if fields["Access"] != accessKey {
		return errors.New("verify aksk signature fail: ak " + fields["Access"] + " not exist")
	}
	date := r.Header.Get("X-Sdk-Date")
	signed, err := time.Parse(signatureDate, date)
	if err != nil {
		return errors.New("verify aksk signature fail: X-Sdk-Date is missing or malformed")
	}
	if skew := time.Since(signed).Abs(); skew > maxSkew {
		return errors.New("verify aksk signature fail: signature expired")
	}
	canonical := canonicalRequest(r, strings.Split(fields["SignedHeaders"], ";"), payloadHash(r, body))
	digest := sha256.Sum256([]byte(canonical))
	mac := hmac.New(sha256.New, []byte(secretKey))
	mac.Write([]byte(signatureScheme + "\n" + date + "\n" + hex.EncodeToString(digest[:])))
	if !hmac.Equal([]byte(hex.EncodeToString(mac.Sum(nil))), []byte(fields["Signature"])) {
		return errors.New("verify aksk signature fail")
	}
	return nil
}

// signatureFields reads "SDK-HMAC-SHA256 Access=…, SignedHeaders=…, Signature=…".
func signatureFields(header string) (map[string]string, error) {
	rest, ok := strings.CutPrefix(header, signatureScheme+" ")
	if !ok {
		return nil, errors.New("the Authorization header is malformed")
	}
	fields := map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, ok := strings.Cut(strings.TrimSpace(part), "=")
		if !ok {
			return nil, errors.New("the Authorization header is malformed")
		}
		fields[name] = value
	}
	return fields, nil
}

func payloadHash(r *http.Request, body []byte) string {
	if t := strings.ToLower(r.Header.Get("Content-Type")); t != "" &&
		!strings.HasPrefix(t, "application/json") && !strings.HasPrefix(t, "application/bson") {
		return "UNSIGNED-PAYLOAD"
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

func canonicalRequest(r *http.Request, signedHeaders []string, payload string) string {
	var b strings.Builder
	b.WriteString(r.Method + "\n")
	for segment := range strings.SplitSeq(strings.TrimSuffix(r.URL.Path, "/"), "/") {
		b.WriteString(percentEncode(segment) + "/")
	}
	b.WriteString("\n" + canonicalQuery(r.URL.Query()) + "\n")
	for _, name := range signedHeaders {
		value := r.Header.Get(name)
		if strings.EqualFold(name, "host") {
			value = r.Host
		}
		b.WriteString(strings.ToLower(name) + ":" + strings.TrimSpace(value) + "\n")
	}
	b.WriteString("\n" + strings.Join(signedHeaders, ";") + "\n" + payload)
	return b.String()
}

func canonicalQuery(query url.Values) string {
	var pairs []string
	for name, values := range query {
		for _, value := range values {
			pairs = append(pairs, percentEncode(name)+"="+percentEncode(value))
		}
	}
	slices.Sort(pairs)
	return strings.Join(pairs, "&")
}

// percentEncode leaves RFC 3986's unreserved characters as they are.
func percentEncode(s string) string {
	const hexDigits = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(s) {
		if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("-_.~", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.Write([]byte{'%', hexDigits[c>>4], hexDigits[c&15]})
	}
	return b.String()
}
