package cases

// The closed sets of words that rows may use, see [Request] and [Step] for what
// they mean; those about tokens are in package credential.

func levels() []string { return []string{string(Must), string(Should), string(Observe)} }

func connections() []string { return []string{"fresh", "same"} }

func hooks() []string { return []string{"internal_error"} }

func methods() []string {
	return []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}
}
