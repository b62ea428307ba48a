package derive

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"unicode/utf8"
)

// fault is one way in which an example does not fit its schema.
type fault struct {
	pointer, text string
}

func (f fault) Error() string {
	if f.pointer == "" {
		return f.text
	}
	return f.pointer + ": " + f.text
}

// firstFault checks a value of a schema without models.
func firstFault(v any, s *schema) error {
	if all := faults(v, s, ""); len(all) > 0 {
		return errors.New(all[0].Error())
	}
	return nil
}

// faults lists every way in which v does not fit s.
func faults(v any, s *schema, pointer string) []fault {
	if s.model != nil {
		return objectFaults(v, s.model.properties, pointer)
	}
	if s.typ == "" {
		if v == nil {
			// Of any type is not yet null: that needs nullable.
			return []fault{{pointer, "is null, the page names no type that null has"}}
		}
		return appendFault(nil, pointer, enumFault(v, s))
	}
	if found := typeFault(v, s); found != "" {
		return []fault{{pointer, found}}
	}
	var all []fault
	if text := enumFault(v, s); text != "" {
		all = append(all, fault{pointer, text})
	}
	switch v := v.(type) {
	case string:
		all = appendFault(all, pointer, countFault("characters", utf8.RuneCountInString(v), s.minLen, s.maxLen))
	case number:
		all = appendFault(all, pointer, valueFault(v, s))
	case list:
		all = appendFault(all, pointer, countFault("items", len(v), s.minItems, s.maxItems))
		for i, item := range v {
			if s.items != nil {
				all = append(all, faults(item, s.items, pointer+"/"+strconv.Itoa(i))...)
			}
		}
	case *object:
		if s.values == nil {
			return append(all, objectFaults(v, s.properties, pointer)...)
		}
		for _, m := range v.members {
			all = append(all, faults(m.value, s.values, pointer+"/"+m.key)...)
		}
	}
	return all
}

func appendFault(all []fault, pointer, text string) []fault {
	if text == "" {
		return all
	}
	return append(all, fault{pointer, text})
}

func objectFaults(v any, properties []property, pointer string) []fault {
	o, isObject := v.(*object)
	if !isObject {
		return []fault{{pointer, "is " + typeName(v) + ", the page says object"}}
	}
	var all []fault
	for _, p := range properties {
		value, present := o.get(p.name)
		switch {
		case present:
			all = append(all, faults(value, p.schema, pointer+"/"+p.name)...)
		case p.required:
			all = append(all, fault{pointer, "lacks the mandatory " + p.name})
		}
	}
	return all
}

func typeFault(v any, s *schema) string {
	fits := false
	switch v := v.(type) {
	case string:
		fits = s.typ == "string"
	case bool:
		fits = s.typ == "boolean"
	case list:
		fits = s.typ == "array"
	case *object:
		fits = s.typ == "object"
	case number:
		fits = s.typ == "number" || s.typ == "integer" && isInteger(v)
	}
	if fits {
		return ""
	}
	return "is " + typeName(v) + ", the page says " + s.typ
}

func isInteger(n number) bool {
	_, err := strconv.ParseInt(string(n), 10, 64)
	return err == nil
}

func typeName(v any) string {
	switch v := v.(type) {
	case string:
		return "a string"
	case bool:
		return "a boolean"
	case list:
		return "an array"
	case *object:
		return "an object"
	case number:
		return "the number " + string(v)
	}
	return "null"
}

func enumFault(v any, s *schema) string {
	if len(s.enum) == 0 {
		if value := s.prescribed(); value != nil && v != value {
			return fmt.Sprintf("%s is not %v, which the page prescribes", brief(v), value)
		}
		return ""
	}
	for _, allowed := range s.enum {
		if v == allowed {
			return ""
		}
	}
	return fmt.Sprintf("%s is not among the enumeration values %v", brief(v), s.enum)
}

// brief shows a value in a message.
func brief(v any) string {
	switch v := v.(type) {
	case *object, list, nil:
		return typeName(v)
	default:
		return fmt.Sprint(v)
	}
}

func countFault(what string, n int, low, high *int64) string {
	switch {
	case low != nil && int64(n) < *low:
		return fmt.Sprintf("has %d %s, the page says at least %d", n, what, *low)
	case high != nil && int64(n) > *high:
		return fmt.Sprintf("has %d %s, the page says at most %d", n, what, *high)
	}
	return ""
}

func valueFault(v number, s *schema) string {
	value, ok := new(big.Float).SetString(string(v))
	if !ok {
		return "is no number"
	}
	for _, bound := range []struct {
		limit number
		wrong int
		words string
	}{{s.min, -1, "at least"}, {s.max, 1, "at most"}} {
		limit, ok := new(big.Float).SetString(string(bound.limit))
		if ok && value.Cmp(limit) == bound.wrong {
			return fmt.Sprintf("is %s, the page says %s %s", v, bound.words, bound.limit)
		}
	}
	return ""
}

// recordMembers records which members an example response shows, object by
// object.
func recordMembers(v any, s *schema) {
	walkValues(v, s, func(v any, s *schema) {
		o, isObject := v.(*object)
		shown := s.shown
		if s.model != nil {
			shown = s.model.shown
		}
		if isObject && shown != nil {
			shown.add(o)
		}
	})
}

// widen lets an Integer be of any width where the page itself shows one that
// has no room in 32 bits.
func widen(v any, s *schema) {
	walkValues(v, s, func(v any, s *schema) {
		n, isNumber := v.(number)
		if !isNumber || s.format != "int32" || !isInteger(n) {
			return
		}
		if _, err := strconv.ParseInt(string(n), 10, 32); err != nil {
			s.format = ""
		}
	})
}

// walkValues visits a value and all within it, each with its schema.
func walkValues(v any, s *schema, visit func(any, *schema)) {
	visit(v, s)
	switch v := v.(type) {
	case *object:
		properties := s.properties
		if s.model != nil {
			properties = s.model.properties
		}
		for _, p := range properties {
			if value, present := v.get(p.name); present {
				walkValues(value, p.schema, visit)
			}
		}
		if s.values != nil {
			for _, m := range v.members {
				walkValues(m.value, s.values, visit)
			}
		}
	case list:
		for _, item := range v {
			if s.items != nil {
				walkValues(item, s.items, visit)
			}
		}
	}
}
