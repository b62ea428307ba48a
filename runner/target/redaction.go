package target

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi/credential"
	"github.com/apigspec/apigspec/runner/exchange"
)

// finish makes the exchange of a request and its outcome. It is the one place
// where secrets are taken out: nothing that leaves it holds any.
func (c *Client) finish(x exchange.Exchange, r Request, plain *message, o outcome) exchange.Exchange {
	x.Response, x.Fault, x.Reused = o.response, o.fault, o.reused
	if !o.started.IsZero() {
		x.Started, x.DurationMS = o.started, exchange.Milliseconds(o.finished.Sub(o.started))
	}
	x.Err = c.withoutSecrets(o.err)
	if !r.Unjudged {
		x.Leaks = c.leaks(x)
	}
	if plain != nil {
		x.Curl = c.secrets.redact(c.curl(plain, r.Auth))
	}
	x.Request.URL = c.secrets.redact(x.Request.URL)
	x.Request.Header = c.redactHeader(x.Request.Header, r.Auth)
	x.Request.Body = c.secrets.redactPayload(x.Request.Body)
	if x.Fault != nil {
		x.Fault = &exchange.Fault{Kind: x.Fault.Kind, Message: c.secrets.redact(x.Fault.Message)}
	}
	if x.Response != nil {
		x.Response.Head = exchange.Payload(c.redactHead(string(x.Response.Head)))
		x.Response.Header = c.redactHeader(x.Response.Header, Credential{})
		x.Response.Body = c.secrets.redactPayload(x.Response.Body)
		if x.Response.Around != nil {
			x.Response.Around = exchange.Payload(c.redactHead(string(x.Response.Around)))
		}
		x.Response.Trailing = c.secrets.redactPayload(x.Response.Trailing)
	}
	return x
}

// sensitive are the headers whose value is a credential whatever it is.
var sensitive = []string{
	"Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", credential.TokenHeader, "X-Subject-Token", "X-Security-Token",
}

func (c *Client) redactHeader(header http.Header, auth Credential) http.Header {
	clean := make(http.Header, len(header))
	for name, values := range header {
		name = c.secrets.redact(name)
		for _, value := range values {
			clean[name] = append(clean[name], c.redactField(name, value, auth))
		}
	}
	return clean
}

// redactField hides a header's value. A made-up token stays, and so does an
// empty one: they are what the case is about.
func (c *Client) redactField(name, value string, auth Credential) string {
	same := func(other string) bool { return strings.EqualFold(name, other) }
	_, placed, _ := strings.Cut(auth.Place, "header:")
	hide := slices.ContainsFunc(sensitive, same) || placed != "" && slices.ContainsFunc(strings.Split(placed, ","), same)
	if !hide || value == "" || auth.Credential == "garbage" && c.credentials.auth.AKSK == nil {
		return c.secrets.redact(value)
	}
	return redactedMark
}

// redactHead hides secrets in the lines of a head as received.
func (c *Client) redactHead(head string) string {
	lines := strings.SplitAfter(head, "\n")
	for i, line := range lines {
		name, value, isField := strings.Cut(line, ":")
		if i == 0 || !isField {
			lines[i] = c.secrets.redact(line)
			continue
		}
		plain := strings.TrimSpace(value)
		begin := strings.Index(value, plain)
		lines[i] = c.secrets.redact(name) + ":" + value[:begin] + c.redactField(name, plain, Credential{}) + value[begin+len(plain):]
	}
	return strings.Join(lines, "")
}

// Redact hides the target's secrets in a text that did not come with an
// exchange.
func (c *Client) Redact(text string) string { return c.secrets.redact(text) }

// withoutSecrets keeps the type of an error and hides the secrets in its text.
func (c *Client) withoutSecrets(err error) error {
	if err == nil {
		return nil
	}
	clean := c.secrets.redact(err.Error())
	if clean == err.Error() {
		return err
	}
	var refused *CredentialError
	if errors.As(err, &refused) {
		return &CredentialError{Source: refused.Source, Refused: refused.Refused, Err: errors.New(clean)}
	}
	return errors.New(clean)
}

// leaks names the secrets that the response shows, and where.
func (c *Client) leaks(x exchange.Exchange) []string {
	var found []string
	look := func(text, where string) {
		for _, label := range c.secrets.labels(text) {
			if leak := fmt.Sprintf("%s in %s", label, where); !slices.Contains(found, leak) {
				found = append(found, leak)
			}
		}
	}
	if x.Response == nil {
		if x.Fault != nil && x.Fault.Kind.OfTarget() {
			look(x.Fault.Message, "the response")
		}
		return found
	}
	for _, name := range sortedNames(x.Response.Header) {
		look(name+": "+strings.Join(x.Response.Header[name], ", "), "header "+c.secrets.redact(name))
	}
	statusLine, _, _ := strings.Cut(string(x.Response.Head), "\n")
	look(statusLine+"\n"+string(x.Response.Around), "what surrounds the response")
	look(string(x.Response.Body), "body")
	look(string(x.Response.Trailing), "the bytes after the response")
	return found
}
