package gateway

import (
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestCloseLeavesNothing closes servers with exchanges under way, among them
// one that would hang for minutes, and waits for their goroutines to end.
func TestCloseLeavesNothing(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 5 {
		gw, err := New(Options{Mutant: opAPIGACL + "/transport/hang"})
		if err != nil {
			t.Fatal(err)
		}
		srv, err := gw.Start("", gw)
		if err != nil {
			t.Fatal(err)
		}
		p := &probe{t: t, gw: gw, srv: srv, c: &http.Client{Transport: &http.Transport{}}}
		ids := p.records(gw.main, acls, gw.mainFixtures.acl)
		hung := make(chan error, 1)
		go func() {
			_, err := p.try(call{method: "PUT", path: "acl-bindings?action=delete", body: `{"acl_bindings":` + quoted(ids[:2]...) + `}`})
			hung <- err
		}()
		for len(p.bound(acls, gw.mainFixtures.acl.id)) == seededPolicyACL+4 {
			time.Sleep(time.Millisecond) // until the request has been carried out
		}
		if err := srv.Close(); err != nil {
			t.Error(err)
		}
		if err := srv.Close(); err != nil {
			t.Errorf("closing twice: %v", err)
		}
		if err := <-hung; err == nil {
			t.Error("the hanging exchange was answered")
		}
		p.c.CloseIdleConnections()
	}
	for range 200 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	stacks := make([]byte, 64<<10)
	stacks = stacks[:runtime.Stack(stacks, true)]
	t.Errorf("%d goroutines before, %d after:\n%s", before, runtime.NumGoroutine(), stacks)
}

func TestStartOnATakenAddress(t *testing.T) {
	t.Parallel()
	p := start(t, Options{})
	if _, err := p.gw.Start(p.srv.address, p.gw); err == nil || !strings.Contains(err.Error(), p.srv.address) {
		t.Errorf("got %v, want an error that names the address", err)
	}
}

func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		gw, err := New(Options{})
		if err != nil {
			b.Fatal(err)
		}
		srv, err := gw.Start("", gw)
		if err != nil {
			b.Fatal(err)
		}
		if err := srv.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
