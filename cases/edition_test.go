package cases

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/derive"
	"github.com/apigspec/apigspec/openapi/documents"
)

// edit is a change of one page's text: every occurrence of the old text becomes
// the new one.
type edit struct{ page, old, new string }

// edited is the contract of the project's pages after some edits.
func edited(t *testing.T, edits ...edit) *openapi.Contract {
	t.Helper()
	fsys := fstest.MapFS{}
	names, err := fs.Glob(documents.FS(), "*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(documents.FS(), name)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range edits {
			if e.page+".txt" != name {
				continue
			}
			if !bytes.Contains(data, []byte(e.old)) {
				t.Fatalf("%s does not hold %q", name, e.old)
			}
			data = bytes.ReplaceAll(data, []byte(e.old), []byte(e.new))
		}
		fsys[name] = &fstest.MapFile{Data: data}
	}
	pages, err := derive.ReadPages(fsys)
	if err != nil {
		t.Fatal(err)
	}
	document, err := derive.Derive(pages)
	if err != nil {
		t.Fatal(err)
	}
	contract, err := openapi.Parse(document.YAML())
	if err != nil {
		t.Fatal(err)
	}
	return contract
}

// The pages that are edited below.
const (
	aclPage      = "apig-acl-unbind"
	throttlePage = "apig-throttle-unbind"
	detachPage   = "apig-plugin-detach"
	romaPage     = "roma-plugin-detach"
)

// anyID is the part of every id.
var anyID = []string{""}

// operationOn is the operation of a page: its id has a dot for the first dash.
func operationOn(page string) string { return strings.Replace(page, "-", ".", 1) }

