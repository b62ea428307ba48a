// Package cases says what to send to a gateway and what must come back.
//
// A [Case] is one row: a requirement, one or more steps, and for each step
// the answers that conform. Rows come from two places:
//
//   - the YAML files of this folder, one per topic, for what only a person
//     knows (effects, batches, isolation), and
//   - [Generate], which derives from a contract what its pages imply for
//     every parameter, member and status (authentication, mandatory members,
//     types, bounds, enumerations, malformed bodies).
//
// [All] joins the two. The package knows no HTTP and no target: requests are
// written with placeholders such as <acl.0>, see [Ref].
package cases
