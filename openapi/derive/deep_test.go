package derive_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apigspec/apigspec/openapi/derive"
	"github.com/apigspec/apigspec/openapi/page"
)

// A few types that contain each other twice would make millions of members.
func TestTypesThatGrowWithoutEnd(t *testing.T) {
	const row = "%s\n\nNo\n\nM%d object\n\nOne of two.\n\n"
	for _, levels := range []int{3, 40} {
		var types strings.Builder
		for i := range levels {
			fmt.Fprintf(&types, "Table %d M%d\n\nParameter\n\nMandatory\n\nType\n\nDescription\n\n"+row+row, 20+i, i, "left", i+1, "right", i+1)
		}
		fmt.Fprintf(&types, "Table 90 M%d\n\nParameter\n\nMandatory\n\nType\n\nDescription\n\nend\n\nNo\n\nString\n\nThe last.\n\n", levels)
		p := edited(t, "apig-plugin-detach", "apig-plugin-detach", "Response Parameters", types.String()+"Response Parameters", "env_id\n\nYes\n\nString", "env_id\n\nYes\n\nM0 object")
		_, err := derive.Derive([]*page.Page{p})
		if levels == 3 && err != nil {
			t.Errorf("%d levels: %v", levels, err)
		}
		if levels == 40 && (err == nil || !strings.Contains(err.Error(), "type M0 has more than 10000 members")) {
			t.Errorf("%d levels: %v", levels, err)
		}
	}
}

// Each level of an example is written with an indentation of its own.
func TestExampleThatNestsTooDeep(t *testing.T) {
	for _, levels := range []int{90, 50_000} {
		deep := strings.Repeat("[", levels) + strings.Repeat("]", levels)
		p := edited(t, "apig-plugin-detach", "apig-plugin-detach", `"env_id" : "`, `"deep" : `+deep+`, "env_id" : "`)
		document, err := derive.Derive([]*page.Page{p})
		if err != nil {
			t.Fatal(err)
		}
		if n := len(document.YAML()); n > 1_000_000 {
			t.Errorf("%d levels make %d bytes", levels, n)
		}
		if unread := strings.Contains(notesText([]*page.Page{p}), "it nests more than 100 levels"); unread != (levels > 100) {
			t.Errorf("%d levels: noted %t", levels, unread)
		}
	}
}

func notesText(pages []*page.Page) string {
	var all strings.Builder
	for _, n := range derive.Notes(pages) {
		all.WriteString(n.Text + "\n")
	}
	return all.String()
}
