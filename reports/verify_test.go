package reports

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/apigspec/apigspec/runner/exchange"
)

var flipSeed = flag.Uint64("flips", uint64(time.Now().UnixNano()), "seed of the bytes that TestVerifyRefusesFlips flips")

// evidence is a claim and what it rests on.
type evidence struct {
	log, statement []byte
	verifier       Verifier
}

// claimedEvidence is that of a gateway that is somebody's: the embedded one under another
// name. The statement is signed.
func claimedEvidence(t testing.TB) evidence {
	t.Helper()
	log := record(t, recording{gateway: "embedded", profile: "roma"})
	log = bytes.ReplaceAll(log, []byte(`"Server":["`+exchange.OwnGateway+`"]`), []byte(`"Server":["acme"]`))
	contract := builtIn(t)
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	return evidence{
		log:       log,
		statement: statementOf(t, log, key),
		verifier:  Verifier{Version: "test", Contract: contract, BuiltIn: true, Key: key.Public().(ed25519.PublicKey)},
	}
}

// statementOf is the statement that a run with this log writes.
func statementOf(t testing.TB, log []byte, key ed25519.PrivateKey) []byte {
	t.Helper()
	run, err := ReadFile(fileOf(t, log))
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	var statement bytes.Buffer
	if err := WriteStatement(&statement, run.SignedBy(key)); err != nil {
		t.Fatal(err)
	}
	return statement.Bytes()
}

func fileOf(t testing.TB, log []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), LogFile)
	if err := os.WriteFile(path, log, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func wantRefused(t *testing.T, err error, reason string) {
	t.Helper()
	var refused *RefusedError
	if !errors.As(err, &refused) || !strings.Contains(err.Error(), reason) || strings.Contains(err.Error(), "\n") {
		t.Errorf("error %v; want it refused in one line that says %q", err, reason)
	}
}

func TestVerify(t *testing.T) {
	e := claimedEvidence(t)
	verified, err := e.verifier.Verify(e.statement, fileOf(t, e.log))
	if err != nil {
		t.Fatal(err)
	}
	if got := verified.Statement.Profiles["roma"]; got.Status != StatusConformant {
		t.Fatalf("roma is %s: %q", got.Status, got.Reasons)
	}
	other := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))

	t.Run("edited statements", func(t *testing.T) {
		for edit, reason := range map[[2]string]string{
			{"status: not claimed", "status: conformant"}:    `profiles.apig.status: the statement says "conformant", from its log comes "not claimed"`,
			{"strict: true", "strict: false"}:                "strict",
			{"\ndate: ", "\nvendor: Acme\ndate: "}:           "vendor: its log gives no such key",
			{"organization: apigspec", "organization: Acme"}: `implementation.organization: the statement says "Acme"`,
			{"event log", "Event log"}:                       "line 1",
			{"algorithm", "Algorithm"}:                       "signature: it was edited",
			{"statement: 2", "verdict: 2"}:                   "it is no conformance statement",
			{"statement: 2", "statement: {"}:                 "the statement cannot be read",
			{"\nlog: ", "\nlog: 0"}:                          "log: the statement is of a log with the digest",
		} {
			edited := bytes.Replace(e.statement, []byte(edit[0]), []byte(edit[1]), 1)
			if bytes.Equal(edited, e.statement) {
				t.Errorf("the statement does not have %q:\n%s", edit[0], e.statement)
			}
			_, err := e.verifier.Verify(edited, fileOf(t, e.log))
			wantRefused(t, err, reason)
		}
	})
	t.Run("signatures", func(t *testing.T) {
		_, err := e.verifier.Verify(statementOf(t, e.log, other), fileOf(t, e.log))
		wantRefused(t, err, "signed with another key")
		_, err = e.verifier.Verify(statementOf(t, e.log, nil), fileOf(t, e.log))
		wantRefused(t, err, "not signed")
		anybody := e.verifier
		anybody.Key = nil
		for _, key := range []ed25519.PrivateKey{nil, other} {
			if _, err := anybody.Verify(statementOf(t, e.log, key), fileOf(t, e.log)); err != nil {
				t.Errorf("without a key to ask for: %v", err)
			}
		}
	})
	t.Run("edited logs with the statement that they come to", func(t *testing.T) {
		for edit, reason := range map[[2]string]string{
			{`"verdict":"pass"`, `"verdict":"observed"`}:                                               "judged again",
			{`"level":"must"`, `"level":"should"`}:                                                     "not those of the case set",
			{`"available":`, `"available":1`}:                                                          "available",
			{`"event":"case","id":"roma.plugin-detach/`, `"event":"case","id":"roma.plugin-detach/a/`}: "no such case",
		} {
			edited := bytes.Replace(e.log, []byte(edit[0]), []byte(edit[1]), 1)
			if bytes.Equal(edited, e.log) {
				t.Errorf("the log does not have %s", edit[0])
			}
			anybody := e.verifier
			anybody.Key = nil
			_, err := anybody.Verify(statementOf(t, edited, nil), fileOf(t, edited))
			wantRefused(t, err, reason)
		}
	})
	t.Run("another contract", func(t *testing.T) {
		edited := bytes.Replace(e.log, []byte(e.verifier.Contract.Digest), bytes.Repeat([]byte("0"), 64), 1)
		anybody := e.verifier
		anybody.Key = nil
		_, err := anybody.Verify(statementOf(t, edited, nil), fileOf(t, edited))
		wantRefused(t, err, "contract: the log says that it is the built-in one")
		anybody.BuiltIn = false
		_, err = anybody.Verify(statementOf(t, e.log, nil), fileOf(t, e.log))
		wantRefused(t, err, "but this is another")
	})
}

