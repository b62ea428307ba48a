package target

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/apigspec/apigspec/openapi/credential"
)

// MissingCredential says that the target file does not configure a credential
// that a request asks for.
type MissingCredential struct { //nolint:errname // it names a state of the target file, which callers ask for
	// Credential is the word asked for: "forbidden", "expired" or "other_project".
	Credential string
	// Key is the key of the target file that would provide it.
	Key string
}

func (e *MissingCredential) Error() string {
	return fmt.Sprintf("no %s credential: the target file has no %s", strings.ReplaceAll(e.Credential, "_", "-"), e.Key)
}

// CredentialError says that the target's own credential could not be had:
// the token file is unreadable, or IAM is unreachable or refused.
type CredentialError struct {
	// Source is "token_file" or "iam".
	Source string
	// Refused is set when IAM responded and said no.
	Refused bool
	Err     error
}

func (e *CredentialError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *CredentialError) Unwrap() error { return e.Err }

// garbageToken resembles a token and is none.
const garbageToken = "MIIDgarbageApigspecIsNotAToken0123456789abcdefghijklmnopqrstuvwx"

// credentials knows every credential of a target.
type credentials struct {
	auth    Auth
	iam     *iamTokens
	secrets *secrets

	mu   sync.Mutex
	file tokenFile
}

// tokenFile is a token file's content as last read.
type tokenFile struct {
	token    string
	modified time.Time
	size     int64
}

// own returns the target's own token; "" if it signs with AK/SK instead.
func (c *credentials) own(ctx context.Context) (string, error) {
	switch {
	case c.auth.Token != "":
		return c.auth.Token, nil
	case c.auth.TokenFile != "":
		return c.fromFile()
	case c.iam != nil:
		token, err := c.iam.token(ctx)
		if err == nil {
			c.secrets.add("token", token)
		}
		return token, err
	default:
		return "", nil
	}
}

// fromFile reads the token file again whenever it has changed, since whoever
// provides it may renew the token during a long run.
func (c *credentials) fromFile() (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	path := c.auth.TokenFile
	info, err := os.Stat(path)
	if err != nil {
		return "", &CredentialError{Source: "token_file", Err: fmt.Errorf("read auth.token_file: %w", err)}
	}
	if c.file.token != "" && info.ModTime().Equal(c.file.modified) && info.Size() == c.file.size {
		return c.file.token, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", &CredentialError{Source: "token_file", Err: fmt.Errorf("read auth.token_file: %w", err)}
	}
	token := strings.TrimSpace(string(data))
	if token == "" || strings.ContainsFunc(token, isSpaceOrControl) {
		return "", &CredentialError{Source: "token_file", Err: fmt.Errorf("read auth.token_file: %s must hold one token and nothing else", path)}
	}
	c.file = tokenFile{token: token, modified: info.ModTime(), size: info.Size()}
	c.secrets.add("token", token)
	return token, nil
}

// token returns the token that a credential word names, before it is altered.
// signed is set when the target's AK/SK takes its place.
func (c *credentials) token(ctx context.Context, word string) (token string, signed bool, err error) {
	switch word {
	case "":
		token, err = c.own(ctx)
		return token, c.auth.AKSK != nil, err
	case "none":
		return "", false, nil
	case "garbage":
		return garbageToken, c.auth.AKSK != nil, nil
	case "forbidden":
		token, err = configured(word, c.auth.ForbiddenToken)
	case "expired":
		token, err = configured(word, c.auth.ExpiredToken)
	case "other_project":
		token, err = configured(word, c.auth.OtherProjectToken)
	default:
		err = fmt.Errorf("unknown credential %q; use one of %s", word, strings.Join(credential.Credentials(), ", "))
	}
	return token, false, err
}

func configured(word, token string) (string, error) {
	if token == "" {
		return "", &MissingCredential{Credential: word, Key: "auth." + word + "_token"}
	}
	return token, nil
}

