package target

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/apigspec/apigspec/openapi/credential"
	"github.com/apigspec/apigspec/runner/exchange"
)

const (
	// redactedMark stands in place of a secret.
	redactedMark = "[redacted]"
	// longSecret is the length from which a secret is looked for in every
	// form; a shorter one occurs in innocent text.
	longSecret = 8
	// shortSecret is the length from which a secret is looked for at all.
	shortSecret = 4
)

// secrets finds and hides what nobody may see, in every form in which it may
// come back. It is safe for concurrent use.
//
// Long secrets are found through an index by their first eight bytes, letters
// folded, so that a text is read once, however many secrets there are.
type secrets struct {
	mu     sync.RWMutex
	known  map[string]bool
	filter [1 << 10]uint64
	index  map[uint64][]needle
	short  []string
}

// needle is one form of a secret.
type needle struct {
	folded string
	// label names the secret in a report of leaks; empty for one whose
	// repetition is no leak (an access key is a name).
	label string
}

func newSecrets(t Target) *secrets {
	s := &secrets{known: map[string]bool{}, index: map[uint64][]needle{}}
	s.add("token", t.Auth.Token)
	s.add("forbidden token", t.Auth.ForbiddenToken)
	s.add("expired token", t.Auth.ExpiredToken)
	s.add("other project's token", t.Auth.OtherProjectToken)
	if t.Auth.IAM != nil {
		s.add("password", t.Auth.IAM.Password)
	}
	if t.Auth.AKSK != nil {
		s.add("secret key", t.Auth.AKSK.SecretKey)
		s.add("", t.Auth.AKSK.AccessKey)
	}
	return s
}

// add learns a secret and its altered forms.
func (s *secrets) add(label, secret string) {
	s.mu.RLock()
	known := len(secret) < shortSecret || s.known[secret]
	s.mu.RUnlock()
	if known {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known[secret] {
		return
	}
	s.known[secret] = true
	if len(secret) < longSecret {
		s.short = append(s.short, secret)
		return
	}
	for _, how := range append([]string{""}, credential.Alterations()...) {
		altered, err := credential.Alter(secret, how)
		if err != nil || len(altered) < longSecret {
			continue
		}
		reported := label
		if how == "half" && len(altered) < 2*longSecret {
			reported = "" // so short a beginning may be any word
		}
		for _, form := range encodings(altered) {
			s.insert(needle{folded: fold(form), label: reported})
		}
	}
}

func (s *secrets) insert(n needle) {
	if len(n.folded) < longSecret {
		return
	}
	key := uint64(0)
	for i := range longSecret {
		key = key<<8 | uint64(n.folded[i])
	}
	list := s.index[key]
	if slices.Contains(list, n) {
		return
	}
	list = append(list, n)
	slices.SortStableFunc(list, func(a, b needle) int { return len(b.folded) - len(a.folded) })
	s.index[key] = list
	bit := filterBit(key)
	s.filter[bit>>6] |= 1 << (bit & 63)
}

func filterBit(key uint64) uint64 { return key * 0x9E3779B97F4A7C15 >> 48 }

// encodings are the forms in which a text may stand in a URL, a JSON string, a
// page, a dump or a Basic credential.
func encodings(text string) []string {
	forms := []string{text, url.QueryEscape(text), url.PathEscape(text), escape(text), html.EscapeString(text), hex.EncodeToString([]byte(text))}
	if quoted, err := json.Marshal(text); err == nil {
		inner := string(quoted[1 : len(quoted)-1])
		forms = append(forms, inner, strings.ReplaceAll(inner, "/", `\/`), strings.ReplaceAll(text, "/", `\/`))
	}
	var escaped strings.Builder
	for _, r := range text {
		code := strconv.FormatInt(int64(r), 16)
		escaped.WriteString(`\u` + "0000"[min(len(code), 4):] + code)
	}
	forms = append(forms, escaped.String())
	for offset := range 3 {
		forms = append(forms, base64Core(base64.RawStdEncoding, text, offset), base64Core(base64.RawURLEncoding, text, offset))
	}
	slices.Sort(forms)
	return slices.Compact(forms)
}

// base64Core is the part of the encoding of a longer text that depends on
// nothing but the given part, which begins offset bytes after a group of three.
func base64Core(enc *base64.Encoding, part string, offset int) string {
	encoded := enc.EncodeToString([]byte(strings.Repeat("\x00", offset) + part))
	begin := []int{0, 2, 3}[offset]
	if (offset+len(part))%3 != 0 {
		encoded = encoded[:len(encoded)-1]
	}
	return encoded[min(begin, len(encoded)):]
}

func fold(s string) string {
	out := []byte(s)
	for i, b := range out {
		out[i] = foldByte(b)
	}
	return string(out)
}

func foldByte(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b | 0x20
	}
	return b
}

