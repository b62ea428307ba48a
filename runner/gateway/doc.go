// Package gateway is the embedded reference gateway: a small, stateful
// implementation of the four management operations that apigspec judges, of
// the sibling operations that bind, list and provision what the four unbind,
// and of IAM's token call. It is written from the reference pages alone, so
// that it can disagree with the cases and with the judge.
//
// Begin with [New]:
//
//	gw, err := gateway.New(gateway.Options{})
//	srv, err := gw.Start("127.0.0.1:0", gw)
//	defer srv.Close()
//	t := srv.Target() // a complete target file for this gateway
//
// Both products, APIG (prefix apigw) and ROMA Connect (prefix apic), show one
// state. There are two projects, two instances in the first and one in the
// second, and two environments in each instance. State lives in the Gateway
// value and nowhere else; it is gone when the value is.
//
// [Options.Mutant] switches on exactly one deviation from the pages, which a
// good suite must find; [Options.Variants] switch on freedoms that the pages
// leave to the implementer, which a good suite must accept, also several at
// once unless one [Variant] excludes another. [Mutants] and [Variants] list
// them. [Options.Examples] makes the ids of the pages' examples exist.
//
// The gateway is a test double. It belongs on loopback: its credentials are
// printed in its target file, and it keeps nothing secret.
package gateway