// An edited edition of a page runs: it has the same cases, but for names that
// are part of their ids, and they expect what it says now.
func TestEditedEditions(t *testing.T) {
	if testing.Short() {
		t.Skip("nothing here runs beside anything else; left out by -short")
	}
	before := builtInIDs(t)
	for _, test := range []struct {
		name  string
		edits []edit
		// ids are the parts of ids by which cases may come or go.
		ids []string
		// id is a case of the edited page; has and lacks are texts that its JSON
		// has or lacks then.
		id, has, lacks string
	}{
		{"another value", []edit{{aclPage, "must be delete.", "must be remove."}}, []string{"query/action-remove", "query/action-delete"},
			aclPage + "/effect/one-binding", `"query":"action=remove"`, `action=delete`},
		{"a value that is not prescribed any more", []edit{{aclPage, "The value must be delete.", "What to do."}}, []string{"action", "headers/accept-", "query/unknown-parameter"},
			aclPage + "/effect/one-binding", `"query":"action=delete"`, ``},
		{"another name of the parameter", []edit{{aclPage, "\naction\n", "\noperation\n"}}, []string{"action", "operation"},
			aclPage + "/effect/one-binding", `"query":"operation=delete"`, `action=`},
		{"another code of a wrong value", []edit{{throttlePage, "APIG.2011", "APIG.2005"}}, nil,
			throttlePage + "/example/answer-400/value-wrong", `"codes":["APIG.2005"]`, `APIG.2011`},
		{"another code of an unreadable token", []edit{{detachPage, "APIG.1002", "APIG.1009"}}, nil,
			detachPage + "/auth/token-garbage", `"codes":["APIG.1009"]`, `APIG.1002`},
		{"another code of a missing permission", []edit{{romaPage, "APIG.1005", "APIG.1102"}}, nil,
			romaPage + "/auth/no-permission", `"codes":["APIG.1102"]`, `APIG.1005`},
		{"another code of an unknown instance", []edit{{aclPage, "APIG.3030", "APIG.3001"}}, nil,
			aclPage + "/path/instance_id-unknown", `"codes":["APIG.3001"]`, `APIG.3030`},
		{"another code of an unknown plug-in", []edit{{detachPage, "APIG.3068", "APIG.3999"}}, nil,
			detachPage + "/path/plugin_id-unknown", `"codes":["APIG.3999"]`, `APIG.3068`},
		{"another code of a malformed instance", []edit{{romaPage, "APIG.2012", "APIG.2009"}}, nil,
			romaPage + "/path/instance_id-malformed", `"codes":["APIG.2009"]`, `"codes":["APIG.2012"]`},
		{"another code of an internal error", []edit{{aclPage, "APIG.9999", "APIG.9013"}}, nil,
			aclPage + "/status/internal-error", `"codes":["APIG.9013"]`, `APIG.9999`},
		{"another code of a failure", []edit{{aclPage, "APIG.3010", "APIG.3018"}}, nil,
			aclPage + "/batch/unknown-only", `"codes":["APIG.3018"]`, `APIG.3010`},
		{"another status of a refusal", []edit{{aclPage, "Status code: 400", "Status code: 422"}, {aclPage, "\n400\n", "\n422\n"}}, []string{"answer-400", "answer-422"},
			aclPage + "/query/action-create", `"status":422`, `"status":400`},
		{"another status of a missing token", []edit{{detachPage, "Status code: 401", "Status code: 407"}, {detachPage, "\n401\n", "\n407\n"}}, []string{"answer-401", "answer-407"},
			detachPage + "/auth/token-missing", `"status":407`, `"status":401`},
		{"another status of an unknown plug-in", []edit{{romaPage, "Status code: 404", "Status code: 410"}, {romaPage, "\n404\n", "\n410\n"}}, []string{"answer-404", "answer-410"},
			romaPage + "/path/plugin_id-unknown", `"status":410`, `"status":404`},
		{"another status of a success", []edit{{detachPage, "Status code: 204", "Status code: 200"}, {detachPage, "\n204\n", "\n200\n"}}, nil,
			detachPage + "/effect/one-api", `"status":200`, `"status":204`},
		{"another status of a batch", []edit{{throttlePage, "Status code: 200", "Status code: 202"}, {throttlePage, "\n200\n", "\n202\n"}}, []string{"answer-200", "answer-202"},
			throttlePage + "/effect/one-binding", `"status":202`, `"status":200`},
		{"another name of the list", []edit{{aclPage, "acl_bindings", "records"}}, []string{"acl_bindings", "records"},
			aclPage + "/effect/one-binding", `"json":{"records":["<acl.0>"]}`, `acl_bindings`},
		{"the opposite effect", []edit{{aclPage, "Removes bindings", "Adds bindings"}}, nil,
			aclPage + "/effect/one-binding", `"batch":{"succeed":["<acl.0>"]`, `"unbinds"`},
		{"a number instead of the list", []edit{{aclPage, "Array of strings", "Integer"}}, anyID,
			aclPage + "/body/acl_bindings-as-array", `"json":{"acl_bindings":["<acl.0|unknown>"]}`, `[[`},
		{"a text instead of the list", []edit{{aclPage, "Array of strings", "String"}}, anyID,
			aclPage + "/accepted/body-acl_bindings", `"json":{"acl_bindings":"<acl.0>"}`, `"json":{"acl_bindings":[`},
		{"another name of the list of APIs", []edit{{detachPage, "api_ids", "apis"}}, []string{"api_ids", "apis"},
			detachPage + "/effect/one-api", `"apis":["<api.0>"]`, `api_ids`},
		{"another name of the environment", []edit{{romaPage, "env_id", "environment"}}, []string{"env_id", "environment"},
			romaPage + "/effect/one-api", `"environment":"<env_id>"`, `"env_id":`},
		{"another name of the instance", []edit{{aclPage, "instance_id", "gateway_id"}}, []string{"instance_id", "gateway_id"},
			aclPage + "/effect/one-binding", `"path":{"gateway_id":"<instance_id>"}`, ``},
		{"another name of the plug-in", []edit{{detachPage, "plugin_id", "id"}}, []string{"plugin_id", "/id-"},
			detachPage + "/effect/one-api", `"id":"<plugin|unknown>"`, `plugin_id`},
		{"another header of the token", []edit{{aclPage, "\nX-Auth-Token\n", "\nX-Api-Token\n"}}, []string{"X-Auth-Token", "X-Api-Token"},
			aclPage + "/auth/token-in-query", `query:X-Api-Token`, `query:X-Auth-Token`},
		{"a token that may be left out", []edit{{detachPage, "X-Auth-Token\n\nYes", "X-Auth-Token\n\nNo"}}, []string{"token", "user-agent", "header-name-in-lower-case", "after-unbinding", "signature"},
			detachPage + "/auth/token-absent", `"credential":"none"`, `"status":401`},
		{"another most", []edit{{detachPage, "1 - 500", "1 - 100"}}, []string{"ids/first-of-many", "ids/last-", "effect/every-api"},
			detachPage + "/body/api_ids-too-many", `"<unknown.api.0..99>"`, `<unknown.api.0..499>`},
		{"another least", []edit{{detachPage, "1 - 500", "2 - 500"}}, anyID, // single ids are too few then
			detachPage + "/body/api_ids-too-few", `"api_ids":["<api.0|unknown>"]`, ``},
		{"no least", []edit{{detachPage, "Array Length: 1 - 500", "Array Length: 0 - 500"}}, []string{"too-few"},
			detachPage + "/body/api_ids-at-most", `<unknown.api.0..499>`, ``},
		{"no bound", []edit{{detachPage, "Array Length: 1 - 500", ""}}, []string{"too-few", "too-many", "at-least", "at-most", "api_ids-empty"},
			detachPage + "/effect/one-api", `<api.0>`, ``},
		{"a bound where there was none", []edit{{aclPage, "binding records to remove.", "binding records to remove.\n\nArray Length: 1 - 3"}}, []string{"too-few", "too-many", "at-least", "at-most", "acl-unbind/batch/", "acl-unbind/count/", "acl_bindings-empty", "effect/every-binding"},
			aclPage + "/body/acl_bindings-too-many", `<unknown.acl.0..2>`, ``},
		{"a mandatory list", []edit{{aclPage, "acl_bindings\n\nNo", "acl_bindings\n\nYes"}}, []string{"body/acl_bindings-", "json/", "nothing-asked", "body/absent", "ids/", "body/json-null"},
			aclPage + "/body/acl_bindings-missing", `"situation":"parameter-missing"`, ``},
		{"an environment that may be left out", []edit{{detachPage, "env_id\n\nYes", "env_id\n\nNo"}}, []string{"env_id"},
			detachPage + "/body/env_id-absent", `"situation":"carried-out"`, `"status":400`},
		{"one more value of the action", []edit{{aclPage, "The value must be delete.", "What to do.\n\nEnumeration values:\n\n  • delete\n\n  • purge"}}, []string{"accepted/query-action-purge", "line-break-in-action", "action-contradictory-refused"},
			aclPage + "/accepted/query-action-purge", `"query":"action=purge"`, `"status":400`},
		{"another action", []edit{{throttlePage, "must be delete", "must be drop"}}, []string{"query/action-delete"},
			throttlePage + "/query/action-delete", `"status":400`, ``},
		{"an environment of some values", []edit{{detachPage, "ID of the environment of the binding to the API.", "Which.\n\nEnumeration values:\n\n  • Test\n\n  • Prod"}}, []string{"body/env_id-"},
			detachPage + "/body/env_id-enumeration-case", `"env_id":"TEST"`, ``},
		{"a member of some numbers", []edit{{aclPage, "\nacl_bindings\n\nNo", "\nmode\n\nNo\n\nInteger\n\nHow.\n\nEnumeration values:\n\n  • 1\n\n  • 4\n\nacl_bindings\n\nNo"}}, []string{"body/mode-", "accepted/body-mode"},
			aclPage + "/body/mode-outside-enumeration", `"mode":5`, ``},
		{"a member of one truth", []edit{{aclPage, "\nacl_bindings\n\nNo", "\nforce\n\nNo\n\nBoolean\n\nHow.\n\nEnumeration values:\n\n  • true\n\nacl_bindings\n\nNo"}}, []string{"body/force-", "accepted/body-force"},
			aclPage + "/body/force-outside-enumeration", `"force":false`, ``},
		{"a member with mandatory members that the example does without", []edit{{aclPage, "\nacl_bindings\n\nNo", "\ntags\n\nNo\n\nArray of Tag objects\n\nWhy.\n\nacl_bindings\n\nNo"},
			{aclPage, "Response Parameters\n", "Table 99 Tag\n\nParameter\n\nMandatory\n\nType\n\nDescription\n\nkey\n\nYes\n\nString\n\nKey.\n\nworth\n\nNo\n\nString\n\nValue.\n\nResponse Parameters\n"}}, []string{"body/tags"},
			aclPage + "/body/tags.key-missing", `"tags":[{}]`, ``},
		{"numbers with bounds", []edit{{romaPage, "Array of strings\n\nIDs of the APIs that are bound.", "Array of integers\n\nWhich.\n\nMinimum: 3\n\nMaximum: 9"}}, []string{"body/api_ids-item-", "with-own-ids"},
			romaPage + "/body/api_ids-item-too-large", `,10]`, ``},
		{"a header that may be left out", []edit{{aclPage, "\nX-Auth-Token\n\nYes", "\nX-Language\n\nNo\n\nString\n\nOf messages.\n\nX-Auth-Token\n\nYes"}}, []string{"header/X-Language-absent"},
			aclPage + "/header/X-Language-absent", `"situation":"carried-out"`, ``},
		{"another type", []edit{{detachPage, "env_id\n\nYes\n\nString", "env_id\n\nYes\n\nInteger"}}, []string{"body/env_id-as-"},
			detachPage + "/body/env_id-as-string", `"situation":"parameter-invalid"`, ``},
		{"another type of the items", []edit{{romaPage, "Array of strings", "Array of integers"}}, []string{"body/api_ids-item-", "with-own-ids"},
			romaPage + "/body/api_ids-item-string-only", `"situation":"parameter-invalid"`, ``},
		{"another method", []edit{{detachPage, "PUT /v2", "POST /v2"}}, []string{"method/"},
			detachPage + "/effect/one-api", `<api.0>`, ``},
		{"another path", []edit{{detachPage, "}/detach", "}/unbind"}}, nil,
			detachPage + "/effect/one-api", `<api.0>`, ``},
		{"another count", []edit{{aclPage, "success_count", "removed"}}, nil,
			aclPage + "/effect/one-binding", `response/200/removed`, `success_count`},
		{"another list of failures", []edit{{throttlePage, "\nfailure\n", "\nfailed\n"}, {throttlePage, `"failure"`, `"failed"`}}, nil,
			throttlePage + "/batch/unknown-only", `response/200/failed[].bind_id`, `response/200/failure`},
		{"another id of a failure", []edit{{throttlePage, "bind_id", "record"}}, nil,
			throttlePage + "/batch/unknown-only", `response/200/failure[].record`, `bind_id`},
		{"another name of the code", []edit{{detachPage, "error_code", "code"}}, nil,
			detachPage + "/path/plugin_id-unknown", `"codes":["APIG.3068"]`, `response/404/error_code`},
		{"other ids in the example", []edit{{aclPage, "332c5db1458a477b89b2ea741fec94a3", "0000000000000000000000000000000a"}}, nil,
			aclPage + "/example/request-1/as-printed", `0000000000000000000000000000000a`, `332c5db1`},
		{"an optional member with a bound", []edit{{detachPage, "\napi_ids\n\nYes", "\nreason\n\nNo\n\nString\n\nWhy.\n\nMaximum: 9\n\napi_ids\n\nYes"}}, []string{"body/reason-"},
			detachPage + "/body/reason-too-long", `"reason":"aaaaaaaaaa"`, ``},
		{"an optional member of some values", []edit{{aclPage, "\nacl_bindings\n\nNo", "\nmode\n\nNo\n\nString\n\nHow.\n\nEnumeration values:\n\n  • soft\n\n  • hard\n\nacl_bindings\n\nNo"}}, []string{"body/mode-", "accepted/body-mode"},
			aclPage + "/accepted/body-mode", `"mode":"soft"`, ``},
		{"items that have a length", []edit{{detachPage, "IDs of the APIs that are bound.", "IDs of the APIs that are bound.\n\nMinimum: 32\n\nMaximum: 32"}}, []string{"body/api_ids-item-too-", "ids/", "line-break-in-id"},
			detachPage + "/body/api_ids-item-too-short", `"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"`, ``},
		{"items of some values", []edit{{detachPage, "IDs of the APIs that are bound.", "IDs of the APIs that are bound.\n\nEnumeration values:\n\n  • a1\n\n  • b2"}}, []string{"body/api_ids-item-outside-"},
			detachPage + "/body/api_ids-item-outside-enumeration", `"no_such_value"`, ``},
		{"an environment that has a length", []edit{{detachPage, "ID of the environment of the binding to the API.", "ID of the environment.\n\nMinimum: 1\n\nMaximum: 64"}}, []string{"body/env_id-too-", "ids/empty-environment"},
			detachPage + "/body/env_id-too-short", `"env_id":""`, ``},
		{"two successes", []edit{{detachPage, "Status code: 204", "Status code: 202\n\nAccepted.\n\nStatus code: 204"}}, []string{"answer-202", "answer-204"},
			detachPage + "/effect/one-api", `"status":202`, ``},
		{"another layout of the example", []edit{{aclPage, `"acl_bindings" : [ "332`, `"acl_bindings":   ["332`}}, nil,
			aclPage + "/example/request-1/as-printed", `\"acl_bindings\":   [\"332`, ``},
		{"a member more in a printed answer", []edit{{detachPage, "\"error_code\" : \"APIG.3068\",", "\"error_code\" : \"APIG.3068\",\n  \"request_id\" : \"r\","}}, nil,
			detachPage + "/path/plugin_id-unknown", `"like":{"error_code":"APIG.3068"`, `"request_id"`},
		{"a printed answer that is no JSON", []edit{{detachPage, "\"error_code\" : \"APIG.3068\",", "\"error_code\" : \"APIG.3068\",,"}}, nil,
			detachPage + "/path/plugin_id-unknown", `"status":404`, `"like":"`},
		{"a printed request that the tables contradict", []edit{{detachPage, "\"env_id\" : \"DEFAULT_ENVIRONMENT_RELEASE_ID\"", "\"env_id\" : 5"}}, nil,
			detachPage + "/example/request-1/with-own-ids", `"situation":"parameter-invalid"`, ``},
	} {
		t.Run(test.name, func(t *testing.T) {
			all, err := All(edited(t, test.edits...))
			if err != nil {
				t.Fatal(err)
			}
			ids, text := map[string]bool{}, ""
			id := operationOn(test.id)
			for _, c := range all {
				ids[c.ID] = true
				if c.ID == id {
					text = caseText(t, c)
				}
			}
			if text == "" {
				t.Fatalf("there is no case %s", id)
			}
			if !strings.Contains(text, test.has) {
				t.Errorf("%s lacks %s:\n%s", id, test.has, text)
			}
			if test.lacks != "" && strings.Contains(text, test.lacks) {
				t.Errorf("%s still has %s:\n%s", id, test.lacks, text)
			}
			for _, changed := range difference(ids, before) {
				if !slices.ContainsFunc(test.ids, func(part string) bool { return strings.Contains(changed, part) }) {
					t.Errorf("%s", changed)
				}
			}
		})
	}
}

