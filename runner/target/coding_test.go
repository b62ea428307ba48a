package target

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"net/http"
	"testing"

	"github.com/apigspec/apigspec/runner/exchange"
)

func packed(t *testing.T, pack func(io.Writer) io.WriteCloser, text string) string {
	t.Helper()
	var out bytes.Buffer
	w := pack(&out)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestDecode(t *testing.T) {
	gzipped := func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }
	bare := func(w io.Writer) io.WriteCloser { f, _ := flate.NewWriter(w, 6); return f }
	whole := packed(t, gzipped, `{"a":1}`)
	bomb := packed(t, gzipped, string(make([]byte, 1<<20)))
	tests := []struct {
		name    string
		codings []string
		body    string
		want    string
		fault   exchange.FaultKind
	}{
		{"none", nil, "{}", "{}", ""},
		{"identity", []string{"identity"}, "{}", "{}", ""},
		{"gzip", []string{"gzip"}, whole, `{"a":1}`, ""},
		{"GZIP", []string{"X-GZIP"}, whole, `{"a":1}`, ""},
		{"zlib", []string{"deflate"}, packed(t, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }, "{}"), "{}", ""},
		{"bare deflate", []string{"deflate"}, packed(t, bare, "{}"), "{}", ""},
		{"twice", []string{"gzip, gzip"}, packed(t, gzipped, whole), `{"a":1}`, ""},
		{"twice, two fields", []string{"gzip", "gzip"}, packed(t, gzipped, whole), `{"a":1}`, ""},
		{"not gzip", []string{"gzip"}, "{}", "{}", exchange.FaultEncoding},
		{"cut gzip", []string{"gzip"}, whole[:len(whole)-4], whole[:len(whole)-4], exchange.FaultEncoding},
		{"false checksum", []string{"gzip"}, whole[:len(whole)-8] + "\x00\x00\x00\x00" + whole[len(whole)-4:], "", exchange.FaultEncoding},
		{"bytes after gzip", []string{"gzip"}, whole + "x", whole + "x", exchange.FaultEncoding},
		{"not asked for", []string{"br"}, "{}", "{}", exchange.FaultEncoding},
		{"bomb", []string{"gzip"}, bomb, bomb, exchange.FaultTooLarge},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, fault := decode(http.Header{"Content-Encoding": test.codings}, []byte(test.body), 1<<16)
			kind := exchange.FaultKind("")
			if fault != nil {
				kind = fault.Kind
			}
			if kind != test.fault || test.want != "" && string(got) != test.want {
				t.Errorf("got %.40q with %+v; want %.40q with %q", got, fault, test.want, test.fault)
			}
		})
	}
}
