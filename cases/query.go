package cases

import (
	"net/url"
	"strings"
)

// withQuery replaces the values of one parameter in a raw query, keeping the
// placeholders of the others as they are.
func withQuery(raw *string, name string, values []string) *string {
	var parts []string
	if raw != nil {
		for _, part := range strings.Split(*raw, "&") {
			if key, _, _ := strings.Cut(part, "="); part != "" && key != url.QueryEscape(name) {
				parts = append(parts, part)
			}
		}
	}
	for _, v := range values {
		parts = append(parts, pair(name, v))
	}
	q := strings.Join(parts, "&")
	return &q
}

// withParameter adds a parameter to a raw query, with its value as it stands
// there: escaped, or a placeholder.
func withParameter(raw *string, name, value string) *string {
	q := url.QueryEscape(name) + "=" + value
	if raw != nil && *raw != "" {
		q = *raw + "&" + q
	}
	return &q
}

// queryValue is the value of a parameter in a raw query, as it stands there; empty
// where there is none.
func queryValue(raw *string, name string) string {
	if raw == nil {
		return ""
	}
	for _, part := range strings.Split(*raw, "&") {
		if key, value, _ := strings.Cut(part, "="); key == url.QueryEscape(name) {
			return value
		}
	}
	return ""
}

// pair is a query parameter and its value, both escaped.
func pair(name, value string) string { return url.QueryEscape(name) + "=" + url.QueryEscape(value) }

// queryText is text as the value of a query parameter; a placeholder stays as it
// is.
func queryText(text string) string {
	if _, err := ParseRef(text); err == nil {
		return text
	}
	return url.QueryEscape(text)
}