// TestVerifyRefusesFlips flips bytes of statement, log and certificates.
func TestVerifyRefusesFlips(t *testing.T) {
	t.Logf("seed: -flips %d", *flipSeed)
	random := rand.New(rand.NewPCG(*flipSeed, 0))
	e := claimedEvidence(t)
	e.verifier.Key = nil // nobody knows whose signature it should be
	path := fileOf(t, e.log)
	verified, err := e.verifier.Verify(e.statement, path)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	files, err := verified.WriteCertificate(folder)
	if err != nil || len(files) != 2 {
		t.Fatalf("wrote %q, %v", files, err)
	}
	certificates := make([][]byte, len(files))
	for i, file := range files {
		if certificates[i], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
		if err := verified.CheckCertificate(file, certificates[i]); err != nil {
			t.Fatal(err)
		}
	}
	log, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	for i := range 1000 {
		var (
			what string
			at   int
			err  error
		)
		switch i % 4 {
		case 0:
			edited, at := flipped(random, e.statement)
			what = fmt.Sprintf("byte %d of the statement", at)
			_, err = e.verifier.Verify(edited, path)
		case 1:
			at = random.IntN(len(e.log))
			what = fmt.Sprintf("byte %d of the log", at)
			writeByte(t, log, at, e.log[at]^byte(1+random.IntN(255)))
			_, err = e.verifier.Verify(e.statement, path)
			writeByte(t, log, at, e.log[at])
		default:
			file := files[i%2]
			edited, at := flipped(random, certificates[i%2])
			what = fmt.Sprintf("byte %d of %s", at, file)
			err = verified.CheckCertificate(file, edited)
		}
		var refused *RefusedError
		if !errors.As(err, &refused) {
			t.Errorf("%s flipped: %v; want it refused", what, err)
		}
	}
	if _, err := e.verifier.Verify(e.statement, path); err != nil {
		t.Errorf("with every byte put back: %v", err)
	}
}

// flipped is data with one byte that is another.
func flipped(random *rand.Rand, data []byte) (edited []byte, at int) {
	edited, at = bytes.Clone(data), random.IntN(len(data))
	edited[at] ^= byte(1 + random.IntN(255))
	return edited, at
}

func writeByte(t *testing.T, file *os.File, at int, value byte) {
	t.Helper()
	if _, err := file.WriteAt([]byte{value}, int64(at)); err != nil {
		t.Fatal(err)
	}
}

// The embedded gateway is nobody's product, whatever the target file says.
func TestOwnGatewayIsNotClaimed(t *testing.T) {
	log := record(t, recording{gateway: "embedded", profile: "roma"})
	statement := statementOf(t, log, nil)
	verifier := Verifier{Version: "test", Contract: builtIn(t), BuiltIn: true}
	verified, err := verifier.Verify(statement, fileOf(t, log))
	if err != nil {
		t.Fatal(err)
	}
	claim := verified.Statement.Profiles["roma"]
	if claim.Status != StatusNotClaimed || len(claim.Reasons) != 1 || !strings.Contains(claim.Reasons[0], "nobody's product") {
		t.Errorf("roma is %s: %q", claim.Status, claim.Reasons)
	}
	_, err = verified.WriteCertificate(t.TempDir())
	wantRefused(t, err, "there is no certificate: apig is not claimed")
	wantRefused(t, verified.CheckCertificate(CertificateHTMLFile, nil), "there is no certificate")
}
