package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"testing"

	"github.com/apigspec/apigspec/runner/exchange"
)

// tally is what a run's log holds.
type tally struct {
	cases int
	// judged are the exchanges of cases, changes those of them that were
	// answered by 2xx: what a gateway does one after the other.
	judged, changes int
}

// tallyOf counts line by line: the log of 100,000 cases is long.
func tallyOf(b *testing.B, path string) tally {
	b.Helper()
	file, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	var t tally
	lines := bufio.NewReader(file)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return t
		}
		if err != nil {
			b.Fatal(err)
		}
		var event struct {
			Event     string              `json:"event"`
			Exchanges []exchange.Exchange `json:"exchanges"`
		}
		if err := json.Unmarshal(line, &event); err != nil {
			b.Fatal(err)
		}
		if event.Event == "case" {
			t.cases++
		}
		for _, ex := range event.Exchanges {
			if !ex.OfCase() {
				continue
			}
			t.judged++
			if ex.Response != nil && ex.Response.Status/100 == 2 {
				t.changes++
			}
		}
	}
}
