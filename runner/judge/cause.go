package judge

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/lazyregexp"
)

// Failure is a failed case as far as its cause can be told from it.
type Failure struct {
	Operation string
	// Clauses are those that the case claims, the one under test first.
	Clauses    []string
	Deviations []Deviation
}

// Cause is one deviation of the target, and the failures that come from it.
type Cause struct {
	Operation string
	Kind      DeviationKind
	// Clauses are the broken ones, the one that tells most first: what the failures
	// blame, and where they blame different clauses, what they have in common. They are at
	// most three.
	Clauses []string
	// More are the others that failures blame, the most frequent first.
	More []string
	// Tested is the clause that most of the failures are about.
	Tested string
	// Expected and Actual are what the failures have in common: of "unbound: API …" only
	// "unbound" where each names another, and else the ids and numbers of the first of them;
	// empty where they differ.
	Expected, Actual string
	// Failures are indexes into the list that Causes was given, in its order.
	Failures []int
}

// Causes explains failures by few deviations. What many cases have in common explains
// all of them, whatever else each of them shows; what is left is explained by the next.
// Of the same operation and kind are all failures of a cause, and as far as possible
// of the same clause and with the same expected and found, but for ids and numbers of the
// case. The cause that explains most comes first. A failure without a deviation has none.
func Causes(failures []Failure) []Cause {
	ofOperation := map[string][]int{}
	var operations []string
	for i, f := range failures {
		if len(ofOperation[f.Operation]) == 0 {
			operations = append(operations, f.Operation)
		}
		ofOperation[f.Operation] = append(ofOperation[f.Operation], i)
	}
	var causes []Cause
	for _, operation := range operations {
		causes = append(causes, causesOf(failures, ofOperation[operation])...)
	}
	slices.SortStableFunc(causes, func(a, b Cause) int { return len(b.Failures) - len(a.Failures) })
	return causes
}

// causesOf covers the failures of one operation with the traits that cover most of what
// is left.
func causesOf(failures []Failure, among []int) []Cause {
	having := sightings(failures, among)
	var causes []Cause
	for len(having) > 0 {
		best, seen := trait{}, []sighting(nil)
		for t, list := range having {
			if seen == nil || explainsBetter(t, list, best, seen) {
				best, seen = t, list
			}
		}
		causes = append(causes, newCause(failures, best, seen))
		explained := map[int]bool{}
		for _, s := range seen {
			explained[s.failure] = true
		}
		for t, list := range having {
			left := slices.DeleteFunc(list, func(s sighting) bool { return explained[s.failure] })
			if having[t] = left; len(left) == 0 {
				delete(having, t)
			}
		}
	}
	return causes
}

// sighting is the first deviation of a failure that has a trait.
type sighting struct{ failure, deviation int }

func sightings(failures []Failure, among []int) map[trait][]sighting {
	having := map[trait][]sighting{}
	for _, i := range among {
		for j, d := range failures[i].Deviations {
			for _, t := range traitsOf(d) {
				if list := having[t]; len(list) == 0 || list[len(list)-1].failure != i {
					having[t] = append(list, sighting{i, j})
				}
			}
		}
	}
	return having
}

// trait is what deviations may have in common. What is empty does not matter.
type trait struct {
	grain            grain
	kind             DeviationKind
	clause           string
	expected, actual string
}

// grain says how much deviations of a trait have in common. A coarser one must cover more
// to be the better explanation.
type grain int

// The grains, with their weights.
const (
	sameThing   grain = 10 // clause, expected and found
	sameClause  grain = 9
	sameAnswer  grain = 8 // expected and found, whatever clause that breaks
	sameFinding grain = 7 // found, whatever was expected
)

func traitsOf(d Deviation) []trait {
	expected, actual := alike(d.Kind, d.Expected), alike(d.Kind, d.Actual)
	return []trait{
		{sameThing, d.Kind, d.Clause, expected, actual},
		{sameClause, d.Kind, d.Clause, "", ""},
		{sameAnswer, d.Kind, "", expected, actual},
		{sameFinding, d.Kind, "", "", actual},
	}
}

var (
	quotedText = lazyregexp.New(`"(?:[^"\\]|\\.)*"`)
	anID       = lazyregexp.New(`[0-9A-Fa-f]{8}[-0-9A-Fa-f]*`)
	aNumber    = lazyregexp.New(`[0-9]+`)
)

