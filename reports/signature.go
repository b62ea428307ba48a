package reports

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"os"

	"go.yaml.in/yaml/v3"
)

// A signature is the last block of a statement:
//
//	signature:
//	  algorithm: ed25519
//	  public_key: …   # the 32 bytes of the key in base64
//	  value: …        # over all bytes before the block
const (
	signatureStart = "signature:\n"
	signatureBlock = signatureStart + "  algorithm: ed25519\n  public_key: %s\n  value: %s\n"
)

// SignedBy is the run with its statement to be signed; a nil key leaves it unsigned.
func (r Run) SignedBy(key ed25519.PrivateKey) Run {
	r.signer = key
	return r
}

// sign puts a signature at the end of a statement.
func sign(statement []byte, key ed25519.PrivateKey) []byte {
	return append(bytes.Clone(statement), signatureOf(key.Public().(ed25519.PublicKey), ed25519.Sign(key, statement))...)
}

func signatureOf(key ed25519.PublicKey, signature []byte) []byte {
	encode := base64.StdEncoding.EncodeToString
	return fmt.Appendf(nil, signatureBlock, encode(key), encode(signature))
}

// unsigned takes a statement apart. The key is nil for one without a signature; the
// error says what is wrong with one that is there.
func unsigned(statement []byte) (text []byte, key ed25519.PublicKey, err error) {
	start := bytes.LastIndex(statement, []byte("\n"+signatureStart)) + 1
	if start == 0 {
		return statement, nil, nil
	}
	text, block := statement[:start], statement[start:]
	var read struct {
		Signature struct {
			PublicKey string `yaml:"public_key"`
			Value     string `yaml:"value"`
		} `yaml:"signature"`
	}
	if err := yaml.Unmarshal(block, &read); err != nil {
		return text, nil, errors.New("signature: it is no YAML")
	}
	key, keyErr := base64.StdEncoding.DecodeString(read.Signature.PublicKey)
	value, valueErr := base64.StdEncoding.DecodeString(read.Signature.Value)
	switch {
	case keyErr != nil || len(key) != ed25519.PublicKeySize:
		return text, nil, errors.New("signature.public_key: it is not the 32 bytes of an Ed25519 key in base64")
	case valueErr != nil || !ed25519.Verify(key, text, value):
		return text, nil, errors.New("signature.value: it is not the signature of this statement by signature.public_key")
	case !bytes.Equal(block, signatureOf(key, value)):
		return text, nil, errors.New("signature: it was edited")
	}
	return text, key, nil
}

// Fingerprint is a short name of a public key: the SHA-256 digest of its 32 bytes,
// hexadecimal.
func Fingerprint(key ed25519.PublicKey) string {
	digest := sha256.Sum256(key)
	return hex.EncodeToString(digest[:])
}

// LoadSigningKey reads an Ed25519 private key from a PEM file (PKCS #8).
func LoadSigningKey(path string) (ed25519.PrivateKey, error) {
	return loadKey[ed25519.PrivateKey](path, "PRIVATE KEY", x509.ParsePKCS8PrivateKey, "openssl genpkey -algorithm ed25519 makes one")
}

// LoadPublicKey reads an Ed25519 public key from a PEM file.
func LoadPublicKey(path string) (ed25519.PublicKey, error) {
	return loadKey[ed25519.PublicKey](path, "PUBLIC KEY", x509.ParsePKIXPublicKey, "openssl pkey -in KEY -pubout writes that of a private key")
}

// loadKey reads a key of the type K out of a block of the kind; remedy is how to come by
// one.
func loadKey[K any](path, kind string, parse func([]byte) (any, error), remedy string) (key K, err error) {
	block, err := readPEM(path, kind, remedy)
	if err != nil {
		return key, err
	}
	parsed, err := parse(block)
	if err != nil {
		return key, fmt.Errorf("%s: %w; %s", path, err, remedy)
	}
	key, ok := parsed.(K)
	if !ok {
		return key, fmt.Errorf("%s holds a key of another kind than Ed25519 (%T); %s", path, parsed, remedy)
	}
	return key, nil
}

// readPEM reads the block of the given type that the file begins with.
func readPEM(path, kind, remedy string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(data)
	switch {
	case block == nil:
		return nil, fmt.Errorf("%s is no PEM file; %s", path, remedy)
	case block.Type != kind:
		return nil, fmt.Errorf("%s holds a %s, not a %s; %s", path, block.Type, kind, remedy)
	}
	return block.Bytes, nil
}
