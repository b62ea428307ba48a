package runner

import (
	"net/http"
	"testing"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner/exchange"
)

// The list of error codes says which code asks to come again.
func TestWorthAgain(t *testing.T) {
	contract, err := openapi.Default()
	if err != nil {
		t.Fatal(err)
	}
	s := sender{meanings: &meanings{contract: contract}}
	patient := s
	patient.patient = true
	const busy = `{"error_code":"APIG.3500"}`
	for _, row := range []struct {
		status         int
		body           string
		judged, ledger string
	}{
		{500, busy, "500 APIG.3500", "500 APIG.3500"},
		{400, busy, "", ""},
		{500, `{"error_code":"APIG.9999"}`, "", "500 APIG.9999"},
		{500, "", "", "500"},
		{501, "", "", "501"},
		{503, "", "", "503"},
		{409, busy, "", "409 APIG.3500"},
		{429, "", "429", "429"},
		{200, "{}", "", ""},
		{403, "{}", "", ""},
	} {
		x := exchange.Exchange{Response: &exchange.Response{Status: row.status, Body: exchange.Payload(row.body)}}
		if got, attempts := s.worthAgain(x); got != row.judged || (attempts > 0) != (got != "") {
			t.Errorf("%d %s: %q %d, want %q", row.status, row.body, got, attempts, row.judged)
		}
		if got, attempts := patient.worthAgain(x); got != row.ledger || (attempts > 0) != (got != "") {
			t.Errorf("%d %s for the ledger: %q %d, want %q", row.status, row.body, got, attempts, row.ledger)
		}
	}
	later := exchange.Exchange{Response: &exchange.Response{Status: 503, Header: http.Header{"Retry-After": {"1"}}}}
	if got, attempts := s.worthAgain(later); got == "" || attempts == 0 {
		t.Errorf("503 with Retry-After: %q %d", got, attempts)
	}
	if got, _ := s.worthAgain(exchange.Exchange{}); got != "" {
		t.Errorf("without a response: %q", got)
	}
}
