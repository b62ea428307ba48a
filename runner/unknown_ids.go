package runner

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/apigspec/apigspec/cases"
)

// sample is one of the target's own ids of the row's sort, where these have a
// form of their own. Where none is known, a gateway's id tells best what others
// look like.
func (n *names) sample(row cases.Placeholder) string {
	if row.Unknown == "" {
		return ""
	}
	return cmp.Or(n.sampleOf(row), n.target.InstanceID)
}

func (n *names) sampleOf(row cases.Placeholder) string {
	switch row.Stands {
	case cases.Instance:
		return n.target.InstanceID
	case cases.Project:
		return n.target.ProjectID
	}
	bound := n.target.Fixtures.Bound(row.Item.Kind)
	switch {
	case len(bound) == 0:
		return ""
	case row.Stands == cases.Policy:
		return bound[0].Policy
	}
	named := bound[0].APIs
	if row.Item.Kind.ByRecord() {
		named = bound[0].Records
	}
	if len(named) == 0 {
		return ""
	}
	return named[0]
}

// alteredTail is how much of an id is replaced to make one that does not
// exist: few enough to keep a prefix, enough never to hit an existing one.
const alteredTail = 12

// unknownLike gives the made-up hexadecimal id the form of a real one: its
// length, its prefix, its separators, and at every place a character of the
// same class. A gateway may know its ids by their form and refuse others
// without a look. Ids too short to be changed safely lend no form, except that
// among numbers the unknown one is a number too, behind the same prefix.
func unknownLike(like, madeUp string) string {
	alnum := strings.Map(func(r rune) rune {
		if r < 128 && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return -1
	}, like)
	if like != "" && len(like) < alteredTail && strings.Trim(like, "0123456789") == "" {
		return unknownNumber(madeUp)
	}
	if front, number := lastNumber(like); front != "" && number != "" && len(alnum) < alteredTail {
		return front + unknownNumber(madeUp)
	}
	if len(alnum) < alteredTail || strings.ContainsFunc(like, func(r rune) bool { return r >= 128 }) {
		return madeUp
	}
	tail := alnum[len(alnum)-alteredTail:]
	out := []byte(like)
	for i, k := len(out)-1, 0; k < alteredTail; i-- {
		if class := classOf(out[i], tail); class != "" {
			out[i] = class[int(madeUp[k]+madeUp[len(madeUp)-1-k])%len(class)]
			k++
		}
	}
	return string(out)
}

// lastNumber parts an id such as inst-10021 behind its last separator, if digits
// alone stand there.
func lastNumber(id string) (front, number string) {
	i := 1 + strings.LastIndexAny(id, "-_.:")
	if strings.Trim(id[i:], "0123456789") != "" {
		return id, ""
	}
	return id[:i], id[i:]
}

// unknownNumber is far beyond what a gateway that numbers its records has come
// to, and still fits 32 bits.
func unknownNumber(madeUp string) string {
	const beyond, span = 1_000_000_000, 1_000_000_000
	n, err := strconv.ParseUint(madeUp[:15], 16, 64)
	if err != nil {
		return madeUp
	}
	return strconv.FormatUint(beyond+n%span, 10)
}

// classOf is the alphabet that the character of an id comes from.
func classOf(c byte, tail string) string {
	const digits = "0123456789"
	onlyOf := func(set string) bool { return strings.Trim(tail, set) == "" }
	switch {
	case !unicode.IsLetter(rune(c)) && !unicode.IsDigit(rune(c)):
		return ""
	case onlyOf(digits):
		return digits
	case onlyOf(digits + "abcdef"):
		return digits + "abcdef"
	case onlyOf(digits + "ABCDEF"):
		return digits + "ABCDEF"
	case unicode.IsDigit(rune(c)):
		return digits
	case unicode.IsUpper(rune(c)):
		return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	default:
		return "abcdefghijklmnopqrstuvwxyz"
	}
}

// madeUp is a well-formed id that exists nowhere, the same for the same seed.
func (n *names) madeUp(what string) string {
	sum := sha256.Sum256([]byte(fmt.Sprintf("%d %s", n.seed, what)))
	return hex.EncodeToString(sum[:16])
}
