package target

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

const (
	// iamTimeout bounds the token call: IAM responds in well under a second,
	// and nothing runs before it does.
	iamTimeout = 10 * time.Second
	// tokenLife is how long IAM's tokens are valid if the response does not say.
	tokenLife = 24 * time.Hour
	// tokenMargin is how long before its end a token is replaced.
	tokenMargin = 30 * time.Minute
)

// iamVersion begins every path of IAM; its address is often given with it.
const iamVersion = "/v3"

// iamTokens gets tokens from IAM with POST /v3/auth/tokens and keeps the
// current one. It is safe for concurrent use.
type iamTokens struct {
	config IAM
	client *http.Client
	now    func() time.Time

	mu      sync.Mutex
	current string
	expires time.Time
}

func newIAMTokens(config IAM, transport http.RoundTripper, now func() time.Time) *iamTokens {
	return &iamTokens{config: config, now: now, client: &http.Client{
		Transport: transport,
		Timeout:   iamTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse // a redirect would carry the password elsewhere
		},
	}}
}

// token returns a token that is valid for a while yet. Errors are *CredentialError.
func (s *iamTokens) token(ctx context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != "" && s.now().Before(s.expires.Add(-tokenMargin)) {
		return s.current, nil
	}
	token, expires, err := s.fetch(ctx)
	if err != nil {
		return "", err
	}
	s.current, s.expires = token, expires
	return token, nil
}

func (s *iamTokens) fetch(ctx context.Context) (string, time.Time, error) {
	address := s.config.URL + iamVersion + "/auth/tokens"
	fail := func(refused bool, err error) (string, time.Time, error) {
		return "", time.Time{}, &CredentialError{Source: "iam", Refused: refused, Err: fmt.Errorf("get a token from IAM (POST %s): %w", address, err)}
	}
	body, err := json.Marshal(s.config.tokenRequest())
	if err != nil {
		return fail(false, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return fail(false, err)
	}
	req.Header.Set("Content-Type", "application/json;charset=utf8")
	resp, err := s.client.Do(req)
	if err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			return fail(false, errors.New("no response in time; check auth.iam.url"))
		}
		return fail(false, fmt.Errorf("%w; check auth.iam.url", rootCause(err)))
	}
	defer func() { _ = resp.Body.Close() }()
	response, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return fail(false, fmt.Errorf("read the response: %w", err))
	}
	if resp.StatusCode != http.StatusCreated && resp.StatusCode != http.StatusOK {
		return fail(true, fmt.Errorf("got status %s%s; check user, password, domain and project under auth.iam", resp.Status, iamMessage(response)))
	}
	token := resp.Header.Get("X-Subject-Token")
	if token == "" {
		return fail(true, fmt.Errorf("got status %s without the header X-Subject-Token; check auth.iam.url", resp.Status))
	}
	return token, s.expiry(response), nil
}

// expiry is when the token of a response ends.
func (s *iamTokens) expiry(response []byte) time.Time {
	var body struct {
		Token struct {
			ExpiresAt time.Time `json:"expires_at"`
		} `json:"token"`
	}
	if err := json.Unmarshal(response, &body); err != nil || body.Token.ExpiresAt.IsZero() {
		return s.now().Add(tokenLife)
	}
	return body.Token.ExpiresAt
}

// iamMessage is the reason in an error response, in IAM's form or in the
// gateway's, with a separator before it.
func iamMessage(response []byte) string {
	var body struct {
		Error struct {
			Message string `json:"message"`
			Code    any    `json:"code"`
		} `json:"error"`
		Message string `json:"error_msg"`
	}
	if json.Unmarshal(response, &body) != nil {
		return ""
	}
	for _, message := range []string{body.Error.Message, body.Message} {
		if message != "" {
			return fmt.Sprintf(" (%.200s)", message)
		}
	}
	return ""
}

type (
	iamName struct {
		Name string `json:"name"`
	}
	iamUser struct {
		Name     string  `json:"name"`
		Password string  `json:"password"`
		Domain   iamName `json:"domain"`
	}
	iamPassword struct {
		User iamUser `json:"user"`
	}
	iamIdentity struct {
		Methods  []string    `json:"methods"`
		Password iamPassword `json:"password"`
	}
	iamScope struct {
		Project iamName `json:"project"`
	}
	iamAuth struct {
		Identity iamIdentity `json:"identity"`
		Scope    iamScope    `json:"scope"`
	}
	iamRequest struct {
		Auth iamAuth `json:"auth"`
	}
)

// tokenRequest asks for a token of project scope, which the management API needs.
func (i IAM) tokenRequest() iamRequest {
	return iamRequest{iamAuth{
		Identity: iamIdentity{
			Methods:  []string{"password"},
			Password: iamPassword{iamUser{Name: i.User, Password: i.Password, Domain: iamName{i.Domain}}},
		},
		Scope: iamScope{Project: iamName{i.Project}},
	}}
}

// rootCause takes off the layers that repeat the address.
func rootCause(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}
