package gateway

import "testing"

func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		gw, err := New(Options{})
		if err != nil {
			b.Fatal(err)
		}
		srv, err := gw.Start("")
		if err != nil {
			b.Fatal(err)
		}
		if err := srv.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
