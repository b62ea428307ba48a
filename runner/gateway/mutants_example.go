package gateway

import (
	"bytes"
	"slices"
)

// exampleMutants do not accept the page's example request.
func exampleMutants() []Mutant {
	t := &table{area: "example"}
	const clause = "example/request/1"
	for _, op := range allOperations() {
		printed := func(e *exchange) bool { return slices.Equal(e.sent(), exampleIDs(op)) }
		laidOut := func(e *exchange) bool { return bytes.Contains(e.body, []byte(`" :`)) }
		t.must(op, "printed-500", clause, "the example request gets status 500",
			refusingRead(op, printed, func() *refusal {
				return &refusal{reason: "example", status: 500, code: "APIG.9999", message: "System error"}
			}))
		t.must(op, "layout-refused", clause, "a request that is laid out as the page prints it is refused",
			refusingRead(op, laidOut, func() *refusal { return unreadable("example", "invalid character ' ' after object key") }))
		if isBatch(op) {
			t.must(op, "printed-refused", clause, "the example request is refused",
				refusingRead(op, printed, func() *refusal { return invalid("example", listName(op)) }))
		}
	}
	return t.rows
}

// refusingRead refuses a request that has been read and is in order.
func refusingRead(op string, when condition, refuse func() *refusal) func(*behavior) {
	return func(b *behavior) {
		b.tolerated = append(b.tolerated, onlyFor(op, func(e *exchange, reason string) *refusal {
			if reason != listName(op)+"/read" || !when(e) {
				return nil
			}
			return refuse()
		}))
	}
}
