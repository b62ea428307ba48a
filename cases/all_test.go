package cases

import (
	"testing"

	"github.com/apigspec/apigspec/openapi"
)

func TestAll(t *testing.T) {
	contract, err := openapi.Default()
	if err != nil {
		t.Fatal(err)
	}
	all, err := All(contract)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d cases", len(all))
}
