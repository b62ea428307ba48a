package main

import (
	"net/http"
	"net/http/httptest"
	"os"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/target"
)

// vendor serves a gateway that is somebody's product, as far as anybody can see, and
// writes a target file for it: vendor FILE.
func vendor(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: vendor FILE")
	}
	g, err := gateway.New(gateway.Options{})
	ts.Check(err)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.ServeHTTP(anonymous{w}, r)
	}))
	ts.Defer(server.Close)
	file := g.Target(server.URL)
	file.Implementation = target.Implementation{Organization: "Acme", Product: "Gateway", Version: "9.9"}
	content, err := target.Marshal(file)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), content, 0o600))
}

// anonymous does not say who answers.
type anonymous struct{ http.ResponseWriter }

func (a anonymous) WriteHeader(status int) {
	a.Header().Del("Server")
	a.ResponseWriter.WriteHeader(status)
}
