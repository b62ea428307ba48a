package runner

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi/domain"
)

// Shard is one of several parts of the cases. A case's part follows from itself
// alone, so that every machine draws the same lines and adding a case moves no other.
//
// The shards of one gateway may run at the same time: all cases that may change, or
// look at, bindings of one kind are in the same shard, which makes the parts uneven.
type Shard struct {
	// Index counts from 1.
	Index, Count int
}

// ParseShard reads "I/N" with 1 ≤ I ≤ N.
func ParseShard(text string) (Shard, error) {
	index, count, ok := strings.Cut(text, "/")
	i, errIndex := strconv.Atoi(index)
	n, errCount := strconv.Atoi(count)
	if !ok || errIndex != nil || errCount != nil || i < 1 || i > n {
		return Shard{}, fmt.Errorf("--shard %q: write I/N, the I-th of N parts, such as 2/4", text)
	}
	return Shard{Index: i, Count: n}, nil
}

// Holds reports whether the case belongs to the shard.
func (s Shard) Holds(c cases.Case) bool {
	if kind := domain.KindOf(c.Operation); kind != "" && needsBindings(c) {
		return s.Changes(kind)
	}
	return s.part(hashed(c.ID))
}

// Changes reports whether the cases that may change bindings of the kind belong to the
// shard.
func (s Shard) Changes(kind domain.Kind) bool {
	place := slices.IndexFunc(domain.Kinds(), func(k domain.BindingKind) bool { return k.Kind == kind })
	return place >= 0 && s.part(uint32(place))
}

// part reports whether what has the number belongs to the shard.
func (s Shard) part(number uint32) bool {
	return s.whole() || number%uint32(s.Count) == uint32(s.Index-1)
}

// whole reports whether there is but one part.
func (s Shard) whole() bool { return s.Count <= 1 }

func hashed(id string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(id))
	return h.Sum32()
}

// needsBindings reports whether what becomes of bindings is a matter of the case: it
// names some, or need not be refused.
func needsBindings(c cases.Case) bool {
	return usesFixtures(needOf(domain.ProductOf(c.Operation), c)) || !mustBeRefused(c)
}

// String is the flag's form, "I/N".
func (s Shard) String() string {
	if s.Count == 0 {
		return "1/1"
	}
	return fmt.Sprintf("%d/%d", s.Index, s.Count)
}
