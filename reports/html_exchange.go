package reports

import (
	"strings"

	"github.com/apigspec/apigspec/runner/target"
)

type htmlExchange struct {
	Title, Line, Answer, Took, Curl string
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

func htmlExchangeOf(exchange target.Exchange, c Case, d detail, whole bool) htmlExchange {
	shown := htmlExchange{
		Title:  exchangeTitle(exchange, c.Steps),
		Line:   exchange.Method + " " + pathOf(exchange.URL),
		Answer: answer(exchange),
		Took:   elapsed(milliseconds(exchange.Duration)),
		Leaks:  exchange.Leaks,
	}
	if !whole || !c.Tells(exchange) {
		shown.Brief = true
		return shown
	}
	limit, headers := d.failed, true
	if !c.Wrong() {
		limit, headers = d.other, d.headers
	}
	shown.Curl = exchange.Curl
	shown.Request = htmlMessage{Start: exchange.Method + " " + pathOf(exchange.URL), Body: htmlBody(exchange.Body, exchange.BodyCut, limit)}
	if headers {
		shown.Request.Headers = headerLines(exchange.Header)
	}
	if response := exchange.Response; response != nil {
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
	if fault := exchange.Fault; fault != nil {
		shown.NoResponse = fault.Kind + ": " + fault.Message
	}
	return shown
}

func htmlBody(body target.Payload, cut, limit int) string {
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