// place puts a token into a message, where the word says; see
// credential.ParsePlace.
func place(m *message, token, where string) error {
	to, err := credential.ParsePlace(where)
	if err != nil {
		return err
	}
	switch to.Kind {
	case "header":
		for _, name := range to.Names {
			m.set(name, token)
		}
	case "bearer":
		m.set("Authorization", "Bearer "+token)
	case "basic":
		m.set("Authorization", basicValue(token))
	case "cookie":
		m.set("Cookie", to.Names[0]+"="+token)
	case "query":
		for _, name := range to.Names {
			if m.query != "" {
				m.query += "&"
			}
			m.query += url.QueryEscape(name) + "=" + url.QueryEscape(token)
		}
	case "body":
		return m.addMember(to.Names[0], token)
	}
	return nil
}

func basicValue(token string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(basicUser+":"+token))
}

// basicUser is the user name that accompanies a token sent as a password.
const basicUser = "apigspec"

// addMember adds a member to a JSON object body; no body becomes an object of
// that member.
func (m *message) addMember(name, value string) error {
	member, err := json.Marshal(map[string]string{name: value})
	if err != nil {
		return fmt.Errorf("put a credential into body member %s: %w", name, err)
	}
	body := strings.TrimSpace(string(m.body))
	switch {
	case body == "":
		m.body = member
	case !json.Valid(m.body) || body[0] != '{':
		return fmt.Errorf("put a credential into body member %s: the body is no JSON object", name)
	default:
		rest := strings.TrimSpace(body[1:])
		if rest != "}" {
			rest = "," + rest
		}
		m.body = []byte(string(member[:len(member)-1]) + rest)
	}
	return nil
}

// throwAwayKey makes up an AK/SK pair. A negative case must never sign badly
// with the real access key: five bad signatures lock it for five minutes.
func throwAwayKey() AKSK {
	return AKSK{AccessKey: strings.ToUpper(rand.Text()[:20]), SecretKey: rand.Text() + rand.Text()[:14]}
}

// authenticate puts the credential that a request asks for into the message.
// now is the time of signing.
func (c *credentials) authenticate(ctx context.Context, m *message, cred Credential, now time.Time) error {
	token, signed, err := c.token(ctx, cred.Credential)
	if err != nil || cred.Credential == "none" {
		return err
	}
	if signed {
		return c.authenticateSigned(m, cred, now)
	}
	altered, err := credential.Alter(token, cred.Alter)
	if err != nil {
		return err
	}
	for altered != token && c.issued(altered) {
		altered += "x"
	}
	return place(m, altered, cred.Place)
}

// issued reports whether a token is one of the target file's. Tokens may be so
// much alike that changing one makes another.
func (c *credentials) issued(token string) bool {
	return token != "" && slices.Contains([]string{c.auth.Token, c.auth.ForbiddenToken, c.auth.ExpiredToken, c.auth.OtherProjectToken}, token)
}

// authenticateSigned signs with the target's AK/SK; whatever is not the plain
// credential is signed with a throw-away key.
func (c *credentials) authenticateSigned(m *message, cred Credential, now time.Time) error {
	if _, err := credential.Alter("token", cred.Alter); err != nil {
		return err
	}
	if cred.Alter == "empty" {
		m.set("Authorization", "")
		return nil
	}
	if cred == (Credential{}) {
		return sign(m, *c.auth.AKSK, now)
	}
	if err := sign(m, throwAwayKey(), now); err != nil {
		return err
	}
	if cred.Place == "" {
		return nil
	}
	signature := m.header.Get("Authorization")
	delete(m.header, http.CanonicalHeaderKey("Authorization"))
	return place(m, signature, cred.Place)
}

// SharedTokens names the keys of further credentials that are one token: what they are
// there to show cannot be shown with that. If own is set it is the target's own as well.
func (c *Client) SharedTokens(ctx context.Context) (keys []string, own bool) {
	token, err := c.credentials.own(ctx)
	if err != nil {
		return nil, false
	}
	auth := c.target.Auth
	byToken := map[string][]string{}
	for _, further := range []struct{ key, token string }{
		{"auth.forbidden_token", auth.ForbiddenToken},
		{"auth.expired_token", auth.ExpiredToken},
		{"auth.other_project_token", auth.OtherProjectToken},
	} {
		if further.token == "" {
			continue
		}
		byToken[further.token] = append(byToken[further.token], further.key)
		if same := byToken[further.token]; len(same) > 1 {
			keys = same
		}
	}
	if same := byToken[token]; len(same) > 0 && token != "" {
		return same, true
	}
	return keys, false
}
