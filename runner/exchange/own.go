package exchange

import (
	"net/http"
	"slices"
	"strings"
)

// OwnGateway is the product that the suite's own gateway, the embedded one, names in
// the Server header of its responses.
const OwnGateway = "apigspec-gateway"

// FromOwnGateway reports whether a response with this header says that the suite's own
// gateway sent it. A deviation that writes its own head may leave that out.
func FromOwnGateway(header http.Header) bool {
	return slices.ContainsFunc(header.Values("Server"), func(server string) bool {
		return slices.ContainsFunc(strings.Fields(server), func(word string) bool {
			product, _, _ := strings.Cut(word, "/")
			return product == OwnGateway
		})
	})
}
