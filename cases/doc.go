// Package cases says what to send to a gateway and what must come back.
//
// A [Case] is one row: a requirement, one or more steps, and for each step
// the responses that conform. Rows come from two places:
//
//   - the YAML files of this folder, one per topic, for what only a person
//     knows (effects, batches, isolation), and
//   - the contract, whose pages imply cases for every parameter, member, status
//     and example: the files generate*.go.
//
// Neither spells what a page says. Both name the situation that a request is in
// (package situation) and things by their role (package roles); the statuses,
// codes, names, values, bounds and examples are the contract's (package answer).
// So an edition of a page that says something else has the same cases, and they
// expect what it says.
//
// Begin with [All], which joins the two. [Trace] ties the cases to the clauses of
// the contract, [Consumes] says what a case needs of a target. The package knows
// no HTTP and no target: requests are written with placeholders such as <acl.0>
// ([Ref]), which the runner fills.
//
// # Rows
//
// A row is compiled when it is loaded, once for each operation that its file is
// for. Words in angle brackets that only the rows know (<bind.0>, <list>) are
// filled in then. Unknown keys, words and placeholders are refused, with file,
// line, row and key; nothing of a row is passed over. Only what an edition of a
// page has lost is left out of its cases: a clause, or a row that speaks of it.
// The head of each file explains the words that it uses; words.go has all of
// them, row.go the keys of a row and of a step.
package cases
