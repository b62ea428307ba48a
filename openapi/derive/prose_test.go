package derive

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi/page"
)

func TestStatements(t *testing.T) {
	p := &page.Page{
		Function: []page.Text{
			{Text: "Binds a plug-in to APIs."}, {Text: "Only published APIs can be bound.", Bullet: true},
			{Text: "Plug-ins take effect immediately after binding.", Bullet: true},
			{Text: "Plug-ins take effect immediately after being modified.", Bullet: true}, {Text: " "},
		},
		Constraints: []page.Text{{Text: "At most 50 users."}, {Text: "At most 50 users."}},
	}
	var got []string
	for _, s := range statementsOf(p) {
		got = append(got, s.kind+" "+s.topic+"/"+s.id)
	}
	want := []string{
		"effect function/effect", "statement function/only-published-apis-can-be-bound", "immediate function/immediate",
		"statement function/plug-ins-take-effect-immediately-after-being-modified",
		"statement constraints/at-most-50-users", "statement constraints/at-most-50-users-2",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFirstSentenceMayAlsoPromiseImmediacy(t *testing.T) {
	all := statementsOf(&page.Page{Function: []page.Text{{Text: "Unbinds it; this takes effect immediately."}}})
	if len(all) != 2 || all[0].id != "effect" || all[1].id != "immediate" {
		t.Errorf("got %+v", all)
	}
}
