package gateway

import (
	"encoding/hex"
	"sync/atomic"
)

// idSource makes ids that look like the service's own: 32 hexadecimal digits.
// The same seed makes the same ids, so that two runs can be compared. It is safe for
// concurrent use: instances make ids side by side.
type idSource struct{ state atomic.Uint64 }

func newIDSource(seed uint64) *idSource {
	s := new(idSource)
	s.state.Store(seed*0x9e3779b97f4a7c15 + 0x5851f42d4c957f2d)
	return s
}

// word is one step of splitmix64.
func (s *idSource) word() uint64 {
	z := s.state.Add(0x9e3779b97f4a7c15)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (s *idSource) next() string {
	var b [16]byte
	for i := 0; i < 16; i += 8 {
		w := s.word()
		for j := range 8 {
			b[i+j] = byte(w >> (8 * j))
		}
	}
	return hex.EncodeToString(b[:])
}

// token makes a user token: letters of both cases and digits, so that every
// way to alter one has something to alter. It is base64 without padding, and
// the last letter has two bits that mean nothing.
func (s *idSource) token() string {
	const (
		alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
		last     = "AEIMQUYcgkosw048" // those whose last two bits are zero
	)
	b := []byte("MII")
	for len(b) < 158 {
		b = append(b, alphabet[s.word()%uint64(len(alphabet))])
	}
	return string(append(b, last[s.word()%uint64(len(last))]))
}
