// Package runner executes cases against a gateway: it sends their requests,
// looks at the lists afterwards, and has package judge make the verdicts.
//
//	run, err := runner.Start(ctx, runner.Config{Contract: contract, Cases: selected, Target: t, Options: options})
//	for result := range run.Results() { … }
//	err = run.Close() // fixtures are restored by then
//
// Begin with [Select], which turns the words of a command line into a list of
// cases, and [CheckWrites], which guards foreign hosts; then [Start]. [Waivers]
// mark known deviations, and [Ending] weighs the results into an exit code.
//
// Cases that change nothing run side by side (pool). Cases that may change state go
// in waves: each has bindings of its own, as many are sent at a time as the target
// takes changes (gate), and one look at the lists serves them all (group). Where that
// shows what no response accounts for, the same cases are executed again in halves,
// until each change is pinned on its case (investigate).
//
// What a case changed is seen through the list operations alone. Where
// they cannot be used a case about an effect is skipped: not seen is not passed.
// The package knows neither how a report looks nor the embedded gateway; packages
// reports and mutation do.
package runner
