package gateway

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
)

// A binding that comes back stands where it stood.
func TestListsAreOldestFirst(t *testing.T) {
	t.Parallel()
	gw, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	all := &gw.main.bindings[acls]
	every := func(*binding) bool { return true }
	before := all.list(every)
	some := []*binding{before[0], before[7], before[len(before)-1]}
	for _, b := range some {
		all.remove(b)
	}
	if n := len(all.list(every)); n != len(before)-len(some) {
		t.Errorf("%d are left of %d", n, len(before))
	}
	slices.Reverse(some)
	for _, b := range some {
		all.add(b)
	}
	if !slices.Equal(all.list(every), before) || !slices.IsSortedFunc(before, func(a, b *binding) int { return int(a.sequence) - int(b.sequence) }) {
		t.Error("the order is another")
	}
}

// BenchmarkList is a long list and a short one.
func BenchmarkList(b *testing.B) {
	p := start(b, Options{})
	f := p.gw.mainFixtures
	for _, of := range []*policy{f.bulk, f.second} {
		r := p.request(call{method: http.MethodGet, path: fmt.Sprintf("plugins/%s/attached-apis?limit=500", of.id)})
		r.Body = http.NoBody
		b.Run(of.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w := httptest.NewRecorder()
				p.gw.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatal(w.Code, w.Body)
				}
			}
		})
	}
}
