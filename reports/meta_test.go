package reports

import "testing"

// A run of one operation says nothing about the slips of other pages.
func TestNotesOnOtherPagesAreLeftOut(t *testing.T) {
	notes := []Note{{ID: "a", Page: "apig-acl-unbind"}, {ID: "b", Page: "roma-plugin-detach"}}
	kept := NotesOn([]Operation{{ID: "roma.plugin-detach", Page: "roma-plugin-detach"}}, notes)
	if len(kept) != 1 || kept[0].ID != "b" {
		t.Errorf("kept %v", kept)
	}
}
