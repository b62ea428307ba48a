package reports

import (
	"github.com/apigspec/apigspec/runner/target"
)

// maxStored is the longest body that a log keeps, in bytes.
const maxStored = 64 << 10

// stored returns the exchange as the log keeps it: bodies cut.
func stored(exchange target.Exchange) target.Exchange {
	exchange.Body = cut(exchange.Body)
	if exchange.Response == nil {
		return exchange
	}
	response := *exchange.Response
	response.Body = cut(response.Body)
	response.Trailing = cut(response.Trailing)
	exchange.Response = &response
	return exchange
}

func cut(body target.Payload) target.Payload {
	if len(body) <= maxStored {
		return body
	}
	return body[:maxStored:maxStored]
}
