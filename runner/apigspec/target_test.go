package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/apigspec/apigspec/runner/target"
)

func TestTargetHoldsNoCredential(t *testing.T) {
	const secret = "planted-secret"
	described := describeTarget("staging.yaml", target.Target{
		URL: "https://user:" + secret + "@apig.example.com/base",
		Auth: target.Auth{
			Token: secret, TokenFile: secret, ForbiddenToken: secret, ExpiredToken: secret, OtherProjectToken: secret,
			IAM: &target.IAM{Password: secret}, AKSK: &target.AKSK{AccessKey: secret, SecretKey: secret},
		},
		Hooks: target.Hooks{InternalError: secret},
	})
	encoded, err := json.Marshal(described)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(encoded), secret) {
		t.Errorf("the described target has the secret: %s", encoded)
	}
	if described.URL != "https://apig.example.com/base" {
		t.Errorf("URL = %s", described.URL)
	}
}
