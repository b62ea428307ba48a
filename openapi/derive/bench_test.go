package derive_test

import (
	"fmt"
	"io/fs"
	"runtime"
	"strings"
	"testing"

	"github.com/apigspec/apigspec/openapi/derive"
	"github.com/apigspec/apigspec/openapi/documents"
	"github.com/apigspec/apigspec/openapi/page"
)

// BenchmarkThousandPages parses and derives 1,000 pages made of the project's
// own by renaming the resource. The goal is under 2 s and 200 MB.
func BenchmarkThousandPages(b *testing.B) {
	texts := map[string]string{}
	var names []string
	for _, p := range operationPages(b) {
		names = append(names, p.Name+".txt")
	}
	for i := range 1000 {
		name := names[i%len(names)]
		data, err := fs.ReadFile(documents.FS(), name)
		if err != nil {
			b.Fatal(err)
		}
		texts[fmt.Sprintf("%04d-%s", i, name)] = strings.Replace(string(data), "/instances/{instance_id}/", fmt.Sprintf("/instances/{instance_id}/r%d/", i), 1)
	}
	b.ResetTimer()
	for b.Loop() {
		var pages []*page.Page
		for name, text := range texts {
			p, err := page.Parse(name, []byte(text))
			if err != nil {
				b.Fatal(err)
			}
			pages = append(pages, p)
		}
		document, err := derive.Derive(pages)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(document.YAML())))
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(float64(memory.Sys)/(1<<20), "MB-from-system")
}
