package cases

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/situation"
)

// Rows name clauses by role, so that an edition of a page may call things
// otherwise: words stand for names, presence for mandatory or optional, and
// answer/SITUATION for the response that the page gives to the situation.
const (
	presenceClause = "/presence"
	answerClause   = "answer/"
)

// has reports whether the page has something for every word of the row outside
// its clauses. A word that no page of the row's operations has anything for is a
// mistake of the row.
func (r *rowReader) has(missing map[string]string) bool {
	all := true
	for _, key := range sortedKeys(missing) {
		if strings.HasPrefix(key, "clauses[") {
			continue
		}
		all = false
		if !slices.ContainsFunc(r.like, func(o operation) bool { return o.Words[missing[key]] != "" }) {
			r.problem(key, "no page of these operations has anything for the word <%s>", missing[key])
		}
	}
	return all
}

// clauses are the ids of the row's clauses that the operation's page states. One
// that it does not state is dropped if the built-in contract states it for one of
// the row's operations; else it is a mistake.
func (r *rowReader) clauses(node *yaml.Node) []string {
	var ids []string
	written := clausesWritten(node)
	for i, name := range written {
		key := fmt.Sprintf("clauses[%d]", i)
		id, stated := r.valid.clause(name)
		switch {
		case slices.Contains(written[:i], name):
			r.problem(key, "%s stands here twice; keep one of them", name)
		case stated && !slices.Contains(ids, id):
			ids = append(ids, id)
		case stated:
		case !slices.ContainsFunc(r.like, func(o operation) bool { _, ok := o.clause(name); return ok }):
			r.problem(key, "%s has no clause %q%s", r.op.ID, name, r.nearClause(name))
		}
	}
	return ids
}

// clausesWritten are a row's clauses before words are filled in.
func clausesWritten(node *yaml.Node) []string {
	var r struct{ Clauses []string }
	_ = node.Decode(&r) // what is wrong with the row is found when it is compiled
	return r.Clauses
}

// clause is the id of a clause that a row names by role, and whether the page
// states it.
func (o operation) clause(written string) (id string, stated bool) {
	name, ok := o.fill(written)
	if !ok {
		return "", false
	}
	if rest, isAnswer := strings.CutPrefix(name, answerClause); isAnswer {
		name = o.answerClause(rest)
	}
	id = o.documented.ID + "/" + name
	if subject, isPresence := strings.CutSuffix(id, presenceClause); isPresence {
		id = subject + "/mandatory"
		if _, mandatory := o.contract.Clause(id); !mandatory {
			id = subject + "/optional"
		}
	}
	_, stated = o.contract.Clause(id)
	return id, stated
}

// answerClause is the clause of the response to a situation, or of one of its
// members; empty where there is no such situation.
func (o operation) answerClause(rest string) string {
	name, member, hasMember := strings.Cut(rest, "/")
	s := situation.Situation(name)
	if !slices.Contains(situation.All(), s) {
		return ""
	}
	id := openapi.ResponseClause(o.answered(s)[0].Status)
	if hasMember {
		id += "/" + member
	}
	return id
}

// fill fills the words into the name of a clause; it reports whether the page has
// something for each of them.
func (o operation) fill(written string) (string, bool) {
	all := true
	name := inWords.ReplaceAllStringFunc(written, func(word string) string {
		means := o.Words[strings.Trim(word, "<>")]
		all = all && means != ""
		return means
	})
	return name, all
}

func (r *rowReader) nearClause(name string) string {
	var known []string
	for _, clause := range r.contract.ClausesOf(r.op.ID) {
		known = append(known, strings.TrimPrefix(clause.ID, r.op.ID+"/"))
	}
	if strings.HasPrefix(name, answerClause) {
		for _, s := range situationNames() {
			known = append(known, answerClause+s, answerClause+s+"/code")
		}
	}
	return orElse(name, known)
}
