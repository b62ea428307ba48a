package derive_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/apigspec/apigspec/openapi/derive"
	"github.com/apigspec/apigspec/openapi/page"
)

// notRead are the notes that a page has about what stands in words only.
func notRead(p *page.Page) []derive.Note {
	return slices.DeleteFunc(derive.Notes([]*page.Page{p}), func(n derive.Note) bool {
		return n.Kind != "row-not-read" && n.Kind != "deprecation-not-read"
	})
}

// What a row states in words only has one note, with the words and what to
// write instead.
func TestNotesOfProse(t *testing.T) {
	const described = "ID of the environment of the binding to the API."
	for _, c := range []struct {
		typ, sentence string
		remedy        string // empty where there is no note
	}{
		{"String", "Up to 64 characters are kept.", `"Maximum: 64"`},
		{"String", "Its name has 3 to 64 characters.", `"Minimum: 1"`},
		{"String", "It takes a maximum of 255 characters.", `"Maximum: 64"`},
		{"String", "It cannot exceed 1,024 characters.", `"Maximum: 64"`},
		{"String", "It must contain 32 characters.", `"Maximum: 64"`},
		{"String", "It cannot be empty.", `"Minimum: 1"`},
		{"String", "(1 to 64 characters)", `"Maximum: 64"`},
		{"Integer", "Numbers range from 0 to 100.", `"Maximum: 64"`},
		{"Integer", "It is greater than 0.", `"Minimum: 1"`},
		{"Integer", "Enter a positive integer.", `"Minimum: 1"`},
		{"Integer", "The default value is 1.", `"Default: "`},
		{"Integer", "100 is taken by default.", `"Default: "`},
		{"String", "Mode. Default value: A", `"Default: "`},
		{"Boolean", "Which way:\n\n  • false (default): up\n\n  • true: down", `"Default: "`},
		{"String", "If omitted, dev is used.", `"Default: "`},
		{"Integer", "If this parameter is not specified, 20 is used.", `"Default: "`},
		{"Integer", "1-100.", `"Maximum: 64"`},
		{"Integer", "It is >= 5 and <= 10.", `"Maximum: 64"`},
		{"String", "A 32-character ID.", `"Maximum: 64"`},
		{"Array of strings", "A maximum of five IDs can be sent.", `"Array Length: 1 - 20"`},
		{"Array of strings", "Only one ID is supported.", `"Array Length: 1 - 20"`},
		{"Array of strings", "At most 20 IDs go.", `"Array Length: 1 - 20"`},
		{"Array of strings", "Send at least one.", `"Array Length: 1 - 20"`},
		{"String", "Options: A and B.", `"Enumeration values:"`},
		{"String", "Possible values are A, B, and C.", `"Enumeration values:"`},
		{"String", "The value can be A or B.", `"Enumeration values:"`},
		{"String", "The value must be A, B, or C.", `"Enumeration values:"`},
		{"String", "Only A and B are supported.", `"Enumeration values:"`},
		{"String", "Value options:\n\n  • A\n\n  • B", `"Enumeration values:"`},
		{"Array of strings", "The value can be A, B, C, D, or E.", `"Enumeration values:"`},
		{"String", "Choose from A, B and C.", `"Enumeration values:"`},
		{"String", "Kind. One of: A, B, C.", `"Enumeration values:"`},
		{"String", "Value: A, B", `"Enumeration values:"`},
		{"String", "Currently, only A is supported.", `"Enumeration values:"`},
		{"String", "If it is shared, the value must be MODE_A.", "in quotation marks"},
		{"String", "Value: remove.", "in quotation marks"},
		{"String", "It must be MODE_A.", "in quotation marks"},
		{"String", "The value must be sorted.", "in quotation marks"},
		{"String", "Maximum: as many as fit", "the label with a plain value"},
		{"Array of strings", "Array Length: 500", "the label with a plain value"},
		{"String(64)", "Name.", `"Maximum: 64"`},
		{"String", "This parameter is deprecated.", "not part"},
		{"String", "(Deprecated) Name.", "not part"},
		{"String", "It must start with a letter.", "not part"},
		{"String", "Pattern: ^[a-z]+$", "not part"},
		{"String", "It must match ^[a-z]+$.", "not part"},
		{"String", "Regex Pattern: ^[a-z]{3}$", "not part"},

		{"String", "Options are described elsewhere.", ""},
		{"String", "Plain text about 3 gateways in 2 regions.", ""},
		{"String", "Environments of deprecated APIs count as well.", ""},
		{"String", "The text is shortened to 64 characters in the console.", ""},
		{"String", "The value can be obtained with another API.", ""},
		{"String", "The value must be unique.", ""},
		{"String", "It must be set or left out.", ""},
		{"String", "It must be known.", ""},
		{"String", "Value: as in the other table.", ""},
		{"String", "Choose from the list of environments that the project has.", ""},
		{"String", "Only one of the two environments is read.", ""},
		{"String", "If omitted, the name of the gateway is used.", ""},
		{"Array of strings", "A maximum of five IDs can be sent.\n\nArray Length: 1 - 5", ""},
		{"Boolean", "The value can be true or false.", ""},
		{"Integer", "A value greater than 500 will be converted to 500.", ""},
		{"Integer", "The value ranges from 1 to 500.\n\nMinimum: 1\n\nMaximum: 500", ""},
		{"String", "It cannot be empty.\n\nMinimum: 1", ""},
		{"Integer", "The default value is 5.\n\nDefault: 5", ""},
		{"String", "Options: A and B.\n\nEnumeration values:\n\n  • A\n\n  • B", ""},
		{"String", "Default: N/A", ""},
	} {
		t.Run(c.typ+" "+c.sentence, func(t *testing.T) {
			notes := notRead(edited(t, "apig-plugin-detach", "p", described, c.sentence, "env_id\n\nYes\n\nString", "env_id\n\nYes\n\n"+c.typ))
			if c.remedy == "" {
				if len(notes) > 0 {
					t.Errorf("the notes %+v", notes)
				}
				return
			}
			if len(notes) != 1 || !strings.HasSuffix(notes[0].ID, "/row-not-read/env_id") || !strings.Contains(notes[0].Decision, c.remedy) {
				t.Errorf("want one note with %s, got %+v", c.remedy, notes)
			}
		})
	}
}

