// Package judge makes every verdict there is.
//
//	judgement := judge.Case(contract, subject, rounds)
//
// In goes what is expected of a case ([Expectation]: its steps with every id
// filled in) and what was seen of it ([Observation]: the exchanges, and what
// the lists showed). Out come the deviations, the verdict and its reason. It is
// a pure function: no network, no clock, no files. So it is tested on tables,
// and a recorded run can be judged again by whoever has its log.
//
// The judge is stricter than a validator of schemas (undocumented statuses,
// bodies on a 204, members that occur twice, integers written 1.0) and no
// stricter than the pages: wording is never compared.
package judge
