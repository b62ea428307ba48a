package page

import (
	"strconv"
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
)

// section is a part of a page, named by its heading.
type section int

// The sections in the order in which pages print them. Order matters: inside
// a table only a heading of a later section ends it, because cells may read
// like headings ("Constraints", "Request Parameters").
const (
	top section = iota
	function
	calling // Calling Method, Debugging, Prerequisites, …: read into Other
	constraints
	authorization
	uri
	request
	response
	exampleRequests
	exampleResponses
	sampleCode
	statusCodes
	errorCodes
)

// headings maps what pages print, in lower case, to sections.
var headings = map[string]section{
	"function": function, "functions": function, "api description": function,
	"calling method": calling, "api calling": calling, "calling apis": calling, "calling methods": calling,
	"debugging": calling, "debug": calling, "api debugging": calling, "online debugging": calling,
	"prerequisites": calling, "prerequisite": calling, "precautions": calling, "scenarios": calling, "scenario": calling,
	"application scenario": calling, "application scenarios": calling, "background": calling, "notes": calling,
	"related apis": calling, "involved apis": calling, "remarks": calling, "usage notes": calling, "api version": calling,
	"constraints": constraints, "constraint": constraints, "restrictions": constraints, "restriction": constraints,
	"notes and constraints": constraints, "constraints and limitations": constraints,
	"authorization information": authorization, "authorization": authorization, "authentication information": authorization,
	"uri": uri, "url": uri, "request uri": uri, "uri format": uri,
	"request parameters": request, "request parameter": request, "request": request, "requests": request,
	"request message": request, "request messages": request, "request body": request,
	"response parameters": response, "response parameter": response, "response": response, "responses": response,
	"response message": response, "response messages": response, "response body": response, "returned parameters": response,
	"response elements": response, "response params": response, "response fields": response, "response data": response,
	"response content": response, "output parameters": response, "output": response, "returned fields": response, "returns": response,
	"request params": request, "request fields": request, "request elements": request, "input parameters": request, "input": request,
	"example requests": exampleRequests, "example request": exampleRequests, "request example": exampleRequests,
	"request examples": exampleRequests, "sample request": exampleRequests, "sample requests": exampleRequests,
	"request sample": exampleRequests, "request samples": exampleRequests,
	"example responses": exampleResponses, "example response": exampleResponses, "response example": exampleResponses,
	"response examples": exampleResponses, "sample response": exampleResponses, "sample responses": exampleResponses,
	"response sample": exampleResponses, "response samples": exampleResponses,
	"sdk sample code": sampleCode, "sdk sample codes": sampleCode, "sample code": sampleCode, "sdk example": sampleCode,
	"sdk code examples": sampleCode, "sdk code example": sampleCode,
	"status codes": statusCodes, "status code": statusCodes, "returned values": statusCodes, "returned value": statusCodes,
	"return values": statusCodes, "return value": statusCodes, "http status codes": statusCodes, "response codes": statusCodes,
	"error codes": errorCodes, "error code": errorCodes,
}

// headingOf tells which section a line opens, by its words alone. A heading
// begins with a capital and has no bullet.
func headingOf(text string) (section, bool) {
	if len(text) > 40 || text == "" || text[0] < 'A' || text[0] > 'Z' {
		return 0, false
	}
	s, ok := headings[strings.ToLower(strings.TrimRight(text, " :"))]
	return s, ok
}

// titleCase reports whether every word begins with a capital, as in headings
// and rarely in cells.
func titleCase(text string) bool {
	for word := range strings.FieldsSeq(text) {
		if c := word[0]; c < 'A' || c > 'Z' {
			if word == "and" || word == "of" {
				continue
			}
			return false
		}
	}
	return true
}

var tablePattern = lazyregexp.New(`^Table\s+(\d{1,5})(?:[-.]\d+)?(?:\s*[.:：]\s*|\s+|$)(.*)$`)

// tableReference is a sentence about a table, which is not its heading.
// So is one without a full stop if it tells what the table does.
var (
	tableReference = lazyregexp.New(`^(?:and\b|to\b|(?:also )?(?:describes?|lists?|shows?|provides?|contains?|gives?|is|are|for)\b.*[.:]$)`)
	openReference  = lazyregexp.New(`^(?:also )?(?:describes|lists|shows|provides|contains|gives) \S`)
)

// tableHeading reads "Table 3 Request body parameters".
func tableHeading(text string) (number int, title string, ok bool) {
	if !strings.HasPrefix(text, "Table ") {
		return 0, "", false
	}
	m := tablePattern.FindStringSubmatch(text)
	if m == nil || tableReference.MatchString(m[2]) || openReference.MatchString(m[2]) && modelOf(m[2]) == m[2] {
		return 0, "", false
	}
	number, err := strconv.Atoi(m[1])
	return number, strings.TrimSpace(m[2]), err == nil
}

var statusPattern = lazyregexp.New(`^(?i:(?:when the )?(?:http )?status\s?codes?(?: is)?|response status)\s*([:：]?)\s*([1-5]\d\d)(?:[:：.,]?|[:：,]?\s+(\D.*))$`)

// phraseLimit keeps sentences about a status from being read as its heading.
const phraseLimit = 40

var statusList = lazyregexp.New(`^(?i:status\s?codes?)\s*[:：]\s*([1-5]\d\d(?:(?:\s*[,，、;/|]\s*|\s+)(?:(?:and|or)\s+)?[1-5]\d\d)+)[:：.]?$`)

// statusHeading reads "Status code: 404", with whatever follows the number, and
// "Status code: 400, 404".
func statusHeading(text string) (statuses []int, phrase string, ok bool) {
	if !strings.Contains(text, "tatus") {
		return nil, "", false
	}
	if m := statusList.FindStringSubmatch(text); m != nil {
		for _, digits := range threeDigits.FindAllString(m[1], -1) {
			statuses = append(statuses, number(digits))
		}
		return statuses, "", true
	}
	m := statusPattern.FindStringSubmatch(text)
	if m == nil {
		return nil, "", false
	}
	phrase = strings.TrimSpace(m[3])
	if phrase != "" && (m[1] == "" || len(phrase) > phraseLimit) {
		return nil, "", false
	}
	return []int{number(m[2])}, phrase, true
}

var threeDigits = lazyregexp.New(`\d{3}`)

// number reads digits that a pattern has found.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

// oddStatus is the heading of a response whose status is no number.
var oddStatus = lazyregexp.New(`^(?i:status\s?codes?)\s*[:：]\s*(\S{1,12}|\d.{1,30})$|^(?i:other status codes?)$`)

// nothing reports whether a paragraph says that there is nothing to say.
func nothing(text string) bool {
	switch strings.ToLower(strings.TrimRight(text, ".")) {
	case "none", "n/a", "na", "-", "null", "not involved", "not applicable", "nil", "no":
		return true
	}
	return false
}
