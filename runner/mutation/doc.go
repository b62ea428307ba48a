// Package mutation proves that the cases find what is wrong and nothing else. It
// runs them against the embedded gateway as it is, against each of its variants
// (one legal freedom: every case must pass), against combinations of variants and
// against each of its mutants (one deviation: some case must fail).
//
//	matrix, err := mutation.Run(ctx, mutation.Config{Contract: contract, Cases: all, Jobs: 2, Options: mutation.TrialOptions(time.Second)})
//	lost := matrix.LostKills(recorded) // which cases have become weaker
//
// [RunPages] is the mirror image: the gateway stays as it is, and one fact of a
// page is edited.
//
// [Open] starts the embedded gateway for the words of a command line.
package mutation
