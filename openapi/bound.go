package openapi

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// bound is what the clause of a bound, an enumeration or a value allows.
type bound struct {
	low, high float64
	values    map[string]bool // nil for a range
}

// includes reports whether everything that the other bound allows is allowed.
func (b bound) includes(other bound) bool {
	if b.values != nil || other.values != nil {
		for v := range other.values {
			if !b.values[v] {
				return false
			}
		}
		return other.values != nil
	}
	return b.low <= other.low && b.high >= other.high
}

func boundOf(o *Operation, clause Clause) bound {
	b := bound{low: math.Inf(-1), high: math.Inf(1)}
	if clause.Kind != KindBound && clause.Kind != KindEnum && clause.Kind != KindValue {
		return b
	}
	outer, inner := schemaOf(o, parentClause(strings.TrimPrefix(clause.ID, o.ID+"/")))
	if outer == nil {
		return b
	}
	switch clause.ID[strings.LastIndexByte(clause.ID, '/')+1:] {
	case "array-length":
		b.low, b.high = float64(outer.MinItems), most(outer.MaxItems)
	case "length":
		b.low, b.high = float64(inner.MinLength), most(inner.MaxLength)
	case "minimum":
		b.low = *inner.Min
	case "maximum":
		b.high = *inner.Max
	case "value":
		value, _ := Prescribed(inner)
		b.values = map[string]bool{fmt.Sprint(value): true}
	case "enum":
		b.values = map[string]bool{}
		for _, v := range inner.Enum {
			b.values[fmt.Sprint(v)] = true
		}
	}
	return b
}

func most(n *uint64) float64 {
	if n == nil {
		return math.Inf(1)
	}
	return float64(*n)
}

// schemaOf finds the schemas of "query/limit", "body/a.b" or
// "response/200/a.b": the value's own and the innermost one of its items.
func schemaOf(o *Operation, path string) (outer, inner *openapi3.Schema) {
	location, name, _ := strings.Cut(path, "/")
	var members []Member
	switch location {
	case "body":
		members = o.BodyMembers()
	case "response":
		text, member, _ := strings.Cut(name, "/")
		status, err := strconv.Atoi(text)
		if err != nil {
			return nil, nil
		}
		name, members = member, o.ResponseMembers(status)
	default:
		if p := o.Parameter(location, name); p != nil && p.Schema != nil {
			return p.Schema.Value, Facts(p.Schema)
		}
	}
	for _, m := range members {
		if m.Path == name {
			return m.Schema, m.Facts
		}
	}
	return nil, nil
}
