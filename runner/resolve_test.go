package runner

import (
	"context"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/target"
)

// An id that is to be unknown has the form of the target's own ids, and is
// none of them.
func TestUnknownIDsHaveTheTargetsForm(t *testing.T) {
	for _, row := range []struct{ like, form string }{
		{"332c5db1458a477b89b2ea741fec94a3", `^[0-9a-f]{32}$`},
		{"332C5DB1458A477B89B2EA741FEC94A3", `^332C5DB1458A477B89B2[0-9A-F]{12}$`},
		{"f0fa1789-3b76-433b-a787-9892951c620e", `^f0fa1789-3b76-433b-a787-[0-9a-f]{12}$`},
		{"bind-0123456789012345", `^bind-0123[0-9]{12}$`},
		{"acl_QWERTYuiopasdfgh", `^acl_QWER[A-Z]{2}[a-z]{10}$`},
		{"17", `^1[0-9]{9}$`},
		{"inst-10021", `^inst-1[0-9]{9}$`},
		{"p17", `^[0-9a-f]{32}$`},
		{"", `^[0-9a-f]{32}$`},
		{"绑定记录绑定记录绑定记录", `^[0-9a-f]{32}$`},
	} {
		n := &names{seed: 7, target: target.Target{Fixtures: target.Fixtures{ACL: target.ACLBindings{ACLID: "acl", BindingIDs: []string{row.like}}}}}
		seen := map[string]bool{row.like: true}
		ids, err := n.lookup(cases.Ref{Name: "unknown.acl", From: 0, To: 499, Indexed: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			if !regexp.MustCompile(row.form).MatchString(id) {
				t.Errorf("like %q: %q does not match %s", row.like, id, row.form)
				break
			}
			if seen[id] {
				t.Errorf("like %q: %q occurs twice", row.like, id)
			}
			seen[id] = true
		}
	}
}

// An id that JSON has to escape is escaped in a body that is sent as the page prints it.
func TestIDsInPrintedBodies(t *testing.T) {
	const id = `a"b\c<é`
	n := &names{set: fixtures.Set{}, target: target.Target{EnvID: id}}
	raw := `{"env_id" : "<env_id>"}`
	got, err := n.body(&cases.Body{Raw: &raw})
	if want := `{"env_id" : "a\"b\\c<é"}`; err != nil || string(got) != want {
		t.Errorf("%s %v, want %s", got, err, want)
	}
}

// Every placeholder that a row may use is filled for a target that has
// everything: the check of rows and the filling of requests know the same names.
func TestEveryPlaceholderIsFilled(t *testing.T) {
	server, at := fullTarget(t)
	client, err := target.New(at, target.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close(); _ = server.Close() })
	ledger, err := fixtures.Open(context.Background(), sender{client: client, timeouts: new(adaptiveTimeouts), note: func(string) {}}, at, []string{domain.DefaultProfile()})
	if err != nil {
		t.Fatal(err)
	}
	rows := []string{"<unknown.0>", "<param.pool_id>"}
	for _, p := range cases.Placeholders() {
		index := ""
		if p.Indexed {
			index = ".0"
		}
		rows = append(rows, "<"+p.Name+index+">")
		if p.Other {
			rows = append(rows, "<other."+p.Name+index+">")
		}
		if p.Unknown != "" {
			rows = append(rows, "<unknown."+p.Unknown+".0>")
		}
	}
	seen := map[string]string{}
	for _, text := range rows {
		r, err := cases.ParseRef(text)
		if err != nil {
			t.Error(err)
			continue
		}
		c := cases.Case{Steps: []cases.Step{{Request: cases.Request{Path: map[string]string{"id": text}}}}}
		set, _, err := ledger.Fill(context.Background(), needOf(domain.DefaultProfile(), c))
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		n := &names{seed: 7, target: ledger.Target(), set: set}
		ids, err := n.lookup(r)
		if err != nil || len(ids) != 1 || ids[0] == "" {
			t.Errorf("%s stands for %q, %v", text, ids, err)
			continue
		}
		if other := seen[ids[0]]; other != "" && r.Meaning().Of.Item.Also == domain.Alone {
			t.Errorf("%s stands for the same id as %s", text, other)
		}
		seen[ids[0]] = text
	}
}

// fullTarget is the embedded gateway, which has every fixture there is.
func fullTarget(t *testing.T) (*gateway.Server, target.Target) {
	t.Helper()
	g, err := gateway.New(gateway.Options{})
	if err != nil {
		t.Fatal(err)
	}
	server, err := g.Start("127.0.0.1:0", g)
	if err != nil {
		t.Fatal(err)
	}
	return server, server.Target()
}

func TestNeedOf(t *testing.T) {
	c := cases.Case{Steps: []cases.Step{{
		Request: cases.Request{Body: &cases.Body{JSON: map[string]any{"l": []any{"<acl.2>", "<other.throttle.0>", "<api.1|unknown>", "<unknown.acl.0..9>"}}}},
		Expect:  cases.Expect{AnyOf: []cases.Outcome{{Status: 200, Unbinds: []string{"<acl.0>", "<acl.*>"}}}},
	}}}
	acls, throttles, plugins := domain.Item{Kind: domain.ACL}, domain.Item{Kind: domain.Throttle}, domain.Item{Kind: domain.Plugin}
	want := fixtures.Need{
		Product: "apig",
		Here: fixtures.Share{
			Counts:  fixtures.Counts{acls: 3},
			Wish:    fixtures.Counts{plugins: 2, acls: manyBindings},
			Unbinds: fixtures.Counts{acls: manyBindings},
		},
		Other: fixtures.Share{Counts: fixtures.Counts{throttles: 1}},
	}
	if diff := cmp.Diff(want, needOf("apig", c)); diff != "" {
		t.Errorf("need (-want +got):\n%s", diff)
	}
}
