package domain_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/domain"
)

func TestLookup(t *testing.T) {
	for _, row := range []struct {
		id      string
		product string
		kind    domain.Kind
		found   bool
	}{
		{"apig.plugin-detach", "apig", domain.Plugin, true},
		{"roma.plugin-detach", "roma", domain.Plugin, true},
		{"roma.acl-unbind", "roma", domain.ACL, true},
		{"apig.throttle-unbind", "apig", domain.Throttle, true},
		{"apig.acl-bind", "", "", false},
		{"elb.acl-unbind", "", "", false},
		{"apig", "", "", false},
		{"", "", "", false},
	} {
		op, found := domain.Lookup(row.id)
		if found != row.found || op.Product.Name != row.product || op.Kind != row.kind {
			t.Errorf("Lookup(%q) = %s %s, %t", row.id, op.Product.Name, op.Kind, found)
		}
	}
}

func TestOperationsAreFoundByTheirIDs(t *testing.T) {
	for _, op := range domain.Operations() {
		got, ok := domain.Lookup(op.ID)
		if !ok || !reflect.DeepEqual(op, got) {
			t.Errorf("%s is found as %+v", op.ID, got)
		}
		if kind := domain.KindOf(op.ID); kind != op.Kind {
			t.Errorf("KindOf(%s) = %s", op.ID, kind)
		}
	}
}

func TestProfiles(t *testing.T) {
	if diff := cmp.Diff([]string{"apig", "roma", "all"}, domain.Profiles()); diff != "" {
		t.Errorf("profiles (-want +got):\n%s", diff)
	}
	for _, row := range []struct {
		profile, product string
		want             bool
	}{{"apig", "apig", true}, {"apig", "roma", false}, {"all", "roma", true}, {"all", "elb", true}} {
		if got := domain.Claims(row.profile, row.product); got != row.want {
			t.Errorf("Claims(%s, %s) = %t", row.profile, row.product, got)
		}
	}
}

// What a caller does to a row it was given changes no other's.
func TestRowsAreCopies(t *testing.T) {
	row, products := domain.ACL.Binding(), domain.Products()
	row.Parameters()[0], row.Siblings()[0], products[0].Name = "x", "x", "x"
	row.Samples()[0].Body["acl_name"] = "x"
	domain.Kinds()[0].Noun = "x"
	fresh := domain.ACL.Binding()
	if fresh.Parameters()[0] == "x" || fresh.Siblings()[0] == "x" || fresh.Samples()[0].Body["acl_name"] == "x" ||
		domain.Kinds()[0].Noun == "x" || domain.DefaultProfile() == "x" {
		t.Errorf("a row of the table was changed through a copy: %+v", fresh)
	}
}

// Of what the table says, the pages can tell the unbinding operations: where
// they print one of these, both agree.
func TestTableAgreesWithThePages(t *testing.T) {
	contract, err := openapi.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range contract.Operations {
		row, ok := domain.Lookup(op.ID)
		if !ok {
			t.Errorf("%s has a page but no row", op.ID)
			continue
		}
		path := "/" + row.Product.Version + "/{project_id}/" + row.Product.Segment + "/instances/{instance_id}/" +
			strings.ReplaceAll(row.Unbind.Path, domain.PolicyID, "{"+row.Parameters()[0]+"}")
		if op.Path != path {
			t.Errorf("%s: the page's path is %s, the table's %s", op.ID, op.Path, path)
		}
		if name, _, _ := strings.Cut(row.Unbind.Query, "="); name != "" && op.Parameter("query", name) == nil {
			t.Errorf("%s: the page has no query parameter %s", op.ID, name)
		}
		for _, member := range []string{row.Unbind.EnvMember, row.Unbind.IDMember} {
			if member != "" && op.BodySchema().Properties[member] == nil {
				t.Errorf("%s: the page has no body member %s", op.ID, member)
			}
		}
		testAccounting(t, op, row)
	}
}

// testAccounting holds the members by which a response accounts for the ids
// against the page's.
func testAccounting(t *testing.T, op openapi.Operation, row domain.Operation) {
	t.Helper()
	accounts := row.Unbind.Accounting
	schema := op.Schema(op.Successes()[0])
	if accounts == (domain.Accounting{}) {
		if schema != nil {
			t.Errorf("%s: the page's success has a body; how does it account for the ids?", op.ID)
		}
		return
	}
	failed := schema.Properties[accounts.Failed]
	if failed == nil || schema.Properties[accounts.Succeeded] == nil {
		t.Errorf("%s: the page's response lacks %s or %s", op.ID, accounts.Succeeded, accounts.Failed)
		return
	}
	for _, member := range []string{accounts.ID, accounts.Code, accounts.Message} {
		if failed.Value.Items.Value.Properties[member] == nil {
			t.Errorf("%s: the page's %s lacks %s", op.ID, accounts.Failed, member)
		}
	}
}
