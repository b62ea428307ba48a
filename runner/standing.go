package runner

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi/situation"
	"github.com/apigspec/apigspec/runner/exchange"
)

// standing is how far a request came on its way through a target: what the response
// says of the target file.
type standing int

const (
	unclear        standing = iota // the response tells nothing of the target file
	admitted                       // caller, project and instance are known: it was about the rest
	strangerHere                   // the target does not know the caller
	notAllowed                     // it knows the caller, who may not do this here
	noSuchInstance                 // there is no such instance in the project
	noSuchPath                     // nothing is served below this path
	wantsTLS                       // the port speaks TLS, the url does not
	elsewhere                      // the target sends its callers somewhere else
)

// keys are those of the target file that a standing casts doubt on.
func (s standing) keys() []string {
	switch s {
	case strangerHere:
		return []string{"auth"}
	case notAllowed:
		return []string{"auth", "project_id"}
	case noSuchInstance:
		return []string{"instance_id"}
	case noSuchPath, wantsTLS, elsewhere:
		return []string{"url"}
	default:
		return nil
	}
}

// says is what is wrong in words, and what to do about it.
func (s standing) says() (problem, remedy string) {
	switch s {
	case strangerHere:
		return "the target refuses the credentials", "check auth in the target file: is the token of this region, and still valid?"
	case notAllowed:
		return "the target knows the caller, but does not let it do this", "check that project_id is the token's project, and that its user has the permission for the gateway"
	case noSuchInstance:
		return "the project has no such instance", "check instance_id, and that it is one of the project in project_id"
	case noSuchPath:
		return "the target serves nothing below this path", "check the base path in url: it ends before /v2/"
	case wantsTLS:
		return "the port speaks TLS", "write https:// in url"
	case elsewhere:
		return "the target redirects its callers", "write the address in url that it redirects to; a run follows no redirects, since its requests hold a token"
	default:
		return "", ""
	}
}

// standingOf reads a response. What is known of error codes comes before what a message
// says, and that before the status.
func (r *Run) standingOf(x exchange.Exchange) standing {
	switch {
	case x.Response == nil:
		return unclear
	case x.Response.Status < 300:
		return admitted
	case redirects(x.Response.Status):
		return elsewhere
	case x.Response.Status == http.StatusBadRequest && speaksTLS(x):
		return wantsTLS
	}
	code, message := x.ErrorCode(), messageOf(x)
	if strings.HasSuffix(code, unpublished) {
		return noSuchPath
	}
	switch means := cmp.Or(r.sender.Means(code), situation.Of(message)); means {
	case situation.InstanceUnknown, situation.InstanceMalformed:
		return noSuchInstance
	case situation.PolicyUnknown, situation.RecordUnknown, situation.APIUnknown, situation.EnvironmentUnknown:
		return admitted
	}
	switch situation.FamilyOf(x.Response.Status) {
	case situation.Unauthenticated:
		return strangerHere
	case situation.Forbidden:
		return notAllowed
	case situation.Absent:
		if code == "" {
			return noSuchPath
		}
	case situation.Invalid:
		if strings.Contains(message, "instance_id") {
			return noSuchInstance
		}
	}
	return unclear
}

func redirects(status int) bool {
	return status >= 300 && status < 400 && status != http.StatusNotModified
}

// unpublished is how the codes end by which a gateway in front says that it knows no
// such path: of the management API there is nothing there.
const unpublished = ".0101"

// speaksTLS reports whether a server says that it was spoken to without TLS.
func speaksTLS(x exchange.Exchange) bool {
	body := bytes.ToLower(x.Response.Body)
	return strings.HasPrefix(x.Request.URL, "http://") && bytes.Contains(body, []byte("http request")) && bytes.Contains(body, []byte("https"))
}

// messageOf is the message of an error response.
func messageOf(x exchange.Exchange) string {
	var body struct {
		Message string `json:"error_msg"`
	}
	_ = json.Unmarshal(x.Response.Body, &body) // what is no JSON has no message
	return body.Message
}

// verdictOf is what responses say together: what none contradicts and at least two say.
// That there is nothing is contradicted by any other response: something is there that
// finds fault with the request.
func verdictOf(all []standing) standing {
	if slices.Contains(all, admitted) {
		return admitted
	}
	said := unclear
	n := 0
	for _, s := range all {
		switch {
		case s == unclear:
		case said == unclear || s == said:
			said, n = s, n+1
		default:
			return unclear
		}
	}
	if n < 2 || said == noSuchPath && slices.Contains(all, unclear) {
		return unclear
	}
	return said
}

// responseInWords is the status and the code of a response, or where it redirects to, but
// for what may be a secret there.
func responseInWords(x exchange.Exchange) string {
	if to, err := url.Parse(x.Response.Header.Get("Location")); err == nil && to.Path != "" && redirects(x.Response.Status) {
		return fmt.Sprintf("status %d to %s", x.Response.Status, (&url.URL{Scheme: to.Scheme, Host: to.Host, Path: to.Path}).String())
	}
	return fmt.Sprintf("status %d %s", x.Response.Status, cmp.Or(x.ErrorCode(), "without a code"))
}
