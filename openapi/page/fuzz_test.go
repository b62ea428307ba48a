package page_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/apigspec/apigspec/openapi/page"
)

// Pages are long, and Go minimizes each new input for up to a minute, so
//
//	go test -fuzz 'FuzzParse$' -fuzztime 2m -fuzzminimizetime 20x ./openapi/page
func FuzzParse(f *testing.F) {
	for _, data := range pages(f) {
		f.Add(data)
	}
	f.Add([]byte(""))
	f.Add([]byte("Table 1 Path Parameters\n\nParameter\n\nMandatory\n\nType\n\nDescription\n\nYes\n\nString"))
	f.Add([]byte("Title\n\nURI\n\nGET /\n\nExample Requests\n\n{\n\"a\": [\n\nStatus Codes\n\n200\n\n\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := page.Parse("fuzz.txt", data)
		if (p == nil) == (err == nil) {
			t.Fatalf("a page and an error, or neither: %v, %v", p, err)
		}
		if err != nil {
			var e *page.Error
			if !errors.As(err, &e) || e.Line < 1 || e.Expected == "" || e.Found == "" {
				t.Fatalf("an error without its place: %v", err)
			}
			return
		}
		if len(p.ErrorCodes) > 0 && p.URI == (page.RequestLine{}) && p.Title.Text != "" {
			return // a list of error codes
		}
		if p.Title.Text == "" || !strings.HasPrefix(p.URI.Path, "/") || p.URI.Method == "" {
			t.Fatalf("a page without title or request line: %+v", p)
		}
		checkOrder(t, p)
	})
}

func FuzzParseType(f *testing.F) {
	for _, seed := range []string{"String", "Array of X objects", "Map<String,Array<String>>", "List<X>", "String/Array", "Integer (int64)", "X object"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parsed, ok := page.ParseType(text)
		if ok != (parsed.Kind != "") {
			t.Fatalf("ParseType(%q) = %+v, %v", text, parsed, ok)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	known := pages(b)
	total := 0
	for _, data := range known {
		total += len(data)
	}
	b.SetBytes(int64(total))
	b.ReportAllocs()
	for b.Loop() {
		for name, data := range known {
			if _, err := page.Parse(name, data); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(len(known)), "µs/page")
}

// The larger original pages.
func BenchmarkParseOriginals(b *testing.B) {
	files := originals(b)
	b.ReportAllocs()
	for b.Loop() {
		for _, file := range files {
			if _, err := page.ParseFile(file); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(len(files)), "µs/page")
}
