package judge

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/apigspec/apigspec/cases"
)

// batch judges that the response to a batch accounts for every id that was
// sent: those that had to succeed are counted, those that had to fail are
// listed once each, with their id and code, and nothing else is.
func (j *response) batch(want cases.Batch, body any) {
	object, ok := body.(map[string]any)
	if !ok {
		// The schema has reported the wrong type already; an empty body was
		// reported as such.
		return
	}
	count, counted := j.successCount(want, object)
	listed, readable := j.failures(want, object)
	if !readable {
		return
	}
	j.listed(want, listed)
	if counted {
		j.counted(want, count, listed)
	}
}

// successCount reads success_count; anything but a number was reported by the
// schema. Some writers leave out a count of nothing; no page says that they may
// not.
func (j *response) successCount(want cases.Batch, object map[string]any) (int64, bool) {
	value, shown := object["success_count"]
	if !shown && len(want.Succeed) == 0 {
		return 0, true
	}
	if !shown {
		j.add(KindSchema, j.clause("response/200/success_count", "response/200"), "an integer", "absent", "/success_count", "the response does not say how many were unbound")
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
// An absent list is an empty one, and so is null.
func (j *response) failures(want cases.Batch, object map[string]any) (map[string]int, bool) {
	listed := map[string]int{}
	value := object["failure"]
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
		if id, ok := j.text(entry, i, "bind_id"); ok {
			listed[id]++
		}
		if code, ok := j.text(entry, i, "error_code"); ok && len(want.Codes) > 0 && !slices.Contains(want.Codes, code) {
			j.add(KindErrorCode, j.clause("response/200/failure[].error_code", "response/200/code", "response/200"), strings.Join(want.Codes, " or "), code,
				fmt.Sprintf("/failure/%d/error_code", i), "the error code of a binding record that does not exist")
		}
		j.text(entry, i, "error_msg")
	}
	return listed, true
}

// text reads a member that every printed failure has. Other types were
// reported by the schema.
func (j *response) text(entry map[string]any, i int, name string) (string, bool) {
	value, shown := entry[name]
	if !shown {
		j.add(KindSchema, j.clause("response/200/failure[]."+name, "response/200/failure", "response/200"), "a string", "absent",
			fmt.Sprintf("/failure/%d/%s", i, name), "a failure has no %s", name)
		return "", false
	}
	s, ok := value.(string)
	return s, ok
}

// listed judges which ids are reported as failed, and how often.
func (j *response) listed(want cases.Batch, listed map[string]int) {
	clause := j.clause("response/200/failure[].bind_id", "response/200/failure", "response/200")
	least, most := map[string]int{}, map[string]int{}
	for _, id := range want.Fail {
		least[id]++
		most[id]++
	}
	for _, list := range [][]string{want.Either, want.Repeats} {
		for _, id := range list {
			most[id]++
		}
	}
	sent := map[string]bool{}
	for _, list := range [][]string{want.Succeed, want.Fail, want.Either, want.Repeats} {
		for _, id := range list {
			sent[id] = true
		}
	}
	for _, id := range sortedIDs(listed) {
		n := listed[id]
		switch {
		case !sent[id]:
			j.add(KindBody, clause, "only ids that were sent", id, "/failure", "a failure names the id %s, which was not sent", id)
		case n > most[id] && most[id] == 0:
			j.add(KindCount, clause, id+" unbound", id+" reported as failed", "/failure", "%s is bound and was sent, yet it is reported as failed", id)
		case n > most[id]:
			j.add(KindCount, clause, fmt.Sprintf("%s at most %d times", id, most[id]), fmt.Sprintf("%d times", n), "/failure", "%s is reported more often than it was sent", id)
		}
	}
	for _, id := range sortedIDs(least) {
		if listed[id] < 1 {
			j.add(KindCount, j.clause("response/200/failure", "response/200"), id+" reported as failed", "not reported", "/failure", "%s cannot be unbound, yet it is not reported", id)
		}
	}
}

// counted judges success_count: by itself, and together with the failures.
func (j *response) counted(want cases.Batch, count int64, listed map[string]int) {
	clause := j.clause("response/200/success_count", "response/200")
	least := int64(len(want.Succeed))
	most := least + int64(len(want.Either))
	for _, id := range want.Repeats {
		if slices.Contains(want.Succeed, id) {
			most++
		}
	}
	if count < least || count > most {
		j.add(KindCount, clause, between(least, most), fmt.Sprint(count), "/success_count", "success_count does not say how many were unbound")
		return
	}
	failed := int64(0)
	for _, n := range listed {
		failed += int64(n)
	}
	total := int64(len(want.Succeed) + len(want.Fail) + len(want.Either))
	if len(want.Repeats) == 0 && len(want.Either) > 0 && count+failed != total {
		j.add(KindCount, clause, fmt.Sprintf("%d successes and failures", total), fmt.Sprintf("%d + %d", count, failed), "/success_count", "successes and failures do not add up to the ids sent")
	}
}

func between(least, most int64) string {
	if least == most {
		return fmt.Sprint(least)
	}
	return fmt.Sprintf("%d to %d", least, most)
}

func sortedIDs(m map[string]int) []string {
	ids := make([]string, 0, len(m))
	for id := range m {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	return ids
}
