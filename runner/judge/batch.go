package judge

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/openapi/roles"
)

// batch judges that the response to a batch accounts for every id that was
// sent: those that had to succeed are counted, those that had to fail are
// listed once each, with their id and code, and nothing else is.
func (j *response) batch(want cases.Batch, body any) {
	b := batch{response: j, want: want, Accounting: roles.Of(j.operation).Accounting}
	object, ok := body.(map[string]any)
	if !ok {
		// The schema has reported the wrong type already; an empty body was
		// reported as such.
		return
	}
	count, counted := b.successCount(object)
	listed, readable := b.failures(object)
	if !readable {
		return
	}
	if b.ID != "" {
		b.listed(listed)
	}
	if counted {
		b.counted(count, listed)
	}
}

// batch is a batch's response on its way to a judgement.
type batch struct {
	*response
	want cases.Batch
	// Accounting names the members by which the response accounts for ids.
	domain.Accounting
}

// stated is the clause of a member of the successful response, or of one of the
// entries that tell of failures.
func (b batch) stated(members ...string) string {
	success := openapi.ResponseClause(b.ex.Response.Status)
	var ids []string
	for _, member := range members {
		ids = append(ids, success+"/"+member)
	}
	return b.clause(append(ids, success)...)
}

// entry is a member of the entries that tell of failures, as clauses name it.
func (b batch) entry(member string) string { return b.Failed + "[]." + member }

// successCount reads the count of what was unbound; anything but a number was
// reported by the schema. Some writers leave out a count of nothing; no page says
// that they may not.
func (b batch) successCount(object map[string]any) (int64, bool) {
	if b.Succeeded == "" {
		return 0, false // the page has no such member
	}
	value, shown := object[b.Succeeded]
	if !shown && len(b.want.Succeed) == 0 && b.subject.Level != cases.Should {
		return 0, true
	}
	if !shown {
		b.add(KindSchema, b.stated(b.Succeeded), "an integer", "absent", "/"+b.Succeeded, "the response does not say how many were unbound")
		return 0, false
	}
	number, ok := value.(json.Number)
	if !ok {
		return 0, false
	}
	n, err := number.Int64()
	if err != nil {
		f, err := number.Float64()
		if err != nil || f != float64(int64(f)) {
			return 0, false
		}
		n = int64(f)
	}
	return n, true
}

// failures reads the ids of the failure list and judges each entry by itself.
// An absent list is an empty one, and so is null. An entry whose id is null or left
// out stands for what has none: an empty id, or null in place of one.
func (b batch) failures(object map[string]any) (map[string]int, bool) {
	listed := map[string]int{}
	if b.Failed == "" {
		return nil, false // the page has no such member
	}
	value := object[b.Failed]
	if value == nil {
		return listed, true
	}
	list, ok := value.([]any)
	if !ok {
		return nil, false
	}
	for i, item := range list {
		entry, ok := item.(map[string]any)
		if !ok {
			return nil, false
		}
		if entry[b.ID] == nil && slices.Contains(b.sent(), "") {
			listed[""]++
		} else if id, ok := b.text(entry, i, b.ID); ok {
			listed[id]++
		}
		if code, ok := b.text(entry, i, b.Code); ok && b.mayFail(entry[b.ID]) && len(b.want.Codes) > 0 && !slices.Contains(b.want.Codes, code) {
			b.add(KindErrorCode, b.stated("code", b.entry(b.Code)), strings.Join(b.want.Codes, " or "), code,
				b.pointer(i, b.Code), "the error code of a binding record that does not exist")
		}
		b.text(entry, i, b.Message)
	}
	return listed, true
}

// mayFail reports whether an id may be among the failures at all; where it must not,
// its code is beside the point.
func (b batch) mayFail(id any) bool {
	text, _ := id.(string)
	return !slices.Contains(b.want.Succeed, text) || slices.Contains(b.want.Repeats, text)
}

// text reads a member that every printed failure has, if the page has it at all.
// Other types were reported by the schema.
func (b batch) text(entry map[string]any, i int, name string) (string, bool) {
	if name == "" {
		return "", false
	}
	value, shown := entry[name]
	if !shown {
		b.add(KindSchema, b.stated(b.entry(name), b.Failed), "a string", "absent",
			b.pointer(i, name), "a failure has no %s", name)
		return "", false
	}
	s, ok := value.(string)
	return s, ok
}

