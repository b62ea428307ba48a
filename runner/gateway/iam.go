package gateway

import (
	"encoding/json"
	"net/http"
	"time"
)

// The account of the embedded IAM.
const (
	iamUser     = "conformance"
	iamPassword = "loopback-only-7391"
	iamDomain   = "example"
	iamProject  = "eu-test-1"

	accessKey = "EMBEDDEDGATEWAYAK01"
	secretKey = "loopbackOnlySecretKeyOfTheEmbeddedGateway"
)

// tokenRequest is the body of POST /v3/auth/tokens, as far as it is read.
type tokenRequest struct {
	Auth struct {
		Identity struct {
			Methods  []string `json:"methods"`
			Password struct {
				User struct {
					Name     string `json:"name"`
					Password string `json:"password"`
					Domain   struct {
						Name string `json:"name"`
					} `json:"domain"`
				} `json:"user"`
			} `json:"password"`
		} `json:"identity"`
		Scope struct {
			Project struct {
				ID   string `json:"id"`
				Name string `json:"name"`
			} `json:"project"`
		} `json:"scope"`
	} `json:"auth"`
}

// serveTokens is IAM's token call: the password method, scoped to a project.
func (g *Gateway) serveTokens(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		iamError(w, http.StatusMethodNotAllowed, "Use POST.")
		return
	}
	var q tokenRequest
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&q); err != nil {
		iamError(w, http.StatusBadRequest, "Request body is invalid.")
		return
	}
	user, scope := q.Auth.Identity.Password.User, q.Auth.Scope.Project
	if len(q.Auth.Identity.Methods) != 1 || q.Auth.Identity.Methods[0] != "password" {
		iamError(w, http.StatusBadRequest, "The authentication method must be password.")
		return
	}
	if user.Name != iamUser || user.Password != iamPassword || user.Domain.Name != iamDomain {
		iamError(w, http.StatusUnauthorized, "The username or password is wrong.")
		return
	}
	var token string
	switch {
	case scope.ID == g.opts.IDs.Project || scope.Name == iamProject:
		token = g.opts.Tokens.Valid
	case scope.ID == "" && scope.Name == "":
		token = g.opts.Tokens.Unscoped
	default:
		iamError(w, http.StatusUnauthorized, "The project does not exist or is not accessible.")
		return
	}
	now := time.Now().UTC()
	body := object{{"token", object{
		{"methods", []any{"password"}},
		{"issued_at", now.Format("2006-01-02T15:04:05.000000Z")},
		{"expires_at", now.Add(24 * time.Hour).Format("2006-01-02T15:04:05.000000Z")},
		{"project", object{{"id", g.opts.IDs.Project}, {"name", iamProject}}},
		{"user", object{{"name", iamUser}, {"domain", object{{"name", iamDomain}}}}},
	}}}
	resp := newResponse(http.StatusCreated, body)
	resp.header.Set("X-Subject-Token", token)
	resp.raw = resp.bytes(style{})
	framing{}.send(w, &resp)
}

func iamError(w http.ResponseWriter, status int, message string) {
	resp := newResponse(status, object{{"error", object{
		{"code", status}, {"message", message}, {"title", http.StatusText(status)},
	}}})
	resp.raw = resp.bytes(style{})
	framing{}.send(w, &resp)
}
