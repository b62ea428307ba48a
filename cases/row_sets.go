package cases

// The closed sets of words that rows may use; see [Auth], [Request] and [Step]
// for what they mean.

func levels() []string { return []string{string(Must), string(Should), string(Observe)} }

func connections() []string { return []string{"fresh", "same"} }

func hooks() []string { return []string{"internal_error"} }

func methods() []string {
	return []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}
}

func credentials() []string {
	return []string{"none", "garbage", "forbidden", "expired", "other_project"}
}

func alterations() []string {
	return []string{
		"empty", "truncate", "half", "extend", "flip-first", "flip-middle", "flip-last", "swap-case", "prefix",
		"scheme", "reverse", "space", "quote", "double", "long", "null",
	}
}

// places are the places for a token besides X-Auth-Token, and whether a name
// has to follow behind a colon.
func places() map[string]bool {
	return map[string]bool{"query": true, "header": true, "cookie": true, "body": true, "bearer": false, "basic": false}
}

func placeForms() []string {
	var forms []string
	for _, kind := range sortedKeys(places()) {
		forms = append(forms, placeForm(kind, places()[kind]))
	}
	return forms
}

func placeForm(kind string, named bool) string {
	if named {
		return kind + ":NAME"
	}
	return kind
}
