package situation_test

import (
	"slices"
	"testing"

	"github.com/apigspec/apigspec/openapi/situation"
)

// Messages tell their situation by their words, whoever wrote them.
func TestOf(t *testing.T) {
	for _, row := range []struct {
		message string
		want    situation.Situation
	}{
		// As pages print them.
		{"Incorrect token or token resolution failed", situation.TokenUnreadable},
		{"No permissions to request this method", situation.PermissionMissing},
		{"The instance does not exist;id:eddc4d25480b4cd6b512f270a1b8b341", situation.InstanceUnknown},
		{"Plugin b294018ee0554156a875b3513e02e5b9 does not exist", situation.PolicyUnknown},
		{"The access control policy binding record does not exist", situation.RecordUnknown},
		{"The request throttling policy binding record does not exist", situation.RecordUnknown},
		{"Access control policy 7eb619ecf2a24943b099833cd24a01ba does not exist", situation.PolicyUnknown},
		{"API 5f918d104dc84480a75166ba99efff21 does not exist", situation.APIUnknown},
		{`parameter action should be "delete"`, situation.ParameterInvalid},
		{"Parameter error: Serialization error: unexpected end of JSON input", situation.BodyUnreadable},
		{"The request parameters must be specified, parameter name:X", situation.ParameterMissing},
		{"System error", situation.InternalError},
		{"The token is missing.", situation.TokenMissing},
		// As the list of error codes may say it.
		{"The token has expired, and a new one is needed.", situation.TokenExpired},
		{"The session has expired.", situation.TokenExpired},
		{"The token comes with no project information.", situation.TokenIncomplete},
		{"The token lacks the permission for the method of this request.", situation.PermissionMissing},
		{"The caller lacks the permission for gateways of another project.", situation.ProjectForeign},
		{"The resource asked for is one of another account; use a token of its owner.", situation.ProjectForeign},
		{"An environment that the request names does not exist.", situation.EnvironmentUnknown},
		{"There is no such instance; check the instance ID.", situation.InstanceUnknown},
		{"The data cannot be synchronized to etcd; support can help.", situation.Busy},
		// What reads like one and is none.
		{"The plugin name already exists", ""},
		{"An environment variable that the request names does not exist.", ""},
		{"A binding record of a signature key that the request names does not exist.", ""},
		{"A publication record of an API that the request names does not exist.", ""},
		{"There is no such VPC Endpoint of the gateway; support can look for it.", ""},
		{"A backend parameter is mapped to a request parameter that nobody has defined.", ""},
		{"Another parameter has this name.", ""},
		{"The file to import is not well-formed JSON or YAML.", ""},
		{"The certificate of the token service is wrong", ""},
		{"", ""},
	} {
		if got := situation.Of(row.message); got != row.want {
			t.Errorf("%q tells of %q, want %q", row.message, got, row.want)
		}
	}
}

// Every situation has a family, and the family a status that leads back to it.
func TestFamilies(t *testing.T) {
	for _, row := range []struct {
		situation situation.Situation
		family    situation.Family
		status    int
	}{
		{situation.CarriedOut, situation.Success, 200},
		{situation.TokenMissing, situation.Unauthenticated, 401},
		{situation.TokenUnreadable, situation.Unauthenticated, 401},
		{situation.PermissionMissing, situation.Forbidden, 403},
		{situation.ProjectForeign, situation.Forbidden, 403},
		{situation.ValueWrong, situation.Invalid, 400},
		{situation.InstanceMalformed, situation.Invalid, 400},
		{situation.BodyUnreadable, situation.Invalid, 400},
		{situation.RecordUnknown, situation.Absent, 404},
		{situation.Busy, situation.Internal, 500},
	} {
		family := row.situation.Family()
		if family != row.family || family.Status() != row.status || situation.FamilyOf(row.status) != row.family {
			t.Errorf("%s is of the family %s with status %d, want %s with %d", row.situation, family, family.Status(), row.family, row.status)
		}
	}
	if got := situation.FamilyOf(409); got != "" {
		t.Errorf("409 is the answer to the family %q", got)
	}
	if got := situation.FamilyOf(204); got != situation.Success {
		t.Errorf("204 is the answer to the family %q", got)
	}
}

func TestAllAreListedOnce(t *testing.T) {
	all := situation.All()
	for i, s := range all {
		if slices.Contains(all[:i], s) || s == "" {
			t.Errorf("situation %d, %q, stands twice or has no name", i, s)
		}
	}
	if !slices.Contains(all, situation.CarriedOut) || !slices.Contains(all, situation.ValueWrong) || !slices.Contains(all, situation.APIUnknown) {
		t.Errorf("the situations %v lack some", all)
	}
}
