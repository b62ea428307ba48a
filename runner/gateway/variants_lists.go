package gateway

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// listVariants list bindings in other ways. The list operations are siblings
// of those under test; clients of the service live with all of these.
func listVariants() []Variant {
	const (
		page = "the list pages give no order and let a server cap the page size; clients have met all of these"
		late = "the batch pages do not say that unbinding takes effect at once, and real gateways sometimes need a moment"
	)
	listed := func(change func(*exchange, *listing)) func(*behavior) {
		return func(b *behavior) { b.listed = append(b.listed, change) }
	}
	return []Variant{
		{"lists-backwards", "lists come newest first", page, listed(func(_ *exchange, l *listing) {
			l.all = slices.Clone(l.all)
			slices.Reverse(l.all)
		})},
		{"lists-by-api", "lists come in the order of the API ids", page, listed(func(_ *exchange, l *listing) {
			slices.SortStableFunc(l.all, func(a, b *binding) int { return compareText(a.api.id, b.api.id) })
		})},
		{"small-pages", "pages hold at most 50 entries, whatever is asked for", page, listed(func(_ *exchange, l *listing) {
			l.limit = min(l.limit, 50)
		})},
		{"offset-ignored", "every page is the first one", "a known fault of the list operations, which are not under test", listed(func(_ *exchange, l *listing) { l.offset = 0 })},
		{"total-of-the-page", "total is the size of the page", "a known fault of the list operations, which are not under test", listed(func(_ *exchange, l *listing) {
			l.total = len(l.page())
		})},
		{"filters-ignored", "the optional filters of a list are ignored", "a known fault of the list operations, which are not under test", func(b *behavior) { b.unfiltered = true }},
		{"sparse-lists", "entries hold the ids and little else", "clients report documented attributes that are not returned", func(b *behavior) {
			b.responded = append(b.responded, thinLists)
		}},
		{"lists-without-environment", "entries of a plug-in's list name the API alone", "clients report documented attributes that are not returned", func(b *behavior) {
			b.responded = append(b.responded, func(e *exchange, resp *response) {
				listEntries(e, resp, func(o object) object {
					if o.get("bind_id") != nil || o.get("throttle_apply_id") != nil {
						return o
					}
					return slices.DeleteFunc(o, func(m member) bool { return m.name != "api_id" })
				})
			})
		}},
		{"null-attributes", "attributes without a value are null", "clients report documented attributes that are not returned", func(b *behavior) {
			b.responded = append(b.responded, nullBlanks)
		}},
		{"lists-lag", "unbinding an ACL or throttling record takes effect 500 ms later, as far as the lists show", late, staleLists(500 * time.Millisecond)},
	}
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func listEntries(e *exchange, resp *response, change func(object) object) {
	if e.r.Method != http.MethodGet || resp.status != 200 {
		return
	}
	entries, _ := resp.document().get("apis").([]any)
	for i, entry := range entries {
		if o, ok := entry.(object); ok {
			entries[i] = change(o)
		}
	}
}

// thinLists keeps what names the API, the environment, the publication and
// the record.
func thinLists(e *exchange, resp *response) {
	kept := []string{"api_id", "id", "env_id", "run_env_id", "publish_id", "bind_id", "throttle_apply_id", "plugin_attach_id"}
	listEntries(e, resp, func(o object) object {
		return slices.DeleteFunc(o, func(m member) bool { return !slices.Contains(kept, m.name) })
	})
}

func nullBlanks(e *exchange, resp *response) {
	listEntries(e, resp, func(o object) object {
		for i := range o {
			if o[i].value == "" {
				o[i].value = nil
			}
		}
		return o
	})
}

// staleLists keeps showing what a batch unbound for a while.
func staleLists(d time.Duration) func(*behavior) {
	type ghost struct {
		binding *binding
		until   time.Time
	}
	return func(b *behavior) {
		var (
			mu     sync.Mutex
			ghosts []ghost
		)
		b.unbound = append(b.unbound, func(e *exchange) {
			mu.Lock()
			defer mu.Unlock()
			for _, gone := range e.done {
				if gone.kind != plugins {
					ghosts = append(ghosts, ghost{gone, time.Now().Add(d)})
				}
			}
		})
		b.listed = append(b.listed, func(e *exchange, l *listing) {
			mu.Lock()
			defer mu.Unlock()
			now := time.Now()
			ghosts = slices.DeleteFunc(ghosts, func(g ghost) bool { return now.After(g.until) })
			for _, g := range ghosts {
				if l.keep(g.binding) && e.inst.bindings[g.binding.kind].byPlace[g.binding.place()] == nil {
					l.all = append(l.all, g.binding)
					l.total++
				}
			}
		})
	}
}
