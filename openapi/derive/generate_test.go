package derive_test

import (
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi/derive"
	"github.com/apigspec/apigspec/openapi/documents"
)

var update = flag.Bool("update", false, "write the generated files")

// TestGenerated fails when the committed contract or register is not what the
// committed pages give. With -update it writes them.
func TestGenerated(t *testing.T) {
	contract, register, err := derive.Generate(documents.FS())
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []struct {
		name string
		want []byte
	}{{"../openapi.yaml", contract}, {"../clauses.yaml", register}} {
		t.Run(file.name, func(t *testing.T) {
			if *update {
				if err := os.WriteFile(file.name, file.want, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			got, err := os.ReadFile(file.name)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(file.want), string(got)); diff != "" {
				t.Errorf("the file is not what the pages give; run make generate (-generated +committed):\n%s", diff)
			}
		})
	}
}