// caseText is a case as JSON, with brackets as they are.
func caseText(t *testing.T, c Case) string {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(c); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func builtInIDs(t *testing.T) map[string]bool {
	t.Helper()
	all, err := All(builtIn(t))
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, c := range all {
		ids[c.ID] = true
	}
	return ids
}

// difference says which ids only one of two sets has.
func difference(now, before map[string]bool) []string {
	var all []string
	for _, id := range sortedKeys(now) {
		if !before[id] {
			all = append(all, id+" has come")
		}
	}
	for _, id := range sortedKeys(before) {
		if !now[id] {
			all = append(all, id+" is gone")
		}
	}
	return all
}

// Which hand-written cases an edition has no place for is told: a list of two at least
// leaves no place for those that name one thing.
func TestLeftOut(t *testing.T) {
	builtIn, err := openapi.Default()
	if err != nil {
		t.Fatal(err)
	}
	one := operationOn(detachPage + "/effect/one-api")
	for name, row := range map[string]struct {
		contract *openapi.Contract
		want     bool
	}{
		"the built-in pages": {builtIn, false},
		"another name":       {edited(t, edit{detachPage, "api_ids", "apis"}), false},
		"two at least":       {edited(t, edit{detachPage, "1 - 500", "2 - 500"}), true},
	} {
		left, err := LeftOut(row.contract)
		if err != nil {
			t.Fatal(err)
		}
		if slices.Contains(left, one) != row.want || !row.want && len(left) > 0 {
			t.Errorf("%s: %q are left out", name, left)
		}
	}
}
