package judge

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/runner/exchange"
)

func TestShownInternals(t *testing.T) {
	for _, test := range []struct {
		name, header, body string
		want               []string
	}{
		{"nothing", "", `{"error_code":"APIG.1002","error_msg":"The token is missing."}`, nil},
		{"Go panic", "", `{"error_msg":"panic: runtime error: index out of range [3] with length 3\n\ngoroutine 18 [running]:\nmain.f()"}`, []string{"stack trace in body"}},
		{"Java", "", "{\"error_msg\":\"java.lang.NullPointerException\\n\\tat com.example.apig.AclService.unbind(AclService.java:120)\"}", []string{"stack trace in body", "source path in body"}},
		{"Python", "", "Traceback (most recent call last):\n  File \"/srv/app/main.py\", line 12, in f", []string{"stack trace in body", "source path in body"}},
		{"Node", "", "TypeError: x\n    at unbind (/srv/app/acl.js:10:5)", []string{"stack trace in body", "source path in body"}},
		{"SQL", "", `{"error_msg":"SELECT id, name FROM acl_binding WHERE id = 'x'"}`, []string{"SQL in body"}},
		{"SQL in small letters", "", `{"error_msg":"delete from \"acl_binding\" where id in ('x')"}`, []string{"SQL in body"}},
		{"SQL error", "", `{"error_msg":"pq: relation \"x\" does not exist"}`, []string{"SQL in body"}},
		{"MySQL error", "", `{"error_msg":"Error 1062 (23000): Duplicate entry"}`, []string{"SQL in body"}},
		{"source path", "", `{"error_msg":"open /usr/src/app/acl/unbind.go:88: no"}`, []string{"source path in body"}},
		{"source path, escaped", "", `{"error_msg":"\/usr\/src\/app\/unbind.py:88"}`, []string{"source path in body"}},
		{"source path on Windows", "", `{"error_msg":"C:\\src\\app\\unbind.cs:88"}`, []string{"source path in body"}},
		{"file path", "", `{"error_msg":"open /etc/apig/secrets/db.yaml: permission denied"}`, []string{"source path in body"}},
		{"an echoed id that looks like a path", "", `{"bind_id":"../../etc/passwd.txt","doc":"https://example.com/opt/a.html"}`, nil},
		{"drive", "", `{"error_msg":"C:\\apig\\conf\\db.ini not found"}`, []string{"source path in body"}},
		{"Node, one line", "", `{"error_msg":"TypeError: Cannot read properties of undefined (reading 'length')"}`, []string{"stack trace in body"}},
		{"Python, one word", "", `{"error_msg":"KeyError: 'acl_bindings'"}`, []string{"stack trace in body"}},
		{"Rust", "", `{"error_msg":"thread 'main' panicked at src/main.rs: no"}`, []string{"stack trace in body"}},
		{"Ruby, one line", "", "{\"error_msg\":\"undefined method `id' for nil\"}", []string{"stack trace in body"}},
		{"Python, one line", "", `{"error_msg":"'NoneType' object is not subscriptable"}`, []string{"stack trace in body"}},
		{"MySQL, one line", "", `{"error_msg":"Table 'apig.acl' doesn't exist"}`, []string{"SQL in body"}},
		{"no rows", "", `{"error_msg":"sql: no rows in result set"}`, []string{"SQL in body"}},
		{"private address", "", `{"error_msg":"upstream 10.1.2.3:8080 failed"}`, []string{"internal address in body"}},
		{"private host", "", `{"error_msg":"http://core.default.svc.cluster.local:8080 failed"}`, []string{"internal address in body"}},
		{"dial", "", `{"error_msg":"dial tcp 10.0.3.17:2379: connect: connection refused"}`, []string{"internal address in body", "internal call in body"}},
		{"gRPC", "", `{"error_msg":"rpc error: code = Unavailable desc = x"}`, []string{"internal call in body"}},
		{"password in an address", "", `{"error_msg":"postgres://apig:s3cret@db:5432/apig"}`, []string{"credential in body"}},
		{"password in the environment", "", `{"error_msg":"DB_PASSWORD=s3cret"}`, []string{"credential in body"}},
		{"private key", "", `{"error_msg":"-----BEGIN RSA PRIVATE KEY-----"}`, []string{"credential in body"}},
		{"hidden password", "", `{"password":"***","u":"https://user:***@host/"}`, nil},
		{"the address that was asked", "", `{"error_msg":"no 10.11.12.13 here"}`, nil},
		{"source path in a header", "X-Debug: (/usr/src/app/x.go:12)", "{}", []string{"source path in header X-Debug"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			ex := answered(400, "", test.body)
			ex.Request.URL = "http://127.0.0.1/x?host=10.11.12.13"
			if name, value, found := strings.Cut(test.header, ": "); found {
				ex.Response.Header = http.Header{name: {value}}
			}
			j := &response{ex: ex}
			if diff := cmp.Diff(test.want, j.shownInternals()); diff != "" {
				t.Errorf("internals (-want +got):\n%s", diff)
			}
		})
	}
}

