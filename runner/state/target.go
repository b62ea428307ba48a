package state

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"
)

// Target is a gateway as locks and journals know it: two runs that name the same
// address, project and instance are at the same target.
type Target struct{ URL, Project, Instance string }

// Is reports whether two targets are the same.
func (t Target) Is(other Target) bool { return t.name() == other.name() }

// name is a file name for the target: its host for people, a hash for the rest. Hosts
// and schemes mean the same in capitals.
func (t Target) name() string {
	host, address := "", t.URL
	if u, err := url.Parse(t.URL); err == nil {
		u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
		host, address = u.Host, strings.TrimRight(u.String(), "/")
	}
	return plain(host) + "-" + digest(address, t.Project, t.Instance)
}

// plain is a text as every file system takes it.
func plain(text string) string {
	const most = 100 // of the 255 that a file name may have
	text = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return '_'
	}, text)
	return text[:min(most, len(text))]
}

func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:6])
}
