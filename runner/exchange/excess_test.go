package exchange_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/runner/exchange"
)

const maxShown = 64 << 10

func TestStored(t *testing.T) {
	long := strings.Repeat("ä", maxShown) // two bytes each
	x := exchange.Exchange{
		Request:  exchange.Request{Body: exchange.Payload("x" + long)},
		Response: &exchange.Response{Body: exchange.Payload(long)},
	}
	stored := x.Stored()
	if len(stored.Response.Body) != maxShown || stored.Response.BodyCut != maxShown {
		t.Errorf("response: %d bytes shown, %d cut", len(stored.Response.Body), stored.Response.BodyCut)
	}
	if len(stored.Request.Body) != maxShown-1 || stored.Request.BodyCut != maxShown+2 {
		t.Errorf("request: %d bytes shown, %d cut; a character was cut in two", len(stored.Request.Body), stored.Request.BodyCut)
	}
	if len(x.Response.Body) != 2*maxShown || x.Response.BodyCut != 0 {
		t.Error("the exchange itself was cut")
	}
	whole, err := stored.Whole()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(x, whole); diff != "" {
		t.Errorf("the whole exchange differs from the one that was stored:\n%s", diff)
	}
	short := exchange.Exchange{Request: exchange.Request{Body: exchange.Payload("{}")}}
	if diff := cmp.Diff(short, short.Stored()); diff != "" {
		t.Errorf("a short exchange was changed:\n%s", diff)
	}
}

// A log may be edited; what no longer fits together is no body.
func TestWholeRefusesWhatDoesNotFit(t *testing.T) {
	good := exchange.Exchange{Response: &exchange.Response{Body: exchange.Payload(strings.Repeat("x", maxShown+1))}}.Stored()
	for name, damage := range map[string]func(*exchange.Response){
		"nothing compressed":         func(r *exchange.Response) { r.BodyGzip = nil },
		"not compressed":             func(r *exchange.Response) { r.BodyGzip = []byte("x") },
		"cut short":                  func(r *exchange.Response) { r.BodyGzip = r.BodyGzip[:len(r.BodyGzip)-9] },
		"another number of bytes":    func(r *exchange.Response) { r.BodyCut++ },
		"another beginning":          func(r *exchange.Response) { r.Body = exchange.Payload("y" + string(r.Body[1:])) },
		"a byte of the body flipped": func(r *exchange.Response) { r.BodyGzip = append([]byte(nil), r.BodyGzip...); r.BodyGzip[15] ^= 1 },
	} {
		t.Run(name, func(t *testing.T) {
			response := *good.Response
			damage(&response)
			if _, err := (exchange.Exchange{Response: &response}).Whole(); err == nil || !strings.Contains(err.Error(), "response.body_gzip") {
				t.Errorf("error %v, want one that names response.body_gzip", err)
			}
		})
	}
}

func TestErrorCode(t *testing.T) {
	for body, want := range map[string]string{
		`{"error_code":"APIG.3500"}`: "APIG.3500",
		`{"Error_Code":"APIG.3500"}`: "",
		`{"error_code":3500}`:        "",
		`[]`:                         "",
		``:                           "",
	} {
		x := exchange.Exchange{Response: &exchange.Response{Status: 500, Body: exchange.Payload(body)}}
		if got := x.ErrorCode(); got != want {
			t.Errorf("%s: error code %q, want %q", body, got, want)
		}
	}
	if got := (exchange.Exchange{}).ErrorCode(); got != "" {
		t.Errorf("without a response: error code %q", got)
	}
}

func TestRequestAndResponseAreShapedAlike(t *testing.T) {
	x := exchange.Exchange{
		Request:  exchange.Request{Method: "PUT", Body: exchange.Payload("a")},
		Response: &exchange.Response{Status: 204, Body: exchange.Payload("\xff")},
	}
	data, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"request":{"method":"PUT"`, `"body":"a"`, `"body":{"base64":"/w=="}`, `"duration_ms":0`} {
		if !strings.Contains(string(data), want) {
			t.Errorf("%s lacks %s", data, want)
		}
	}
}
