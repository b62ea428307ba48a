package reports

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"slices"
)

// FileDigest is the SHA-256 digest of a file, hexadecimal.
func FileDigest(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	digest := sha256.New()
	if _, err := io.Copy(digest, file); err != nil {
		return "", fmt.Errorf("digest of %s: %w", path, err)
	}
	return hex.EncodeToString(digest.Sum(nil)), nil
}

// SelectionDigest identifies a selection of cases whatever their order: the hex SHA-256
// of their ids, one a line.
func SelectionDigest(ids []string) string {
	h := sha256.New()
	for _, id := range slices.Sorted(slices.Values(ids)) {
		_, _ = io.WriteString(h, id+"\n") // a hash takes everything
	}
	return hex.EncodeToString(h.Sum(nil))
}
