package target

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/apigspec/apigspec/runner/exchange"
)

// decode takes the content codings off a body, the outermost first. A body
// that does not have the coding its header names comes back as it is, with a
// fault.
func decode(header http.Header, body []byte, limit int64) ([]byte, *exchange.Fault) {
	codings := strings.Split(strings.Join(header.Values("Content-Encoding"), ","), ",")
	decoded := body
	for i := len(codings) - 1; i >= 0; i-- {
		coding := strings.ToLower(strings.TrimSpace(codings[i]))
		if coding == "" || coding == "identity" {
			continue
		}
		reader, err := decoderOf(coding, decoded)
		if err != nil {
			return body, &exchange.Fault{Kind: exchange.FaultEncoding, Message: err.Error()}
		}
		plain, err := io.ReadAll(io.LimitReader(reader, limit+1))
		if int64(len(plain)) > limit {
			return body, &exchange.Fault{Kind: exchange.FaultTooLarge, Message: fmt.Sprintf("%d bytes of %s unpack to more than %d bytes", len(decoded), coding, limit)}
		}
		if err != nil {
			return body, &exchange.Fault{Kind: exchange.FaultEncoding, Message: fmt.Sprintf("Content-Encoding is %s, the body is not (%s)", coding, err)}
		}
		decoded = plain
	}
	return decoded, nil
}

func decoderOf(coding string, body []byte) (io.Reader, error) {
	switch coding {
	case "gzip", "x-gzip":
		reader, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return nil, fmt.Errorf("the Content-Encoding is %s, the body is not (%w)", coding, err)
		}
		return reader, nil
	case "deflate":
		// RFC 9110 means the zlib format; some servers send bare deflate.
		if reader, err := zlib.NewReader(bytes.NewReader(body)); err == nil {
			return reader, nil
		}
		return flate.NewReader(bufio.NewReader(bytes.NewReader(body))), nil
	default:
		return nil, fmt.Errorf("the Content-Encoding %s was not asked for; Accept-Encoding allowed gzip", coding)
	}
}
