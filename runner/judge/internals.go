package judge

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
)

// shownInternals names what the response shows of the inside of the
// implementation, and where: "stack trace in body".
func (j *response) shownInternals() []string {
	var found []string
	look := func(in func(text string) []string, text, where string) {
		for _, name := range in(text) {
			if shown := name + " in " + where; !slices.Contains(found, shown) {
				found = append(found, shown)
			}
		}
	}
	r := j.ex.Response
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		look(internals, name+": "+strings.Join(r.Header[name], ", "), "header "+name)
	}
	statusLine, _, _ := strings.Cut(string(r.Head), "\n")
	look(internals, statusLine+"\n"+string(r.Around), "what surrounds the response")
	look(internals, string(r.Body), "body")
	if r.Status >= http.StatusBadRequest {
		said := fmt.Sprintf("%s %s %s", j.ex.Request.Method, j.ex.Request.URL, j.ex.Request.Body)
		look(func(text string) []string { return errorInternals(text, said) }, string(r.Body), "body")
	}
	look(internals, string(r.Trailing), "the bytes after the response")
	return found
}

// internals names the traces of an implementation's inside in a text: stack
// traces, SQL, paths of source files. The patterns need syntax that prose of
// any language does not have, since a false alarm is worse than a miss.
func internals(text string) []string {
	var found []string
	for _, trace := range traces {
		if trace.hint(text) && trace.pattern.MatchString(text) && (len(found) == 0 || found[len(found)-1] != trace.name) {
			found = append(found, trace.name)
		}
	}
	return found
}

// errorInternals names what an error tells about the machines behind the
// gateway: their addresses, how they are spoken to, credentials. What the request
// said itself, its target's address included, is no news. Only errors are read
// this way: what a success documents may well be an address.
func errorInternals(text, said string) []string {
	var found []string
	for _, trace := range errorTraces {
		if !trace.hint(text) || len(found) > 0 && found[len(found)-1] == trace.name {
			continue
		}
		for _, match := range trace.pattern.FindAllString(text, -1) {
			if !strings.Contains(said, match) {
				found = append(found, trace.name)
				break
			}
		}
	}
	return found
}

// trace is a pattern behind a cheap test that most texts fail.
type trace struct {
	name    string
	hint    func(string) bool
	pattern *lazyregexp.Regexp
}

func contains(parts ...string) func(string) bool {
	return func(text string) bool {
		for _, part := range parts {
			if strings.Contains(text, part) {
				return true
			}
		}
		return false
	}
}

func containsFold(parts ...string) func(string) bool {
	found := contains(parts...)
	return func(text string) bool { return found(strings.ToLower(text)) }
}

