package page

import (
	"regexp"
	"strconv"
	"strings"
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
	models := tablesByName(tables)
	for i := range tables {
		for j := range tables[i].Rows {
			row := &tables[i].Rows[j]
			if free := freeObject(&row.Parsed); free != nil {
				if model := modelFor(row, &tables[i], tables, models); model != "" {
					free.Kind, free.Model, free.Elem = "model", model, nil
				}
			}
		}
	}
}

// tablesByName indexes the models by name in lower case.
func tablesByName(tables []Table) map[string]string {
	models := map[string]string{}
	for i := range tables {
		if t := &tables[i]; t.Location == Model {
			if _, ok := models[strings.ToLower(t.Model)]; !ok {
				models[strings.ToLower(t.Model)] = t.Model
			}
		}
	}
	return models
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

var tableNumber = regexp.MustCompile(`\bTable (\d+)\b`)

// modelFor finds the table that describes a row's object.
func modelFor(row *Row, within *Table, tables []Table, models map[string]string) string {
	for _, name := range []string{within.Model + "." + row.Name, row.Name} {
		if model, ok := models[strings.ToLower(name)]; ok && !(within.Location == Model && model == within.Model) {
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
	for i := range tables {
		if tables[i].Number == number && number != 0 && tables[i].Location == Model {
			return tables[i].Model
		}
	}
	return ""
}
