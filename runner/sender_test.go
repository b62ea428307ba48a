package runner

import (
	"testing"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner/exchange"
)

// The list of error codes says which code asks to come again.
func TestBusyWith(t *testing.T) {
	contract, err := openapi.Default()
	if err != nil {
		t.Fatal(err)
	}
	s := sender{meanings: &meanings{contract: contract}}
	const busy = `{"error_code":"APIG.3500"}`
	for _, row := range []struct {
		status     int
		body, want string
	}{
		{500, busy, "500 APIG.3500"},
		{400, busy, ""},
		{500, `{"error_code":"APIG.9999"}`, ""},
		{500, "", ""},
		{429, "", "429"},
		{200, "{}", ""},
	} {
		x := exchange.Exchange{Response: &exchange.Response{Status: row.status, Body: exchange.Payload(row.body)}}
		if got := s.busyWith(x); got != row.want {
			t.Errorf("%d %s: %q, want %q", row.status, row.body, got, row.want)
		}
	}
	if got := s.busyWith(exchange.Exchange{}); got != "" {
		t.Errorf("without a response: %q", got)
	}
}
