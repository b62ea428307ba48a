package judge

import (
	"testing"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
)

const bareErrors = `
openapi: 3.0.3
info: {title: Things, version: "1"}
paths:
  /v1/things:
    delete:
      operationId: things.delete
      responses:
        "200": {description: OK}
        "404": {description: Not Found}
`

// A page that lists an error without a table leaves the form of its body open;
// a success without one has no body.
func TestJudgeStatusesWithoutTable(t *testing.T) {
	contract, err := openapi.Parse([]byte(bareErrors))
	if err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		status int
		body   string
		want   int
	}{
		"an error with a body of its own":   {404, `{"error":{"code":"T.1"}}`, 0},
		"an error with a body that is text": {404, "not here", 0},
		"an error without a body":           {404, "", 0},
		"a success without a body":          {200, "", 0},
		"a success with a body":             {200, `{}`, 1},
	} {
		t.Run(name, func(t *testing.T) {
			got := judged(contract, Subject{Operation: "things.delete"}, []cases.Outcome{{Status: row.status}},
				answered(row.status, "application/json", row.body))
			if len(got.Deviations) != row.want {
				t.Errorf("%d deviations, want %d: %+v", len(got.Deviations), row.want, got.Deviations)
			}
		})
	}
}
