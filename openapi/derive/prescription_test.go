package derive

import (
	"testing"

	"github.com/apigspec/apigspec/openapi/page"
)

// unread stands for a sentence that is not read, with a note.
const unread = "(unread)"

func TestPrescribed(t *testing.T) {
	for text, want := range map[string]string{
		"The value must be delete.":                      "delete",
		"Action. The value must be \"delete\".":          "delete",
		"The value can only be online.":                  "online",
		"The value is fixed to 1.":                       "1",
		"The value must be set to TRUE.":                 "TRUE",
		"The value must be unique.":                      "",
		"The value must be the acronym of a service.":    "",
		"The value must be an integer between 1 and 20.": "",
		"The address must comply with the URI rules.":    "",
		"The value must be delete or create.":            "",
		"The value must be `delete`.":                    "delete",
		"The value must be **delete**.":                  "delete",
		"The value must be delete。":                      "delete",
		"The value is always delete.":                    "delete",
		"The value must be set.":                         "",
		"The value must be existing.":                    "",
		"The value must be URL-encoded.":                 "",
		"The value can only be letters.":                 "",
		"This parameter must be set to delete.":          "delete",
		"The value must be <b>delete</b>.":               "delete",
		"The value must be en-us.":                       "en-us",
		"The value must be true.":                        "true",
		"This field is fixed to V2.":                     "V2",
		"Fixed value: delete":                            "delete",
		"Currently, the value must be delete.":           "delete",

		// Signs of code before the full stop.
		"The value must be 1.0.":                           "1.0",
		"The value must be application/json.":              "application/json",
		"The value must be *.":                             "*",
		"The value must be thing:things:get.":              "thing:things:get",
		"The value must be MODE_A. It is fixed.":           "MODE_A",
		"The value must be enableAll":                      "enableAll",
		"The value must be \"in progress\".":               "in progress",
		"The value must be 1-64.":                          unread,
		"The value must be TCP/UDP.":                       unread,
		"The value must be read/write.":                    unread,
		"The value must be one of the following: a and b.": "",

		// Words that describe.
		"The value must be sorted.":            unread,
		"The value must be unchangeable.":      unread,
		"The value must be encrypted.":         unread,
		"The value must be Boolean.":           unread,
		"The value must be UUID.":              unread,
		"The value must be IPv4.":              unread,
		"The value must be null.":              unread,
		"The value must be 32-digit.":          unread,
		"The value must be somewhere":          unread,
		"The value must be shown-in-example.":  "shown-in-example",
		"The value must be shown in no place.": "",

		// Conditions, and values that contradict each other.
		"If the list is empty, the value must be create.":                           unread,
		"When it is shared, the value must be MODE_A.":                              unread,
		"For a shared one, the value must be \"a\".":                                unread,
		"In dedicated mode: The value must be MODE_A.":                              unread,
		"Otherwise, the value must be MODE_A.":                                      unread,
		"The value must be MODE_A if it is shared.":                                 unread,
		"The value must be MODE_A (for shared ones).":                               unread,
		"The value must be delete, which unbinds it.":                               unread,
		"The value must be create. If the list is empty, the value must be delete.": unread + unread,
		"The value must be create. The value must be delete.":                       unread + unread,
		"The value must be delete. The value must be lowercase.":                    "delete",
		"The value must be delete. If there are none, the value must be delete.":    "delete",
		"If it is set, the value must be unique.":                                   "",
		"The value must be delete. The value must be sorted.":                       "delete" + unread,

		// What only suggests a value.
		"The value is delete.":           unread,
		"The value is unique.":           "",
		"The value is true if it is on.": "",
		"Set this parameter to delete.":  unread,
	} {
		t.Run(text, func(t *testing.T) {
			p := &page.Page{RequestExamples: []page.Example{{Body: `{"all": [{"mode": "shown-in-example"}]}`}}}
			read := prescribed(p, page.Row{Name: "mode", Description: []page.Text{{Text: text}}})
			got := read.value
			for range read.unread {
				got += unread
			}
			if got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestPrescribedByType(t *testing.T) {
	for _, c := range []struct{ typ, text, want string }{
		{"Integer", "The value must be 1.", "1"},
		{"Integer", "The value must be 1.0.", unread},
		{"Integer", "The value must be sorted.", unread},
		{"Double", "The value must be 1.0.", "1.0"},
		{"Boolean", "The value must be true.", "true"},
		{"Boolean", "The value must be enabled.", unread},
		{"Array of strings", "The value must be MODE_A.", "MODE_A"},
	} {
		read := prescribed(&page.Page{}, page.Row{Parsed: typed(t, c.typ), Description: []page.Text{{Text: c.text}}})
		got := read.value
		for range read.unread {
			got += unread
		}
		if got != c.want {
			t.Errorf("%s, %q: got %q, want %q", c.typ, c.text, got, c.want)
		}
	}
}

// A condition may stand above a list, and a value in the request line.
func TestPrescribedInContext(t *testing.T) {
	row := page.Row{Name: "mode", Description: []page.Text{
		{Text: "When it is shared:"}, {Text: "The value must be MODE_A.", Bullet: true}, {Text: "The value must be MODE_A.", Bullet: true},
	}}
	if read := prescribed(&page.Page{}, row); read.value != "" || len(read.unread) != 2 {
		t.Errorf("below a condition: %+v", read)
	}
	row.Description = []page.Text{{Text: "The value must be quick."}}
	for _, p := range []*page.Page{
		{URI: page.RequestLine{Path: "/v1/things?mode=quick"}},
		{RequestExamples: []page.Example{{Request: &page.RequestLine{Path: "/v1/things?a=b&mode=quick"}}}},
		{RequestExamples: []page.Example{{Request: &page.RequestLine{Path: "/v1/things"}, Headers: []string{"Mode: quick"}}}},
	} {
		if read := prescribed(p, row); read.value != "quick" || len(read.unread) != 0 {
			t.Errorf("shown in %+v: %+v", p, read)
		}
	}
}

// What is told to do something has a value, whatever its word.
func TestPrescribedDeed(t *testing.T) {
	for name, want := range map[string]string{"action": "purge", "batch_operation": "purge", "fraction": "", "mode": ""} {
		read := prescribed(&page.Page{}, page.Row{Name: name, Description: []page.Text{{Text: "The value must be purge."}}})
		if read.value != want {
			t.Errorf("%s: %q, not %q", name, read.value, want)
		}
	}
}