// alike is a text without what differs from case to case: ids, numbers, which binding. The
// numbers of statuses and error codes are what they are about.
func alike(kind DeviationKind, text string) string {
	if kind.OfState() {
		text, _, _ = strings.Cut(text, ": ")
	}
	text = anID.ReplaceAllString(quotedText.ReplaceAllString(text, `"…"`), "…")
	if kind == KindStatus || kind == KindErrorCode {
		return text
	}
	return aNumber.ReplaceAllString(text, "…")
}

// explainsBetter weighs what two traits cover; of those that cover as much the one wins
// that shows earlier in its cases, and then one order for all runs.
func explainsBetter(a trait, as []sighting, b trait, bs []sighting) bool {
	order := cmp.Or(
		cmp.Compare(int(a.grain)*len(as), int(b.grain)*len(bs)),
		cmp.Compare(rank(bs)*len(as), rank(as)*len(bs)),
		cmp.Compare(a.grain, b.grain),
		cmp.Compare(bs[0].failure, as[0].failure),
		strings.Compare(b.clause, a.clause), strings.Compare(b.expected, a.expected), strings.Compare(b.actual, a.actual),
	)
	return order > 0
}

// rank sums up how far behind in their cases the deviations come.
func rank(list []sighting) int {
	sum := 0
	for _, s := range list {
		sum += s.deviation
	}
	return sum
}

func newCause(failures []Failure, t trait, seen []sighting) Cause {
	first := failures[seen[0].failure].Deviations[seen[0].deviation]
	cause := Cause{Operation: failures[seen[0].failure].Operation, Kind: t.kind, Expected: first.Expected, Actual: first.Actual}
	due, blamed, tested, claimed := tally{}, tally{}, tally{}, tally{}
	for _, s := range seen {
		f := failures[s.failure]
		cause.Failures = append(cause.Failures, s.failure)
		d := f.Deviations[s.deviation]
		blamed.add(d.Clause)
		if status, err := strconv.Atoi(aNumber.FindString(d.Expected)); err == nil {
			due.add(openapi.ResponseClause(status))
		}
		if len(f.Clauses) > 0 {
			tested.add(f.Clauses[0])
		}
		for _, id := range f.Clauses {
			claimed.add(id)
		}
		cause.Expected = common(t.kind, cause.Expected, d.Expected)
		cause.Actual = common(t.kind, cause.Actual, d.Actual)
	}
	cause.Tested = tested.first()
	all := clausesOf(cause, due, blamed, claimed)
	cause.Clauses = all[:min(len(all), mostClauses)]
	if len(all) > mostClauses {
		cause.More = all[mostClauses:]
	}
	return cause
}

// common is what two texts say; of state, what became of the binding if each names another.
func common(kind DeviationKind, text, other string) string {
	switch {
	case text == other:
		return text
	case alike(kind, text) != alike(kind, other):
		return ""
	case kind.OfState():
		return alike(kind, text)
	default:
		return text
	}
}

// mostClauses is how many clauses stand for a cause.
const mostClauses = 3

// clausesOf names what a cause breaks, what tells most first. Where one status breaks
// several clauses, it is the documented response that was mostly due, or, if now this one
// and now that one was, that the operation is there at all.
func clausesOf(cause Cause, due, blamed, claimed tally) []string {
	var named []string
	if cause.Kind == KindStatus && len(blamed) > 1 {
		switch id := cause.Operation + "/" + due.first(); {
		case !due.mostly(due.first()):
			named = append(named, cause.Operation+"/uri")
		case claimed[id] > 0:
			named = append(named, id)
		}
	}
	for _, id := range blamed.byCount() {
		if !slices.Contains(named, id) {
			named = append(named, id)
		}
	}
	return named
}

// tally counts ids.
type tally map[string]int

func (t tally) add(id string) { t[id]++ }

// byCount are the ids, the most frequent first.
func (t tally) byCount() []string {
	ids := make([]string, 0, len(t))
	for id := range t {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(t[b]-t[a], strings.Compare(a, b)) })
	return ids
}

// mostly reports whether two of three are one id, or more.
func (t tally) mostly(id string) bool {
	all := 0
	for _, n := range t {
		all += n
	}
	return 3*t[id] >= 2*all
}

// first is the most frequent id; empty if there is none.
func (t tally) first() string {
	if ids := t.byCount(); len(ids) > 0 {
		return ids[0]
	}
	return ""
}
