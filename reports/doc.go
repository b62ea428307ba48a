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
// [Progress] what they watch while it lasts.
//
// # What counts against a run
//
// All renderers share one rule, [Case.Blocking], which is the rule of the exit
// code. A file never shows red for what the exit code forgives: a failed should
// case without strict judgement and a waived case are listed, with their
// deviations, but as advice.
package reports
