package main

import (
	"net/url"

	"github.com/apigspec/apigspec/reports"
	"github.com/apigspec/apigspec/runner/target"
)

// describeTarget describes a target for the log under the name the user gave it.
func describeTarget(name string, t target.Target) reports.Target {
	described := reports.Target{
		Name:       name,
		URL:        withoutUser(t.URL),
		ProjectID:  t.ProjectID,
		InstanceID: t.InstanceID,
		EnvID:      t.EnvID,
		Dialect:    t.Auth.Dialect,
	}
	if t.Implementation != (target.Implementation{}) {
		implementation := reports.Implementation(t.Implementation)
		described.Implementation = &implementation
	}
	return described
}

// withoutUser drops a user and password from a URL.
func withoutUser(raw string) string {
	parsed, err := url.Parse(raw)
	if err != nil || parsed.User == nil {
		return raw
	}
	parsed.User = nil
	return parsed.String()
}
