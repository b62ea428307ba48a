// Package watch sees on the wire what a run names of an embedded gateway, and tells what
// of it the run's target file does not give: nothing of somebody else's may be touched, not
// even for a moment.
package watch

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/target"
)

// Watch remembers who named what exists on a gateway. It is safe for concurrent use.
type Watch struct {
	stock []gateway.Binding

	mu sync.Mutex
	// named has, for each id that exists, the first request that named it; "" for none.
	named map[string]string
}

// New watches over what is bound on a gateway now. What is made there later is nobody
// else's.
func New(g *gateway.Gateway) *Watch {
	w := &Watch{stock: g.Bound(), named: map[string]string{}}
	for _, b := range w.stock {
		for _, id := range ids(b) {
			w.named[id] = ""
		}
	}
	return w
}

func ids(b gateway.Binding) []string {
	return []string{b.Instance, b.Policy, b.API, b.Publication, b.Record}
}

// Before is a handler with the watch before it. It sees of a body what the handler reads.
func (w *Watch) Before(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		var body strings.Builder
		r.Body = read{io.TeeReader(r.Body, &body), r.Body}
		defer func() { w.See(r, body.String()) }() // some handlers panic
		handler.ServeHTTP(rw, r)
	})
}

// read is a body that is read through something.
type read struct {
	io.Reader
	io.Closer
}

// See takes in a request.
func (w *Watch) See(r *http.Request, body string) {
	texts := []string{r.URL.Path, r.URL.RawQuery, body}
	for _, values := range r.URL.Query() {
		texts = append(texts, values...)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, text := range texts {
		// One that is part of a longer word is not named.
		for id := range strings.FieldsFuncSeq(text, notOfIDs) {
			if by, exists := w.named[id]; exists && by == "" {
				w.named[id] = fmt.Sprintf("%s %s of %s", r.Method, r.URL.RequestURI(), r.UserAgent())
			}
		}
	}
}

// notOfIDs reports whether a character ends an id.
func notOfIDs(c rune) bool {
	return (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
}

// Foreign are the requests that named what the target file does not give to a run.
func (w *Watch) Foreign(file target.Target) []string {
	given := map[string]bool{file.InstanceID: true}
	name := func(bound func(domain.Kind) []target.Bound) {
		for _, k := range domain.Kinds() {
			for _, b := range bound(k.Kind) {
				for _, id := range slices.Concat([]string{b.Policy}, b.APIs, b.Records) {
					given[id] = true
				}
			}
		}
	}
	name(file.Fixtures.Bound)
	if file.OtherInstance != nil {
		given[file.OtherInstance.InstanceID] = true
		name(file.OtherInstance.Bound)
	}
	for _, b := range w.stock {
		if gives(file, b) {
			for _, id := range ids(b) {
				given[id] = true
			}
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	var requests []string
	for id, request := range w.named {
		if request != "" && !given[id] {
			requests = append(requests, fmt.Sprintf("%s is somebody else's, and named by %s", id, request))
		}
	}
	slices.Sort(requests)
	return requests
}

// gives reports whether the target file names the binding, by its API or its record.
func gives(file target.Target, has gateway.Binding) bool {
	var bound []target.Bound
	switch kind := domain.Kind(has.Kind); {
	case has.Instance == file.InstanceID:
		bound = file.Fixtures.Bound(kind)
	case file.OtherInstance != nil && has.Instance == file.OtherInstance.InstanceID:
		bound = file.OtherInstance.Bound(kind)
	}
	return slices.ContainsFunc(bound, func(b target.Bound) bool {
		in := has.Env == file.EnvID || has.Env == file.Fixtures.SecondEnvID && !domain.Kind(has.Kind).ByRecord()
		return b.Policy == has.Policy && in && (slices.Contains(b.APIs, has.API) || slices.Contains(b.Records, has.Record))
	})
}
