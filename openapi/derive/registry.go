package derive

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// ParseRegistry reads a register of error codes: CSV with a header, the
// status in the first column and the code in the second. The error names the
// line.
func ParseRegistry(name string, data []byte) (Registry, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	r.FieldsPerRecord = -1
	registry := Registry{}
	for first := true; ; first = false {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return registry, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading the error codes %s: %w", name, err)
		}
		line, _ := r.FieldPos(0)
		if len(record) < 2 {
			return nil, fmt.Errorf("%s:%d: expected a status and an error code, found %d column(s)", name, line, len(record))
		}
		status, err := strconv.Atoi(record[0])
		switch {
		case first && err != nil:
			continue
		case err != nil || status < 100 || status > 599:
			return nil, fmt.Errorf("%s:%d: expected an HTTP status in the first column, found %q", name, line, record[0])
		}
		registry[record[1]] = status
	}
}
