// Package reports turns the results of a run into what people and machines
// read: the event log, and everything rendered from it.
//
// There is one path: results become the log (results.jsonl), and every other
// file is rendered from a log that was read back. So a report made on the spot
// and one made a year later from the log alone are the same.
//
//	log, err := reports.NewLog(file, meta)   // writes the run line
//	err = log.Case(result)                   // one line a case, as it finishes
//	err = log.End(reports.Ending{Exit: 1})   // counts, exit code, duration
//
//	run, err := reports.ReadFile("reports/out/results.jsonl")
//	files, err := reports.WriteAll("reports/out", run)
//
// [WriteJUnit], [WriteHTML], [WriteMarkdown] and [WriteStatement] render one
// file each; [Summary] prints what a person reads at the end of a run, and
// [Progress] what they watch while it lasts. [Rejudge] asks the judge again
// about a recorded run: the log holds all that a verdict depends on.
//
// # Several logs
//
// [Merge] joins the logs of all shards of a run, [Diff] says what changed between two
// runs, and [Compare] what several gateways make of each statement of the pages. They
// return plain data; [Difference] and [Comparison] are also the JSON that apigspec diff
// and apigspec compare print with --format json. Members are added to it, but none
// is renamed or changes its meaning without another number in its first member.
//
// # What blocks a run
//
// All reports and the exit code go by one rule, [judge.Blocking]. A file never
// shows red for what the exit code forgives: a failed should case without strict
// judgement and a waived case are listed, with their deviations, but as advice.
//
// # Reading the log with other tools
//
// results.schema.json, beside the source of this package, describes every
// member of results.jsonl: a JSON Schema (draft 2020-12) of one line. Durations
// are milliseconds, bodies of more than 64 KiB are cut and stand compressed
// beside their beginning, and what is false or empty is mostly left out. With jq,
// what differed, why cases were skipped, and what one case got:
//
//	jq -r 'select(.verdict == "fail") | .id as $id | .deviations[] | "\($id) breaks \(.clause): expected \(.expected), got \(.actual)"' results.jsonl
//	jq -r 'select(.verdict == "skip") | .reason' results.jsonl | sort | uniq -c
//	jq -r 'select(.id == "apig.acl-unbind/effect/one-binding") | .exchanges[] | select(.role == "case") | .response | "\(.status) \(.body)"' results.jsonl
package reports