// The patterns see JSON as it is sent: a line break may be the two characters
// \n, a quote \", and a slash \/.
var traces = []trace{
	{"stack trace", contains("goroutine "), lazyregexp.New(`\bgoroutine \d+ \[[a-z ,0-9]+\]:`)},
	{"stack trace", contains("panic: "), lazyregexp.New(`\bpanic: (runtime error|reflect|interface conversion|assignment to entry)`)},
	{"stack trace", contains("runtime error: "), lazyregexp.New(`\bruntime error: (invalid memory address|index out of range|slice bounds|integer divide|hash of unhashable)`)},
	{"stack trace", contains(".java:", "(Native Method)", "(Unknown Source)"), lazyregexp.New(`\bat [\w$]+(\.[\w$<>]+)+\(([\w$]+\.java:\d+|Native Method|Unknown Source)\)`)},
	{"stack trace", contains("Exception", "Error"), lazyregexp.New(`\b[a-z]\w*(\.[a-z]\w*)+\.[A-Z]\w*(Exception|Error)\b`)},
	{"stack trace", contains("Traceback (most"), lazyregexp.New(`Traceback \(most recent call last\)`)},
	{"stack trace", contains(".py"), lazyregexp.New(`File \\?"[^"\\]+\.py\\?", line \d+`)},
	{"stack trace", contains(".js:", ".ts:"), lazyregexp.New(`\bat [\w.<>$ ]+ \(?[\w\\/.:@-]+\.[jt]s:\d+:\d+\)`)},
	{"stack trace", contains(".cs:line"), lazyregexp.New(`\bat [\w.<>]+\([^)]*\) in .+\.cs:line \d+`)},
	{"stack trace", contains(".rb:"), lazyregexp.New(`\.rb:\d+:in [\x60']`)},
	{"stack trace", contains("PHP ", "Uncaught"), lazyregexp.New(`(PHP Fatal error:|Uncaught \w+: .{0,200}\.php:\d+)`)},
	{"SQL", containsFold("select"), lazyregexp.New(`(?i)\bselect\s+(distinct\s+)?` + sqlColumns + `\s+from\s+` + sqlName + `(\s+(as\s+)?\w+)?\s+where\s+` + sqlComparison)},
	{"SQL", containsFold("select"), lazyregexp.New(`(?i)\bselect\s+(count\(\*\)|\*)\s+from\s+` + sqlName)},
	{"SQL", contains("SELECT"), lazyregexp.New(`\bSELECT\s+` + sqlColumns + `\s+FROM\s+` + sqlName)},
	{"SQL", containsFold("insert"), lazyregexp.New(`(?i)\binsert\s+into\s+` + sqlName + `\s*\([^)]{1,400}\)\s*values\s*\(`)},
	{"SQL", containsFold("update"), lazyregexp.New(`(?i)\bupdate\s+` + sqlName + `\s+set\s+` + sqlName + `\s*=\s*.{1,400}?\bwhere\s+` + sqlComparison)},
	{"SQL", containsFold("delete"), lazyregexp.New(`(?i)\bdelete\s+from\s+` + sqlName + `\s+where\s+` + sqlComparison)},
	{"SQL", contains("SQLSTATE", "ORA-", "SQL syntax", "pq: ", "SQLITE_"), lazyregexp.New(
		`(\bSQLSTATE[\[ :(]|\bORA-\d{5}\b|error in your SQL syntax|\bpq: (relation|column|duplicate key|syntax error|null value)|\bSQLITE_[A-Z]+\b)`)},
	{"stack trace", contains("Error: "), lazyregexp.New(`\b(Key|Attribute|Type|Value|Index|Name|ZeroDivision|Reference|Range|NoMethod)Error: `)},
	{"stack trace", contains("panicked at"), lazyregexp.New(`\bthread '[^']*' (\(\d+\) )?panicked at `)},
	{"stack trace", contains("terminate called after"), lazyregexp.New(`\bterminate called after throwing an instance of `)},
	{"stack trace", contains("object has no attribute", "NoneType"), lazyregexp.New(`'\w+' object (has no attribute '|is not (subscriptable|iterable|callable))`)},
	{"stack trace", contains("undefined method"), lazyregexp.New("\\bundefined method [`'][^`']+' for ")},
	{"SQL", contains("E11000", "Duplicate entry", "doesn't exist", "no rows in result set", "constraint failed", "quotation mark after"), lazyregexp.New(
		`(\bE11000 duplicate key error\b|\bDuplicate entry '[^']*' for key\b|\bTable '[\w.]+' doesn't exist\b|\bsql: no rows in result set\b|\b(UNIQUE|FOREIGN KEY|NOT NULL) constraint failed: |\bUnclosed quotation mark after the character string\b)`)},
	{"SQL", contains("Error 1", "ERROR 1"), lazyregexp.New(`(?i)\berror 1\d{3} \([0-9A-Z]{5}\)`)},
	{"source path", contains(".go:", ".java:", ".py:", ".rb:", ".php:", ".js:", ".ts:", ".c:", ".cc:", ".cpp:", ".cs:", ".rs:", ".scala:", ".kt:"),
		lazyregexp.New(`(?:^|[\s"'(=\[]|\\[nrt"])(?:[A-Za-z]:)?(?:(?:\\?/|\\{1,2})[\w.@+-]+){2,}\.(?:go|java|py|rb|php|js|ts|c|cc|cpp|cs|rs|scala|kt):\d+`)},
	{"source path", contains("/etc", "/var", "/opt", "/home", "/usr", "/srv", "/root", "/proc"),
		lazyregexp.New(`(?:^|[\s"'(=\[]|\\[nrt"])\\?/(?:etc|var|opt|home|usr|srv|root|proc)(?:\\?/[\w.@+-]+)+\.[a-z]{1,5}\b`)},
	{"source path", contains(`:\\`), lazyregexp.New(`\b[A-Z]:(?:\\\\[\w.$-]+){2,}\.[a-z]{1,5}\b`)},
	{"source path", contains(".go:", ".java:"), lazyregexp.New(`(?:^|[\s"'(=\[]|\\[nrt"])[A-Za-z_]\w*\.(?:go|java):\d+\b`)},
}

// errorTraces are looked for in errors only.
var errorTraces = []trace{
	{"internal address", contains("10.", "172.", "192.168.", "169.254."),
		lazyregexp.New(`\b(?:10\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01])|192\.168|169\.254)\.\d{1,3}\.\d{1,3}\b`)},
	{"internal address", contains(".internal", ".local"),
		lazyregexp.New(`\b[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.(?:internal|local)(?::\d+|\b)`)},
	{"internal call", contains("dial tcp", "rpc error: ", "WRONGTYPE ", "etcdserver: "),
		lazyregexp.New(`(\bdial tcp \S+:\d+: |\brpc error: code = \w+ desc = |\bWRONGTYPE Operation against a key\b|\betcdserver: \w)`)},
	{"credential", contains("PRIVATE KEY-----"), lazyregexp.New(`-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----`)},
	{"credential", contains("://", "@tcp("), lazyregexp.New(`(\b[a-z][a-z0-9+]*:(?:\\?/){2}[^\s/:@"]+:[^\s/@"*]+@|\b\w+:[^\s@"*]+@tcp\()`)},
	{"credential", contains("eyJ"), lazyregexp.New(`\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+`)},
	{"credential", contains("AKIA"), lazyregexp.New(`\bAKIA[0-9A-Z]{16}\b`)},
	{"credential", containsFold("password", "passwd", "secret"), lazyregexp.New(`(?i)(\b\w*(?:password|passwd|secret(?:_key)?)=[^\s"*\\]{3,}|"(?:password|passwd|secret_key)"\s*:\s*"[^"*]{3,}")`)},
}

const (
	sqlName       = "(?:\\\\?[`\"\\[])?[A-Za-z_][\\w.$]*(?:\\\\?[`\"\\]])?"
	sqlColumns    = `(?:\*|` + sqlName + `(?:\s*,\s*` + sqlName + `)*)`
	sqlComparison = sqlName + `\s*(?:=|<|>|!=|in\s*\(|like\s|is\s+(?:not\s+)?null)`
)