// What surrounds header and body is looked at as well, and a success is taken
// for what it documents.
func TestShownInternalsElsewhere(t *testing.T) {
	const trace = "panic: runtime error: index out of range"
	for name, test := range map[string]struct {
		response exchange.Response
		want     []string
	}{
		"status line":      {exchange.Response{Status: 400, Head: exchange.Payload("HTTP/1.1 400 " + trace + "\r\nDate: x")}, []string{"stack trace in what surrounds the response"}},
		"around":           {exchange.Response{Status: 400, Around: exchange.Payload("X-Debug: " + trace)}, []string{"stack trace in what surrounds the response"}},
		"trailing":         {exchange.Response{Status: 200, Trailing: exchange.Payload(trace)}, []string{"stack trace in the bytes after the response"}},
		"address, success": {exchange.Response{Status: 200, Body: exchange.Payload(`{"ip":"10.1.2.3"}`)}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			j := &response{ex: exchange.Exchange{Response: &test.response}}
			if diff := cmp.Diff(test.want, j.shownInternals()); diff != "" {
				t.Errorf("internals (-want +got):\n%s", diff)
			}
		})
	}
}

// What people write is no leak, in any language.
func TestProseIsNoLeak(t *testing.T) {
	for _, text := range []string{
		"Select an API from the list where it is bound.",
		"select APIs from plugins where the plug-in is attached",
		"Please select one or more from the list and update it. Set the value = 1 where needed.",
		"Delete from the group where you have no rights.",
		"Insert into the list (optional) values you want.",
		"Update the plug-in set by the administrator, where possible.",
		"Look at the page (see 3.2:10). at least 1, at most 500",
		"An Error occurred. An Exception was made for you.",
		"System error. Internal Server Error: please retry at 10:15:30",
		"The parameter value is invalid: parameterName:api_ids. Please refer to the support documentation",
		"参数错误：请从列表中选择 API，然后更新。删除该绑定失败，错误码 APIG.3012",
		"パラメータが無効です。 システムエラー (エラーコード: APIG.9999)",
		"Der Wert von „action“ muss „delete“ sein. Bitte wählen Sie aus der Liste.",
		"Veuillez sélectionner l'API dans la liste; l'opération a échoué à 12:30",
		"https://support.example.com/api-apig/errorcode.html:443 and http://example.go:8080/",
		"2026-11-22T12:00:00Z /v2/project/apigw/instances/x/acl-bindings:12",
		"Traceback of the request is available in the console.",
		"goroutine is a Go word; panic is not a strategy",
		"com.example.apig is the package, node.js is not",
		`{"id":"a/b.c:12","plugin_content":"{\"allow_origins\":\"*\"}"}`,
		"the password must have 8 characters; password: too short; secret = missing",
		"IPv4 addresses such as 110.1.2.3 and 8.8.8.8, version 10.2.1, local time",
		"10 of 172 ids; the local.file; mailto:user@example.com; see https://example.com/a@b",
	} {
		if found := append(internals(text), errorInternals(text, "")...); len(found) > 0 {
			t.Errorf("%q is taken for %v", text, found)
		}
	}
}
