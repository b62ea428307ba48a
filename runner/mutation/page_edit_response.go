package mutation

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/page"
)

// status documents another status, wherever the page prints the first one.
func (e *editor) status(c openapi.Clause) []pageEdit {
	_, printed := cutLast(c.ID)
	status, err := strconv.Atoi(printed)
	if err != nil {
		return nil
	}
	other := strconv.Itoa(e.otherStatus(status))
	changed := change{}
	heading := regexp.MustCompile(`^(\s*(?i:(?:when the )?(?:http )?(?:response )?status).*\b)` + printed + `\b`)
	for n := range e.sheet.lines {
		if text := e.sheet.line(n + 1); heading.MatchString(text) {
			changed[n+1] = heading.ReplaceAllString(text, "${1}"+other)
		}
	}
	for _, row := range e.sheet.page.StatusCodes {
		if row.Status == status {
			changed[row.Line] = strings.Replace(e.sheet.line(row.Line), printed, other, 1)
		}
	}
	watch := e.operation.ID + "/response/" + other
	return []pageEdit{e.edit("another-status", watch, changed, "status %s becomes %s", printed, other)}
}

// otherStatus is the next status of the same class that HTTP knows and the page
// does not.
func (e *editor) otherStatus(status int) int {
	class := status / 100 * 100
	documented := e.operation.Statuses()
	for i := 1; i < 100; i++ {
		other := class + (status-class+i)%100
		if http.StatusText(other) != "" && !slices.Contains(documented, other) {
			return other
		}
	}
	return status
}

// renamedMember gives a member of a response another name, also in the examples.
// One that no example shows may be left out: its name cannot be missed.
func (e *editor) renamedMember(c openapi.Clause) []pageEdit {
	_, r, ok := e.sheet.row(c.Place)
	if !ok {
		return nil
	}
	name := respelled(r.Name)
	changed := change{}
	for _, x := range e.examplesOf(c) {
		e.rename(changed, x, r.Name, name)
	}
	if len(changed) == 0 {
		return nil
	}
	changed[r.Line] = word(r.Name).ReplaceAllString(e.sheet.line(r.Line), "${1}"+name+"${2}")
	return []pageEdit{e.edit("renamed", strings.TrimSuffix(c.ID, r.Name)+name, changed, "%s is called %s", r.Name, name)}
}

// examplesOf are the example responses of the status that a clause is about.
func (e *editor) examplesOf(c openapi.Clause) []page.Example {
	printed, _, _ := strings.Cut(strings.TrimPrefix(c.ID, e.operation.ID+"/response/"), "/")
	var examples []page.Example
	for _, x := range e.sheet.page.ResponseExamples {
		if strconv.Itoa(x.Status) == printed {
			examples = append(examples, x)
		}
	}
	return examples
}

// code prints another error code in the example responses of a status, for each
// of the codes that they print.
func (e *editor) code(c openapi.Clause) []pageEdit {
	printed, _, _ := strings.Cut(strings.TrimPrefix(c.ID, e.operation.ID+"/response/"), "/")
	status, _ := strconv.Atoi(printed)
	var edits []pageEdit
	for i, code := range e.operation.Codes(status) {
		other := e.otherCode(code)
		changed := change{}
		for _, x := range e.examplesOf(c) {
			for _, n := range e.sheet.within(x.Line) {
				if text := e.sheet.line(n); word(code).MatchString(text) {
					changed[n] = word(code).ReplaceAllString(text, "${1}"+other+"${2}")
				}
			}
		}
		name := "another-code"
		if i > 0 {
			name += "-" + strconv.Itoa(i+1)
		}
		edits = append(edits, e.edit(name, c.ID, changed, "%s becomes %s", code, other))
	}
	return edits
}

// otherCode is a code that the service's list has with the same status and the
// page does not print: one that begins alike, since the other half of the
// service has numbers of its own for the same. Of a code that is not in the list,
// it is one with another last digit.
func (e *editor) otherCode(code string) string {
	list := e.contract.ErrorCodes()
	at := slices.IndexFunc(list, func(row openapi.ErrorCode) bool { return row.Code == code })
	letters, _, _ := strings.Cut(code, ".")
	for _, row := range list {
		if at >= 0 && row.Status == list[at].Status && strings.HasPrefix(row.Code, letters+".") && !e.prints(row.Code) {
			return row.Code
		}
	}
	last := code[len(code)-1]
	for i := byte(1); last >= '0' && last <= '9' && i < 10; i++ {
		other := code[:len(code)-1] + string('0'+(last-'0'+i)%10)
		if !e.prints(other) {
			return other
		}
	}
	return code + "1"
}

// prints reports whether an example response of the page holds the code.
func (e *editor) prints(code string) bool {
	return slices.ContainsFunc(e.sheet.page.ResponseExamples, func(x page.Example) bool { return strings.Contains(x.Body, code) })
}
