package reports

import (
	"fmt"
	"strings"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/spelling"
)

// htmlStatements is a page with what became of each of its statements.
type htmlStatements struct {
	ID, Title, Call, Page string
	// Counts has the clauses of the page by verdict, Responses those of each documented
	// response.
	Counts    []htmlVerdictCount
	Responses []htmlResponse
	// Statements are in the page's order.
	Statements []htmlStatement
}

type htmlVerdictCount struct {
	Verdict ClauseVerdict
	Tone    string
	Count   int
}

// htmlResponse is a documented response and what became of what the page says of it.
type htmlResponse struct {
	Status string
	Counts []htmlVerdictCount
}

type htmlStatement struct {
	htmlClause
	Verdict ClauseVerdict
	Tone    string
	Line    int
	// Why says why it cannot be observed, Held how many cases show that it holds.
	Why  string
	Held string
	// Breaking are the cases that broke it, some of them; More counts the rest.
	Breaking []string
	More     int
}

// maxBreaking is how many cases are linked to from a broken statement.
const maxBreaking = 5

func htmlPages(run Run) []htmlStatements {
	var shown []htmlStatements
	for _, page := range run.Pages() {
		made := htmlStatements{
			ID: page.Operation.ID, Title: page.Operation.Title, Page: page.Operation.Page,
			Call:      page.Operation.Method + " " + page.Operation.Path,
			Counts:    countVerdicts([]JudgedPage{page}),
			Responses: htmlResponses(page),
		}
		for _, clause := range page.Clauses {
			statement := htmlStatement{
				htmlClause: htmlClause{ID: clause.ID, Text: clause.Text, Place: clause.Place.String()},
				Verdict:    clause.Verdict, Tone: clauseTone(clause.Verdict), Line: clause.Place.Line,
				Breaking: clause.Breaking[:min(len(clause.Breaking), maxBreaking)],
				More:     max(0, len(clause.Breaking)-maxBreaking),
			}
			switch clause.Verdict {
			case Excluded:
				statement.Why = clause.Excluded
			case Held:
				statement.Held = casesOf(clause.Held)
			}
			made.Statements = append(made.Statements, statement)
		}
		shown = append(shown, made)
	}
	return shown
}

// htmlResponses sums up, for each documented response, the clauses about it.
func htmlResponses(page JudgedPage) []htmlResponse {
	var responses []htmlResponse
	for _, clause := range page.Clauses {
		if clause.Kind != string(openapi.KindResponse) {
			continue
		}
		about := JudgedPage{Operation: page.Operation}
		for _, other := range page.Clauses {
			if other.ID == clause.ID || strings.HasPrefix(other.ID, clause.ID+"/") {
				about.Clauses = append(about.Clauses, other)
			}
		}
		responses = append(responses, htmlResponse{
			Status: clause.ID[strings.LastIndexByte(clause.ID, '/')+1:],
			Counts: countVerdicts([]JudgedPage{about}),
		})
	}
	return responses
}

// countVerdicts counts the clauses of some pages by verdict.
func countVerdicts(pages []JudgedPage) []htmlVerdictCount {
	var counts []htmlVerdictCount
	for _, verdict := range ClauseVerdicts() {
		sum := 0
		for _, page := range pages {
			sum += page.Count(verdict)
		}
		counts = append(counts, htmlVerdictCount{verdict, clauseTone(verdict), sum})
	}
	return counts
}

func clauseTone(verdict ClauseVerdict) string {
	switch verdict {
	case Held:
		return "pass"
	case Broken:
		return "fail"
	case NotReached:
		return "warn"
	default:
		return "skip"
	}
}

// Share says how much of a page holds: "31 of 34 held", or how many statements are broken.
func (s htmlStatements) Share() string {
	held, broken, observable := 0, 0, 0
	for _, count := range s.Counts {
		switch count.Verdict {
		case Held:
			held = count.Count
		case Broken:
			broken = count.Count
		}
		if count.Verdict != Excluded {
			observable += count.Count
		}
	}
	line := fmt.Sprintf("%d of %s held", held, spelling.Counted(observable, "clause"))
	if broken > 0 {
		line += fmt.Sprintf(", %d broken", broken)
	}
	return line
}
