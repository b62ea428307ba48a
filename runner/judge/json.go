package judge

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// decodeStrict reads exactly one JSON value. Numbers stay json.Number, so that
// an integer written 1.0 can be told from 1. Besides what makes a body
// unreadable it reports what decoders usually let pass: a byte order mark,
// invalid UTF-8, members that occur twice, and anything behind the value.
//
// The value is returned even when problems were found, if there is one.
func decodeStrict(body []byte) (any, []string) {
	var problems []string
	if bytes.HasPrefix(body, []byte("\xef\xbb\xbf")) {
		problems = append(problems, "it begins with a byte order mark")
		body = body[3:]
	}
	if !utf8.Valid(body) {
		problems = append(problems, "it is not valid UTF-8")
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, append(problems, "it is empty")
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	d := strictDecoder{dec: dec}
	value, err := d.value("")
	problems = append(problems, d.duplicates...)
	if err != nil {
		return nil, append(problems, explainJSON(err, body))
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		rest := bytes.TrimSpace(body[dec.InputOffset():])
		problems = append(problems, "something follows the value: "+quoteCut(rest))
	}
	return value, problems
}

type strictDecoder struct {
	dec        *json.Decoder
	duplicates []string
}

func (d *strictDecoder) value(pointer string) (any, error) {
	token, err := d.dec.Token()
	if err != nil {
		return nil, err
	}
	delim, ok := token.(json.Delim)
	if !ok {
		return token, nil
	}
	if delim == '{' {
		return d.object(pointer)
	}
	return d.array(pointer)
}

func (d *strictDecoder) object(pointer string) (any, error) {
	object := map[string]any{}
	for d.dec.More() {
		token, err := d.dec.Token()
		if err != nil {
			return nil, err
		}
		name, _ := token.(string)
		if _, twice := object[name]; twice {
			d.duplicates = append(d.duplicates, fmt.Sprintf("member %s/%s occurs twice", pointer, name))
		}
		if object[name], err = d.value(pointer + "/" + name); err != nil {
			return nil, err
		}
	}
	_, err := d.dec.Token()
	return object, err
}

func (d *strictDecoder) array(pointer string) (any, error) {
	list := []any{}
	for d.dec.More() {
		item, err := d.value(fmt.Sprintf("%s/%d", pointer, len(list)))
		if err != nil {
			return nil, err
		}
		list = append(list, item)
	}
	_, err := d.dec.Token()
	return list, err
}

func explainJSON(err error, body []byte) string {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "it ends in the middle of the value: " + quoteCut(body)
	}
	return fmt.Sprintf("%v: %s", err, quoteCut(body))
}
