package runner

import (
	"fmt"

	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/openapi/spelling"
)

// usage counts what waves used of the bindings, to tell what more would bring.
type usage struct {
	waves int
	// all and most are the bindings of a kind used in all waves and in one.
	all, most map[domain.Kind]int
	// short are the kinds that there were too few free bindings of for a wave to be larger.
	short map[domain.Kind]bool
}

// add counts a wave and what was left for the next one.
func (u *usage) add(wave, left []*execution) {
	if u.all == nil {
		u.all, u.most, u.short = map[domain.Kind]int{}, map[domain.Kind]int{}, map[domain.Kind]bool{}
	}
	u.waves++
	for _, e := range left {
		u.short[e.lacked] = true
	}
	now := map[domain.Kind]int{}
	for _, e := range wave {
		if e.names == nil {
			continue // it lacked something else
		}
		for _, b := range e.names.set.Here.All() {
			now[b.Kind]++
		}
	}
	for kind, n := range now {
		u.all[kind] += n
		u.most[kind] = max(u.most[kind], n)
	}
}

// plenty is how many bindings of a kind are enough for a run without advice.
const plenty = 8

// advice says which kind made so many waves of the cases, if there are few bindings of
// it; empty if there are enough.
func (u *usage) advice() string {
	var narrow domain.Kind
	for _, b := range domain.Kinds() {
		if k := b.Kind; u.short[k] && u.most[k] > 0 && (narrow == "" || u.all[k]*u.most[narrow] > u.all[narrow]*u.most[k]) {
			narrow = k
		}
	}
	n := u.most[narrow]
	if narrow == "" || n >= plenty || u.waves < 2 {
		return ""
	}
	return fmt.Sprintf("changes went in %d waves, since no more than %s could be used at a time; twice as many in the target file would make it about half as many waves",
		u.waves, spelling.Counted(n, narrow.Binding().Noun+" binding"))
}
