// Package suites shows a conformance run as Ginkgo tables: one container per
// operation, one table per group of cases, one entry per case.
//
// It is a skin. The cases are selected before the tree is built, the runner
// sends and judges them, and an entry's body only awaits the recorded result
// of its case and asserts that it conforms:
//
//	suites.Declare(suites.Plan{Contract: contract, Cases: selected, Results: run})
//	ginkgo.RunSpecs(t, "apigspec")
//
// The same tables run in three ways:
//
//	go test ./suites            the embedded gateway, or the target file that
//	                            APIGSPEC_TARGET names
//	ginkgo --procs=4 ./suites   each process has an embedded gateway of its own
//	apigspec run                in the program's process, see [Run]; beyond
//	                            [MaxEntries] cases without Ginkgo's tree
package suites
