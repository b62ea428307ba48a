package reports

import (
	"strings"

	"github.com/apigspec/apigspec/runner/exchange"
)

type htmlExchange struct {
	Title, Line, Received, Took, Curl string
	// Brief is set for an exchange that is shown by its line only.
	Brief             bool
	Request, Response htmlMessage
	Leaks             []string
	NoResponse        string
}

type htmlMessage struct {
	Start    string
	Headers  []headerLine
	Body     string
	Trailing string
}

// maxAttempts is how many of the same requests of a case that is right are shown whole; the
// others look the same.
const maxAttempts = 3

func htmlExchangeOf(ex exchange.Exchange, c *Case, d detail, whole bool) htmlExchange {
	shown := htmlExchange{
		Title:    exchangeTitle(ex, c.Steps),
		Line:     ex.Request.Method + " " + pathOf(ex.Request.URL),
		Received: received(ex),
		Took:     elapsed(ex.DurationMS),
		Leaks:    ex.Leaks,
	}
	if !whole || !c.Tells(ex) || !c.Wrong() && ex.Attempt >= maxAttempts {
		shown.Brief = true
		return shown
	}
	limit, headers := d.failed, true
	if !c.Wrong() {
		limit, headers = d.other, d.headers
	}
	shown.Curl = ex.Curl
	shown.Request = htmlMessage{Start: ex.Request.Method + " " + pathOf(ex.Request.URL), Body: htmlBody(ex.Request.Body, ex.Request.BodyCut, limit)}
	if headers {
		shown.Request.Headers = headerLines(ex.Request.Header)
	}
	if response := ex.Response; response != nil {
		start, lines := responseHead(response)
		shown.Response = htmlMessage{
			Start:    start,
			Body:     htmlBody(response.Body, response.BodyCut, limit),
			Trailing: htmlBody(response.Trailing, 0, limit),
		}
		if headers {
			shown.Response.Headers = lines
		}
	} else {
		shown.NoResponse = "no response"
	}
	if fault := ex.Fault; fault != nil {
		shown.NoResponse = string(fault.Kind) + ": " + fault.Message
	}
	return shown
}

func htmlBody(body exchange.Payload, cut, limit int) string {
	if len(body) == 0 {
		return ""
	}
	return bodyText(body, cut, limit)
}

// pathOf drops scheme and host, which are the same for every exchange.
func pathOf(url string) string {
	_, rest, found := strings.Cut(url, "://")
	if !found {
		return url
	}
	slash := strings.IndexByte(rest, '/')
	if slash < 0 {
		return "/"
	}
	return rest[slash:]
}
