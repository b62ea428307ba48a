package reports

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
)

// SelectionDigest identifies a selection of cases whatever their order: the hex SHA-256
// of their ids, one a line.
func SelectionDigest(ids []string) string {
	h := sha256.New()
	for _, id := range slices.Sorted(slices.Values(ids)) {
		_, _ = io.WriteString(h, id+"\n") // a hash takes everything
	}
	return hex.EncodeToString(h.Sum(nil))
}
