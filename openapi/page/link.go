package page

import (
	"strconv"
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
)

// linkModels gives an Object, or an array of objects, the model that the page
// describes in a table of its own: one named after the row, or the one that
// the row's description refers to by number.
func (p *parser) linkModels() {
	linkTables(p.page.Request)
	for i := range p.page.Responses {
		linkTables(p.page.Responses[i].Tables)
	}
}

func linkTables(tables []Table) {
	models := newModelIndex(tables)
	for i := range tables {
		for j := range tables[i].Rows {
			row := &tables[i].Rows[j]
			if free := freeObject(&row.Parsed); free != nil {
				if model := models.of(row, &tables[i]); model != "" {
					free.Kind, free.Model, free.Elem = "model", model, nil
				}
			}
		}
	}
}

// modelIndex finds the models of one body by name, in lower case, and by the
// number of their table.
type modelIndex struct {
	byName   map[string]string
	byNumber map[int]string
	// ofType are the models that a type names.
	ofType map[string]bool
}

func newModelIndex(tables []Table) modelIndex {
	index := modelIndex{byName: map[string]string{}, byNumber: map[int]string{}, ofType: map[string]bool{}}
	for i := range tables {
		t := &tables[i]
		for j := range t.Rows {
			index.ofType[t.Rows[j].Parsed.Innermost().Model] = true
		}
		if t.Location != Model {
			continue
		}
		if name := strings.ToLower(t.Model); index.byName[name] == "" {
			index.byName[name] = t.Model
		}
		if t.Number != 0 && index.byNumber[t.Number] == "" {
			index.byNumber[t.Number] = t.Model
		}
	}
	return index
}

// freeObject is the part of a type that says no more than "object": itself,
// or the innermost element.
func freeObject(t *Type) *Type {
	for t.Kind == "array" || t.Kind == "map" {
		if t.Elem == nil {
			return nil
		}
		if t.Kind == "array" && t.Elem.Kind == "any" {
			return t.Elem // "Array": only a table of its own says of what
		}
		t = t.Elem
	}
	if t.Kind == "object" {
		return t
	}
	return nil
}

var tableNumber = lazyregexp.New(`\bTable (\d+)\b`)

// Innermost is the type itself or, of arrays and maps, that of the elements.
func (t Type) Innermost() Type {
	for t.Elem != nil {
		t = *t.Elem
	}
	return t
}

// of finds the model of a row's object: by the name of the row, with or
// without that of its own table, or by the only table its description names.
// A table whose name is spelled otherwise and is a type's belongs to that type.
func (index modelIndex) of(row *Row, within *Table) string {
	for _, name := range []string{within.Model + "." + row.Name, row.Name} {
		model, ok := index.byName[strings.ToLower(name)]
		if ok && model != name && index.ofType[model] {
			continue
		}
		if ok && (within.Location != Model || model != within.Model) {
			return model
		}
	}
	number := 0
	for _, text := range row.Description {
		for _, m := range tableNumber.FindAllStringSubmatch(text.Text, -1) {
			n, err := strconv.Atoi(m[1])
			if err != nil || number != 0 && n != number {
				return ""
			}
			number = n
		}
	}
	return index.byNumber[number]
}