func (b batch) pointer(i int, member string) string {
	return fmt.Sprintf("/%s/%d/%s", b.Failed, i, member)
}

// listed judges which ids are reported as failed, and how often.
func (b batch) listed(listed map[string]int) {
	least, most := map[string]int{}, map[string]int{}
	for _, id := range b.want.Fail {
		least[id]++
		most[id]++
	}
	for _, list := range [][]string{b.want.Either, b.want.Repeats} {
		for _, id := range list {
			most[id]++
		}
	}
	sent := b.sent()
	// As many as there may be, but others: the ids are wrong rather than the list.
	wrong := b.entry(b.ID)
	if total(listed) > total(most) {
		wrong = b.Failed
	}
	for _, id := range sortedIDs(listed) {
		n := listed[id]
		switch {
		case !slices.Contains(sent, id) && bytes.Contains(b.ex.Request.Body, []byte(id)):
			b.add(KindBody, b.stated(b.entry(b.ID), b.Failed), "only ids that were to be unbound", id, "/"+b.Failed, "a failure names %s, which was sent, but not as one to be unbound", id)
		case !slices.Contains(sent, id):
			b.add(KindBody, b.stated(b.entry(b.ID), b.Failed), "only ids that were sent", id, "/"+b.Failed, "a failure names the id %s, which was not sent", id)
		case n > most[id] && most[id] == 0:
			b.add(KindCount, b.stated(wrong, b.Failed), id+" unbound", id+" reported as failed", "/"+b.Failed, "%s is bound and was sent, yet it is reported as failed", id)
		case n > most[id]:
			b.add(KindCount, b.stated(wrong, b.Failed), fmt.Sprintf("%s at most %d times", id, most[id]), fmt.Sprintf("%d times", n), "/"+b.Failed, "%s is reported more often than it was sent", id)
		}
	}
	for _, id := range sortedIDs(least) {
		if listed[id] < 1 {
			b.add(KindCount, b.stated(b.Failed), id+" reported as failed", "not reported", "/"+b.Failed, "%s cannot be unbound, yet it is not reported", id)
		}
	}
}

// counted judges the count: by itself, and together with the failures. The pages
// call it a number of policies, so several bindings of one may count as one; that
// each binding counts is what a should case asks for. Whether an id counts again
// that is sent again they leave open.
func (b batch) counted(count int64, listed map[string]int) {
	most := int64(len(b.want.Succeed))
	for _, id := range b.want.Either {
		if listed[id] == 0 {
			most++
		}
	}
	least := min(1, most)
	if b.closely() {
		least = most
	} else {
		most += b.repeated()
	}
	if count < least || count > most {
		b.add(KindCount, b.stated(b.Succeeded), between(least, most), fmt.Sprint(count), "/"+b.Succeeded, "%s does not say how many were unbound", b.Succeeded)
	}
}

// repeated is how often ids that had to succeed are sent again.
func (b batch) repeated() int64 {
	n := int64(0)
	for _, id := range b.want.Repeats {
		if slices.Contains(b.want.Succeed, id) {
			n++
		}
	}
	return n
}

// sent are the ids that the request named.
func (b batch) sent() []string { return sentIDs(b.want) }

func sentIDs(of cases.Batch) []string {
	return slices.Concat(of.Succeed, of.Fail, of.Either, of.Repeats)
}

// standsForNothing reports whether the member at a pointer is the id of a failure,
// and an id was sent that may be told as null: an empty one.
func (j *response) standsForNothing(pointer string, candidates []Outcome) bool {
	names := roles.Of(j.operation).Accounting
	failed, id := path.Split(pointer)
	inEntry := names.ID != "" && id == names.ID && path.Dir(path.Clean(failed)) == "/"+names.Failed
	return inEntry && slices.ContainsFunc(candidates, func(o Outcome) bool {
		return o.Batch != nil && slices.Contains(sentIDs(*o.Batch), "")
	})
}

func between(least, most int64) string {
	if least == most {
		return fmt.Sprint(least)
	}
	return fmt.Sprintf("%d to %d", least, most)
}

func total(counts map[string]int) int {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	return sum
}

func sortedIDs(m map[string]int) []string {
	ids := make([]string, 0, len(m))
	for id := range m {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	return ids
}
