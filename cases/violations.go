package cases

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigspec/apigspec/openapi"
)

// Violations lists in which ways a request, with everything filled in, breaks
// the operation's contract. A well-formed request has none, a negative one
// exactly the one its row declares: anything else would be a mistake of ours
// that a gateway gets blamed for.
func Violations(op openapi.Operation, query string, body []byte) []string {
	list := queryViolations(op, query)
	return append(list, bodyViolations(op, body)...)
}

// otherType stands in violations by values of another type than the page's.
const otherType = "another type: "

// itemIndex is the index of an item in the place of a violation.
var itemIndex = regexp.MustCompile(` \d+([ \]])`)

// Beyond are those of the violations that are not among known ones, whichever item
// of a list they are about. An edition may ask of ids what those of a target do not
// do.
func Beyond(known, violations []string) []string {
	anywhere := func(v string) string { return itemIndex.ReplaceAllString(v, " *$1") }
	taken := map[string]bool{}
	for _, v := range known {
		taken[anywhere(v)] = true
	}
	return slices.DeleteFunc(slices.Clone(violations), func(v string) bool { return taken[anywhere(v)] })
}

// OfForm are those of the violations that leave a value's type as it is. Ids of another
// form may be a slip of the page; but where it wants a number or an object, no gateway that
// it is right about takes the ids that a target file names.
func OfForm(violations []string) []string {
	return slices.DeleteFunc(slices.Clone(violations), func(v string) bool { return strings.Contains(v, otherType) })
}

func queryViolations(op openapi.Operation, query string) []string {
	values, err := url.ParseQuery(query)
	if err != nil {
		return []string{"query: " + err.Error()}
	}
	var list []string
	for _, p := range op.Parameters(openapi3.ParameterInQuery) {
		got, sent := values[p.Name]
		if !sent {
			if p.Required {
				list = append(list, "query parameter "+p.Name+" is missing")
			}
			continue
		}
		allowed, _ := allowedValues(schemaOf(p.Schema))
		for _, v := range got {
			if len(allowed) > 0 && !slices.Contains(allowed, v) || p.Required && v == "" {
				list = append(list, fmt.Sprintf("query parameter %s is %q", p.Name, v))
			}
		}
	}
	return list
}

func bodyViolations(op openapi.Operation, body []byte) []string {
	schema := op.BodySchema()
	if schema == nil {
		return nil
	}
	if len(body) == 0 {
		if len(schema.Required) > 0 {
			return []string{"the body is missing"}
		}
		return nil
	}
	var value any
	if err := json.Unmarshal(bytes.TrimSpace(body), &value); err != nil {
		return []string{"the body is not JSON: " + err.Error()}
	}
	var list []string
	for _, e := range leaves(schema.VisitJSON(value, openapi3.MultiErrors(), openapi3.VisitAsRequest())) {
		list = append(list, "body: "+e)
	}
	sort.Strings(list)
	return slices.Compact(list)
}

// leaves are the places where a value does not fit its schema, in words.
func leaves(err error) []string {
	if err == nil {
		return nil
	}
	var multi openapi3.MultiError
	if errors.As(err, &multi) {
		var list []string
		for _, e := range multi {
			list = append(list, leaves(e)...)
		}
		return list
	}
	var schema *openapi3.SchemaError
	if errors.As(err, &schema) {
		if schema.SchemaField == "type" {
			return []string{fmt.Sprintf("%v: %s%s", schema.JSONPointer(), otherType, schema.Reason)}
		}
		return []string{fmt.Sprintf("%v: %s", schema.JSONPointer(), schema.Reason)}
	}
	return []string{err.Error()}
}
