package page

import (
	"net/http"
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
)

var (
	wordsPath   = lazyregexp.New(`(?i)\bpath (?:parameters?|variables?)\b|\bparameters? (?:in|of) the (?:request )?path\b`)
	wordsURI    = lazyregexp.New(`(?i)^(?:request )?ur[il] parameters?\b|\bparameters? in the (?:request )?ur[il]\b`)
	wordsQuery  = lazyregexp.New(`(?i)\bquery (?:string )?parameters?\b|\bparameters? in the (?:request )?query\b`)
	wordsHeader = lazyregexp.New(`(?i)\bheaders? (?:parameters?|fields?)\b|\b(?:parameters?|fields?) (?:in|of) the (?:request |response )?(?:message )?header\b|^(?:request|response) headers?$`)
	wordsForm   = lazyregexp.New(`(?i)\bform[- ]?data parameters?\b|\bform parameters?\b|\bparameters? in the form\b`)
	wordsBody   = lazyregexp.New(`(?i)\bbody parameters?\b|\bparameters? (?:in|of) the (?:request |response )?(?:message )?body\b|^(?:request|response) body$`)
	// wordsAny are titles that do not say where the parameters are.
	wordsAny = lazyregexp.New(`(?i)^(?:request|response|returned|input|output|common)?\s*(?:message )?(?:parameters?|parameter descriptions?|parameters? descriptions?|description of parameters|elements?)(?: description)?$|^$`)
)

// modelTitles read the name of a type or field from a longer title.
var modelTitles = []*lazyregexp.Regexp{
	lazyregexp.New(`(?i)^(?:data )?structures? (?:description )?of the (\S+?)(?: (?:field|object|parameter|structure|element)s?)?$`),
	lazyregexp.New(`(?i)^(?:description|parameters?|fields?|attributes?|elements?|parameter description|members) (?:of|in|for|about) (?:the )?(\S+?)(?: (?:field|object|parameter|structure|array|element|list)s?)?$`),
	lazyregexp.New(`(?i)^(\S+) (?:field|object|parameter|structure|array|element)s? (?:data )?(?:structure )?(?:description|parameters?|parameter description|structure)s?$`),
	lazyregexp.New(`(?i)^(\S+) (?:data )?structures?(?: description)?$`),
	lazyregexp.New(`(?i)^(\S+) (?:field|object|array|parameters|element)s?$`),
	lazyregexp.New(`(?i)^(\S+) description$`),
}

// modelOf is the name of the type or field that a table's title names.
func modelOf(title string) string {
	if !strings.Contains(title, " ") {
		return title
	}
	for _, pattern := range modelTitles {
		if m := pattern.FindStringSubmatch(title); m != nil {
			return strings.Trim(m[1], `"'“”`)
		}
	}
	return title
}

// saysWhere reports whether a title says where the parameters are.
func saysWhere(title string) bool {
	for _, words := range []*lazyregexp.Regexp{wordsPath, wordsURI, wordsQuery, wordsHeader, wordsForm, wordsBody, wordsAny} {
		if words.MatchString(title) {
			return true
		}
	}
	return false
}

// locate says where the rows of a table travel, from its title or, where the
// title does not say, from its place, its names and the method.
func (p *parser) locate(t Table) []Table {
	title := t.Title
	switch {
	case title != "" && !strings.Contains(title, " ") && (!plainTitle(title) || p.types.objects[title]):
		t.Location, t.Model = Model, title
	case wordsURI.MatchString(title) && p.section != response:
		return p.split(t, p.uriLocation)
	case wordsPath.MatchString(title):
		t.Location = InPath
	case wordsQuery.MatchString(title):
		t.Location = InQuery
	case wordsHeader.MatchString(title):
		t.Location = InHeader
	case wordsForm.MatchString(title):
		t.Location = InForm
	case wordsBody.MatchString(title):
		t.Location = InBody
	case wordsAny.MatchString(title):
		return p.locateUntitled(t)
	default:
		t.Location, t.Model = Model, p.types.modelOf(title)
	}
	return []Table{t}
}

// plainTitle reports whether a title says no more than that there are parameters.
func plainTitle(title string) bool {
	return strings.EqualFold(title, "parameters") || strings.EqualFold(title, "parameter")
}

func (p *parser) locateUntitled(t Table) []Table {
	switch p.section {
	case uri:
		return p.split(t, p.uriLocation)
	case request:
		return p.split(t, p.requestLocation)
	default:
		t.Location = InBody
		return []Table{t}
	}
}

// split cuts a table by the location of its rows, keeping their order.
func (p *parser) split(t Table, location func(Row) Location) []Table {
	var tables []Table
	for _, r := range t.Rows {
		at := location(r)
		i := 0
		for i < len(tables) && tables[i].Location != at {
			i++
		}
		if i == len(tables) {
			part := t
			part.Location, part.Rows = at, nil
			tables = append(tables, part)
		}
		tables[i].Rows = append(tables[i].Rows, r)
	}
	return tables
}

// uriLocation: what the path names in braces is in the path, all else in the
// query.
func (p *parser) uriLocation(r Row) Location {
	path, _, _ := strings.Cut(p.page.URI.Path, "?")
	if strings.Contains(path, "{"+strings.Trim(r.Name, "{}")+"}") {
		return InPath
	}
	return InQuery
}

// requestLocation: what the path names is in the path, headers are known by
// their names, and all else is in the body, or in the query of methods that
// have no body.
func (p *parser) requestLocation(r Row) Location {
	if p.uriLocation(r) == InPath {
		return InPath
	}
	switch lower := strings.ToLower(r.Name); {
	case strings.HasPrefix(lower, "x-"), lower == "content-type", lower == "authorization", lower == "accept", lower == "host":
		return InHeader
	}
	switch p.page.URI.Method {
	case http.MethodGet, http.MethodHead, http.MethodDelete:
		return InQuery
	}
	return InBody
}
