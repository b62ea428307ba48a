package target

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	signatureScheme = "SDK-HMAC-SHA256"
	signatureDate   = "20060102T150405Z"
	dateHeader      = "X-Sdk-Date"
)

// sign adds the headers X-Sdk-Date and Authorization of an AK/SK signature
// (SDK-HMAC-SHA256 over the request in canonical form; the key is used as it
// is, without derivation). Signed are the host, the date, and every x- header.
func sign(m *message, key AKSK, now time.Time) error {
	m.set(dateHeader, now.UTC().Format(signatureDate))
	canonical, names, err := canonicalRequest(m)
	if err != nil {
		return fmt.Errorf("sign %s %s: %w", m.method, m.path, err)
	}
	digest := sha256.Sum256([]byte(canonical))
	toSign := signatureScheme + "\n" + m.header.Get(dateHeader) + "\n" + hex.EncodeToString(digest[:])
	mac := hmac.New(sha256.New, []byte(key.SecretKey))
	mac.Write([]byte(toSign))
	m.set("Authorization", fmt.Sprintf("%s Access=%s, SignedHeaders=%s, Signature=%x", signatureScheme, key.AccessKey, names, mac.Sum(nil)))
	return nil
}

// canonicalRequest is the text whose digest is signed, and the list of the
// headers in it.
func canonicalRequest(m *message) (text, names string, err error) {
	path, err := canonicalPath(m.path)
	if err != nil {
		return "", "", err
	}
	query, err := canonicalQuery(m.query)
	if err != nil {
		return "", "", err
	}
	headers, names := canonicalHeaders(m)
	return strings.Join([]string{m.method, path, query, headers, names, payloadDigest(m)}, "\n"), names, nil
}

// payloadDigest is the digest of the body, or the word that takes its place in
// the signature of a body that is called neither JSON nor BSON.
func payloadDigest(m *message) string {
	contentType := strings.ToLower(m.header.Get("Content-Type"))
	if contentType != "" && !strings.HasPrefix(contentType, "application/json") && !strings.HasPrefix(contentType, "application/bson") {
		return "UNSIGNED-PAYLOAD"
	}
	digest := sha256.Sum256(m.body)
	return hex.EncodeToString(digest[:])
}

// canonicalPath ends in "/" whatever the path sent does.
func canonicalPath(escaped string) (string, error) {
	segments := strings.Split(escaped, "/")
	for i, segment := range segments {
		plain, err := url.PathUnescape(segment)
		if err != nil {
			return "", err
		}
		segments[i] = escape(plain)
	}
	path := strings.Join(segments, "/")
	if !strings.HasSuffix(path, "/") {
		path += "/"
	}
	return path, nil
}

// canonicalQuery sorts by name, then by value.
func canonicalQuery(raw string) (string, error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return "", err
	}
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, value := range slices.Sorted(slices.Values(values[name])) {
			pairs = append(pairs, escape(name)+"="+escape(value))
		}
	}
	return strings.Join(pairs, "&"), nil
}

func canonicalHeaders(m *message) (lines, names string) {
	signed := map[string]string{"host": m.host}
	for name, values := range m.header {
		if lower := strings.ToLower(name); strings.HasPrefix(lower, "x-") && len(values) > 0 {
			signed[lower] = strings.TrimSpace(values[0])
		}
	}
	sorted := slices.Sorted(maps.Keys(signed))
	for _, name := range sorted {
		lines += name + ":" + signed[name] + "\n"
	}
	return lines, strings.Join(sorted, ";")
}

// escape leaves RFC 3986's unreserved characters and encodes every other byte.
func escape(s string) string {
	var out strings.Builder
	for i := range len(s) {
		b := s[i]
		if 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || strings.IndexByte("-._~", b) >= 0 {
			out.WriteByte(b)
			continue
		}
		fmt.Fprintf(&out, "%%%02X", b)
	}
	return out.String()
}
