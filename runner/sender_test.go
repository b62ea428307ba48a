package runner

import (
	"testing"

	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/runner/exchange"
)

func TestBusyWith(t *testing.T) {
	busy := `{"error_code":"` + domain.Busy + `"}`
	for _, row := range []struct {
		status     int
		body, want string
	}{
		{500, busy, "500 " + domain.Busy},
		{400, busy, ""},
		{500, `{"error_code":"APIG.9999"}`, ""},
		{500, "", ""},
		{429, "", "429"},
		{200, "{}", ""},
	} {
		x := exchange.Exchange{Response: &exchange.Response{Status: row.status, Body: exchange.Payload(row.body)}}
		if got := busyWith(x); got != row.want {
			t.Errorf("%d %s: %q, want %q", row.status, row.body, got, row.want)
		}
	}
	if got := busyWith(exchange.Exchange{}); got != "" {
		t.Errorf("without a response: %q", got)
	}
}
