package roles

import (
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi"
)

// undoing are what words begin with that tell of bindings undone, making the
// verbs that tell of bindings made.
var (
	undoing = []string{"unbind", "unbound", "detach", "remov", "delet", "disassociat", "releas", "cancel"}
	making  = []string{"bind", "binds", "attach", "attaches", "add", "adds", "create", "creates", "associate", "associates"}
)

// Binds reports whether a page says of its operation that it makes bindings, and
// not a word of undoing any.
func Binds(op *openapi.Operation) bool {
	for _, s := range op.Statements() {
		if s.Kind == openapi.KindEffect {
			return tellsOfBinding(s.Text)
		}
	}
	return false
}

func tellsOfBinding(sentence string) bool {
	words := strings.FieldsFunc(strings.ToLower(sentence), func(r rune) bool { return r < 'a' || r > 'z' })
	undoes := slices.ContainsFunc(words, func(word string) bool {
		return slices.ContainsFunc(undoing, func(stem string) bool { return strings.HasPrefix(word, stem) })
	})
	makes := slices.ContainsFunc(words, func(word string) bool { return slices.Contains(making, word) })
	return makes && !undoes
}
