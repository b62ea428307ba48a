// Package runner executes cases against a gateway and judges what comes back.
//
//	run, err := runner.Start(ctx, runner.Config{Contract: contract, Cases: selected, Target: t, Options: options})
//	for result := range run.Results() { … }
//	err = run.Close() // fixtures are restored by then
//
// [OpenTarget] and [Select] turn the words of a command line into a target and
// a list of cases, [CheckWrites] guards foreign hosts, [Ending] weighs the
// results into an exit code, and [RunMatrix] turns the cases on the embedded
// gateway's mutants and variants, to prove that they find what is wrong and
// nothing else.
//
// The judge is a pure function of case, exchange and contract: it sends
// nothing and can be asked again about a recorded run. The package does not
// know how a report looks.
package runner
