// Package target reaches a gateway under test: it reads the target file,
// authenticates, and sends one HTTP request at a time with an eye on every byte
// that comes back.
//
// Begin with [Load] (or [Parse]) and [New], then call [Client.Send]:
//
//	t, err := target.Load("staging.yaml")
//	…
//	client, err := target.New(t, target.Options{})
//	…
//	defer client.Close()
//	exchange := client.Send(ctx, target.Request{
//		Method: "PUT",
//		Path:   "/v2/" + t.ProjectID + "/apigw/instances/" + t.InstanceID + "/acl-bindings",
//		Query:  "action=delete",
//		Body:   []byte(`{"acl_bindings":["…"]}`),
//		Auth:   target.Credential{Credential: "garbage"},
//	})
//
// A request goes out as it is, once; redirects are responses like any other.
// What goes wrong below HTTP is an [exchange.Fault] of the exchange, never an
// error to handle apart. What the server sends beyond the end of its message is
// kept in [exchange.Response.Trailing]. HTTP/1.1 only.
//
// Redaction happens here and nowhere else: an [exchange.Exchange] that Send
// returns holds no credential, whatever the server echoed, and names in Leaks
// those that it did. The package knows nothing of cases or verdicts.
package target