// Several sentences of a row share a note.
func TestOneNoteOfProseForARow(t *testing.T) {
	p := edited(t, "apig-plugin-detach", "p", "ID of the environment of the binding to the API.",
		"Up to 64 characters. The default value is A.\n\nMinimum: a few")
	notes := notRead(p)
	if len(notes) != 1 {
		t.Fatalf("got %+v", notes)
	}
	if strings.Contains(notes[0].Decision, ",,") || !strings.HasSuffix(notes[0].Decision, ", on a line of its own.") {
		t.Errorf("the decision %s", notes[0].Decision)
	}
	for _, quote := range []string{`"Up to 64 characters."`, `"The default value is A."`, `"Minimum: a few"`} {
		if !strings.Contains(notes[0].Text, quote) {
			t.Errorf("no %s in %s", quote, notes[0].Text)
		}
	}
}

func TestDeprecatedPages(t *testing.T) {
	for name, edit := range map[string][]string{
		"in the title":  {"Unbinding a Plug-in from All APIs", "Unbinding a Plug-in from All APIs (Deprecated)"},
		"in a sentence": {"takes effect immediately.", "takes effect immediately.\n\nThis API is deprecated: another one does it."},
	} {
		if notes := notRead(edited(t, "apig-plugin-detach", "p", edit...)); len(notes) != 1 || notes[0].Kind != "deprecation-not-read" {
			t.Errorf("%s: %+v", name, notes)
		}
	}
}