// hasPrefix reports whether a text begins with one that is folded.
func hasPrefix[T string | exchange.Payload](text T, folded string) bool {
	if len(text) < len(folded) {
		return false
	}
	for i := range len(folded) {
		if foldByte(text[i]) != folded[i] {
			return false
		}
	}
	return true
}

// each calls found for every long secret in text, from left to right, the
// longest form where several begin at one place.
func each[T string | exchange.Payload](s *secrets, text T, found func(start, end int, label string)) {
	if len(text) < longSecret {
		return
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if len(s.index) == 0 {
		return
	}
	key, read := uint64(0), 0
	for i := 0; i < len(text); i++ {
		key = key<<8 | uint64(foldByte(text[i]))
		if read++; read < longSecret {
			continue
		}
		if bit := filterBit(key); s.filter[bit>>6]&(1<<(bit&63)) == 0 {
			continue
		}
		start := i - longSecret + 1
		for _, n := range s.index[key] {
			if hasPrefix(text[start:], n.folded) {
				found(start, start+len(n.folded), n.label)
				i, read = start+len(n.folded)-1, 0
				break
			}
		}
	}
}

// redact replaces every secret in text by the mark.
func (s *secrets) redact(text string) string {
	var out strings.Builder
	done := 0
	each(s, text, func(start, end int, _ string) {
		out.WriteString(text[done:start])
		out.WriteString(redactedMark)
		done = end
	})
	if done > 0 {
		out.WriteString(text[done:])
		text = out.String()
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, short := range s.short {
		text = redactWord(text, short)
	}
	return text
}

// redactWord hides a short secret where it is a word of its own: inside of
// other words it is an accident, and would garble what the judge reads.
func redactWord(text, secret string) string {
	var out strings.Builder
	for {
		at := strings.Index(text, secret)
		if at < 0 {
			out.WriteString(text)
			return out.String()
		}
		end := at + len(secret)
		out.WriteString(text[:at])
		if at > 0 && isWord(text[at-1]) || end < len(text) && isWord(text[end]) {
			out.WriteString(secret)
		} else {
			out.WriteString(redactedMark)
		}
		text = text[end:]
	}
}

func isWord(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b == '_'
}

// labels names the long secrets in text, each once.
func (s *secrets) labels(text string) []string {
	var labels []string
	each(s, text, func(_, _ int, label string) {
		if label != "" && !slices.Contains(labels, label) {
			labels = append(labels, label)
		}
	})
	return labels
}

func (s *secrets) redactPayload(p exchange.Payload) exchange.Payload {
	if !s.shown(p) {
		return p
	}
	return exchange.Payload(s.redact(string(p)))
}

// shown reports whether a payload may hold a secret. Most hold none, and are long.
func (s *secrets) shown(p exchange.Payload) (shown bool) {
	each(s, p, func(int, int, string) { shown = true })
	s.mu.RLock()
	defer s.mu.RUnlock()
	return shown || slices.ContainsFunc(s.short, func(short string) bool { return bytes.Contains(p, []byte(short)) })
}
