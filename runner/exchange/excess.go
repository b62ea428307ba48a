package exchange

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"unicode/utf8"
)

// maxShown is how many bytes of a body a log shows in plain text.
const maxShown = 64 << 10

// maxWhole bounds what a recorded body may unpack to, against logs that were
// made to fill the memory of who reads them; no body that was received is
// larger.
const maxWhole = 64 << 20

// Excess is what a log holds of a body that is too long to be shown whole: the
// body beside it is its beginning.
type Excess struct {
	// BodyCut is the number of bytes that the body lacks; 0 for a whole body.
	BodyCut int `json:"body_cut,omitempty"`
	// BodyGzip is the whole body, compressed. It is what a recorded run is
	// judged by again.
	BodyGzip []byte `json:"body_gzip,omitempty"`
}

// Stored returns the exchange as it goes into a log: of bodies of more than
// 64 KiB the beginning in plain text, and the whole compressed.
func (x Exchange) Stored() Exchange {
	x.Request.Body, x.Request.Excess = shorten(x.Request.Body, x.Request.Excess)
	if x.Response != nil {
		response := *x.Response
		response.Body, response.Excess = shorten(response.Body, response.Excess)
		x.Response = &response
	}
	return x
}

// Whole returns the exchange as it was before Stored. The error says which body
// cannot be unpacked.
func (x Exchange) Whole() (Exchange, error) {
	var err error
	if x.Request.Body, err = unpack(x.Request.Body, x.Request.Excess); err != nil {
		return x, fmt.Errorf("request.body_gzip: %w", err)
	}
	x.Request.Excess = Excess{}
	if x.Response != nil {
		response := *x.Response
		if response.Body, err = unpack(response.Body, response.Excess); err != nil {
			return x, fmt.Errorf("response.body_gzip: %w", err)
		}
		response.Excess = Excess{}
		x.Response = &response
	}
	return x, nil
}

// shorten cuts a body; text is not cut inside a character.
func shorten(p Payload, already Excess) (Payload, Excess) {
	if len(p) <= maxShown {
		return p, already
	}
	end := maxShown
	for back := 0; back < utf8.UTFMax && !utf8.RuneStart(p[end]); back++ {
		end--
	}
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	_, _ = writer.Write(p) // a buffer takes everything
	_ = writer.Close()
	return p[:end:end], Excess{BodyCut: len(p) - end, BodyGzip: packed.Bytes()}
}

func unpack(shown Payload, e Excess) (Payload, error) {
	if e.BodyCut == 0 {
		return shown, nil
	}
	reader, err := gzip.NewReader(bytes.NewReader(e.BodyGzip))
	if err != nil {
		return nil, err
	}
	whole, err := io.ReadAll(io.LimitReader(reader, maxWhole+1))
	switch {
	case err != nil:
		return nil, err
	case len(whole) > maxWhole:
		return nil, fmt.Errorf("it unpacks to more than %d bytes", maxWhole)
	case len(whole) != len(shown)+e.BodyCut || !bytes.HasPrefix(whole, shown):
		return nil, fmt.Errorf("it is not the body whose first %d of %d bytes are shown", len(shown), len(shown)+e.BodyCut)
	default:
		return whole, nil
	}
}
