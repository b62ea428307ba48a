package page_test

import "testing"

func TestObjectsWithATableOfTheirOwn(t *testing.T) {
	for name, row := range map[string]struct {
		first, second, title string // two rows' types, the title of the other table
		want                 string // of the first row
	}{
		"named after the row":                      {"Object", "String", "data", "model:data"},
		"named after the row, capitalized":         {"Object", "String", "Data", "model:Data"},
		"an array":                                 {"Array of objects", "String", "data", "array<model:data>"},
		"named after the row and a type":           {"Object", "data object", "data", "model:data"},
		"a type's, spelled otherwise than the row": {"Object", "Array of Data objects", "Data", "object"},
		"another table":                            {"Object", "String", "Other", "object"},
	} {
		t.Run(name, func(t *testing.T) {
			text := cells(fourColumns, "data", "No", row.first, "Some.", "more", "No", row.second, "Others.",
				"Table 2 "+row.title, "Parameter", "Mandatory", "Type", "Description", "id", "No", "String", "ID.")
			r := parse(t, withRequest(text)).Request[0].Rows[0]
			if got := renderType(&r.Parsed); got != row.want {
				t.Errorf("got %s, want %s", got, row.want)
			}
		})
	}
}
