// Package runner executes cases against a gateway and judges what comes back.
//
//	run, err := runner.Start(ctx, runner.Config{Contract: contract, Cases: selected, Target: t, Options: options})
//	for result := range run.Results() { … }
//	err = run.Close() // fixtures are restored by then
//
// [Select] turns the words of a command line into a list of cases, [CheckWrites]
// guards foreign hosts, and [Ending] weighs the results into an exit code. The
// package knows no embedded gateway: package mutation does.
//
// The judge is a pure function of case, exchange and contract: it sends
// nothing and can be asked again about a recorded run. The package does not
// know how a report looks.
package runner
