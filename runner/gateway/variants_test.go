package gateway

import (
	"compress/gzip"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestVariantsDecide sends each variant what it is about, and what it has to
// leave alone.
func TestVariantsDecide(t *testing.T) {
	t.Parallel()
	plain := start(t, Options{})
	f, o := plain.gw.mainFixtures, plain.gw.opts
	stranger := strings.Repeat("0", 32)
	acl, throttle := "acl-bindings?action=delete", "throttle-bindings?action=delete"
	detach := "plugins/" + f.plugin.id + "/detach"
	list := func(name string, n int) string {
		return fmt.Sprintf(`{%q:[%s]}`, name, strings.TrimSuffix(strings.Repeat(`"x",`, n), ","))
	}
	unbound := detachBody(o.IDs.Env, f.apis[400].id)
	strangers := make([]string, 51)
	for i := range strangers {
		strangers[i] = fmt.Sprintf("%032d", i)
	}
	twin := o.Tokens.Valid[:len(o.Tokens.Valid)-1] + string(o.Tokens.Valid[len(o.Tokens.Valid)-1]+1)
	for _, row := range []struct {
		variant string
		call    call
		status  int
		code    string
	}{
		{"instance-management-codes", call{path: acl, body: "{}", host: stranger}, 404, "APIG.3030"},
		{"instance-management-codes", call{path: throttle, body: "{}", host: stranger}, 404, "APIC.7302"},
		{"instance-management-codes", call{path: detach, body: unbound, host: stranger}, 404, "APIC.7302"},
		{"batch-malformed-instance-2011", call{path: detach, body: unbound, host: "no!"}, 400, "APIG.2012"},
		{"batch-malformed-instance-2011", call{path: acl, body: "{}", host: "no!"}, 400, "APIG.2011"},
		{"token-codes-apic", call{path: acl, body: "{}", token: "garbage"}, 401, "APIC.7102"},
		{"token-codes-apic", call{path: acl, body: "{}", token: o.Tokens.Forbidden}, 403, "APIG.1005"},
		{"base64-tokens", call{path: acl, body: "{}", token: twin}, 200, ""},
		{"base64-tokens", call{path: acl, body: "{}", token: twin[:len(twin)-2] + "--"}, 401, "APIG.1002"},
		{"base64-tokens", call{path: acl, body: "{}", token: strings.ToLower(twin)}, 401, "APIG.1002"},
		{"second-instance-permitted", call{path: acl, body: "{}", token: o.Tokens.Forbidden, host: o.IDs.OtherInstance}, 200, ""},
		{"second-instance-permitted", call{path: acl, body: "{}", token: o.Tokens.Forbidden}, 403, "APIG.1005"},
		{"second-instance-permitted", call{path: acl, body: "{}", token: "garbage", host: o.IDs.OtherInstance}, 401, "APIG.1002"},
		{"short-lists", call{path: acl, body: list("acl_bindings", 51)}, 400, "APIG.2007"},
		{"short-lists", call{path: acl, body: list("acl_bindings", 50)}, 200, ""},
		{"short-lists-413", call{path: throttle, body: list("throttle_bindings", 51)}, 413, "APIG.2007"},
		{"short-lists", call{path: detach, body: detachBody(o.IDs.Env, strangers...)}, 404, "APIG.3002"},
		{"short-lists", call{path: detach, body: detachBody(o.IDs.Env, strangers...), prefix: "apic"}, 400, "APIG.2007"},
		{"apis-first", call{path: "plugins/" + stranger + "/detach", body: detachBody(o.IDs.Env, stranger)}, 404, "APIG.3002"},
		{"apis-first", call{path: "plugins/" + stranger + "/detach", body: unbound}, 404, "APIG.3068"},
		{"strict-validation-first", call{path: detach + "?token=x", body: unbound, token: "-"}, 400, "APIG.2011"},
		{"strict-validation-first", call{path: detach, body: `{"token":"x",` + unbound[1:], token: "-"}, 400, "APIG.2011"},
		{"strict-validation-first", call{path: detach, body: unbound, token: "-"}, 401, "APIG.1002"},
		{"unbound-before-caller", call{path: detach, body: unbound, token: "-"}, 404, "APIG.3002"},
		{"unbound-before-caller-400", call{path: detach, body: unbound, token: o.Tokens.Forbidden}, 400, "APIG.2011"},
		{"unbound-before-caller-409", call{path: detach, body: unbound, token: "-"}, 409, "APIG.3002"},
		{"unbound-before-caller", call{path: detach, body: detachBody(o.IDs.Env, f.apis[0].id), token: "-"}, 401, "APIG.1002"},
		{"null-items-empty", call{path: acl, body: `{"acl_bindings":["x",null]}`}, 200, ""},
		{"null-items-empty", call{path: detach, body: `{"env_id":"e","api_ids":[null]}`}, 400, "APIG.2011"},
	} {
		p := start(t, Options{Variants: []string{row.variant}})
		row.call.method = "PUT"
		if got := p.do(row.call); got.status != row.status || got.code() != row.code {
			t.Errorf("%s: %s %s got %d %s, want %d %s", row.variant, row.call.path, row.call.body, got.status, got.body, row.status, row.code)
		}
	}
}

// TestFailureOfNothing unbinds an empty id: its failure may name none.
func TestFailureOfNothing(t *testing.T) {
	t.Parallel()
	for variants, want := range map[string]bool{"": true, "failure-id-absent": false} {
		var names []string
		if variants != "" {
			names = []string{variants}
		}
		got := start(t, Options{Variants: names}).do(call{method: "PUT", path: "acl-bindings?action=delete", body: `{"acl_bindings":["","x"]}`})
		if has := strings.Contains(got.body, `"bind_id":""`); has != want || !strings.Contains(got.body, `"bind_id":"x"`) {
			t.Errorf("%q: %s", variants, got.body)
		}
	}
}

func TestExcludedVariants(t *testing.T) {
	t.Parallel()
	pairs := 0
	for _, v := range Variants() {
		for _, other := range Variants() {
			if v.Excludes(other) != other.Excludes(v) {
				t.Errorf("%s and %s do not agree on whether they exclude each other", v.Name, other.Name)
			}
			if !v.Excludes(other) {
				continue
			}
			pairs++
			_, err := New(Options{Variants: []string{v.Name, other.Name}})
			if err == nil || !strings.Contains(err.Error(), v.Name) || !strings.Contains(err.Error(), other.Name) {
				t.Errorf("%s with %s: %v, want an error that names both", v.Name, other.Name, err)
			}
		}
	}
	if pairs == 0 {
		t.Error("no variant excludes another: their names have changed")
	}
}

// TestVariantsCombine starts variants by two and three, drawn at random, and
// unbinds something.
func TestVariantsCombine(t *testing.T) {
	t.Parallel()
	const seed = 8
	draw := rand.New(rand.NewPCG(seed, seed))
	all := Variants()
	for n := range 200 {
		var names []string
		var chosen []Variant
		for len(chosen) < 2+n%2 {
			v := all[draw.IntN(len(all))]
			if !excluded(v, chosen) {
				chosen, names = append(chosen, v), append(names, v.Name)
			}
		}
		tryUnbinding(t, names)
	}
}

func excluded(v Variant, others []Variant) bool {
	for _, other := range others {
		if v.Excludes(other) {
			return true
		}
	}
	return false
}

// tryUnbinding unbinds two records of each policy and one plug-in.
func tryUnbinding(t *testing.T, variants []string) {
	t.Helper()
	p := start(t, Options{Variants: variants})
	f := p.srv.Target().Fixtures
	for batch, ids := range map[string][]string{"acl": p.records(p.gw.main, acls, p.gw.mainFixtures.acl), "throttle": p.records(p.gw.main, throttles, p.gw.mainFixtures.throttle)} {
		got := p.do(call{method: "PUT", path: batch + "-bindings?action=delete", body: fmt.Sprintf(`{"%s_bindings":%s}`, batch, quoted(ids[:2]...))})
		text := unpacked(t, got)
		if got.status != 200 || !strings.Contains(text, "2") {
			t.Errorf("%v: unbinding two returned %d %s", variants, got.status, text)
		}
	}
	env, b := p.srv.Target().EnvID, f.PluginBindings[0]
	if got := p.do(call{method: "PUT", path: "plugins/" + b.PluginID + "/detach", body: detachBody(env, b.APIIDs[0])}); got.status != 204 {
		t.Errorf("%v: detaching returned %d %s", variants, got.status, got.body)
	}
}

// unpacked is the body without its content coding.
func unpacked(t *testing.T, got reply) string {
	t.Helper()
	if got.header.Get("Content-Encoding") != "gzip" {
		return got.body
	}
	r, err := gzip.NewReader(strings.NewReader(got.body))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
