package reports

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

//go:embed testdata/measure.js
var measureJS string

// measured is what testdata/measure.js finds in a report.
type measured struct {
	Title       string   `json:"title"`
	Cases       int      `json:"cases"`
	Filter      bool     `json:"filter"`
	Found       []string `json:"found"`
	Sections    []string `json:"sections"`
	Skipped     []string `json:"skipped"`
	CopyButtons int      `json:"copyButtons"`
	Curls       int      `json:"curls"`
	Overflow    int      `json:"overflow"`
	Texts       int      `json:"texts"`
	Faint       []string `json:"faint"`
}

// TestHTMLInChromium opens the report in a real browser: narrow and wide, light
// and dark. APIGSPEC_CHROMIUM names the browser.
func TestHTMLInChromium(t *testing.T) {
	chromium := os.Getenv("APIGSPEC_CHROMIUM")
	if chromium == "" {
		t.Skip("APIGSPEC_CHROMIUM is not set to the path of a Chromium")
	}
	for _, width := range []int{320, 1440} {
		for _, scheme := range []string{"light", "dark"} {
			t.Run(fmt.Sprintf("%d %s", width, scheme), func(t *testing.T) {
				got := measure(t, chromium, renderHTML(t, fullSample(t)), width, scheme)
				if got.Cases != len(sampleResults()) || !got.Filter {
					t.Errorf("%d cases shown, filter shown: %v", got.Cases, got.Filter)
				}
				if len(got.Found) != 1 || !strings.HasSuffix(got.Found[0], "/instance/unknown") {
					t.Errorf("the search found %q", got.Found)
				}
				if strings.Join(got.Sections, " ") != "failed left pages durations notes" {
					t.Errorf("sections left by the search: %q", got.Sections)
				}
				if len(got.Skipped) != 1 || !strings.HasSuffix(got.Skipped[0], "/token/forbidden") {
					t.Errorf("the verdict filter left %q", got.Skipped)
				}
				if got.Curls == 0 || got.CopyButtons != got.Curls {
					t.Errorf("%d copy buttons for %d commands", got.CopyButtons, got.Curls)
				}
				if got.Overflow > 0 {
					t.Errorf("the page is %d pixels wider than the window", got.Overflow)
				}
				if got.Texts < 100 || len(got.Faint) > 0 {
					t.Errorf("%d texts measured; contrast below 4.5: %q", got.Texts, got.Faint)
				}
			})
		}
	}
	t.Run("hostile responses", func(t *testing.T) {
		got := measure(t, chromium, renderHTML(t, hostileRun(t)), 320, "light")
		if got.Title == "owned" || got.Cases != 2 {
			t.Errorf("title %q, %d cases", got.Title, got.Cases)
		}
		if got.Overflow > 0 {
			t.Errorf("the page is %d pixels wider than the window", got.Overflow)
		}
	})
}

// measure opens the page in a frame: headless windows have a minimum width.
func measure(t *testing.T, chromium, page string, width int, scheme string) measured {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "frame.html")
	frame := fmt.Sprintf(`<!DOCTYPE html><meta charset="utf-8"><iframe style="border:0;width:%dpx;height:900px" srcdoc="%s"></iframe><pre id="measured"></pre><script>%s</script>`,
		width, html.EscapeString(page), measureJS)
	if err := os.WriteFile(file, []byte(frame), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	args := []string{
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--user-data-dir=" + filepath.Join(dir, "profile"),
		"--window-size=1500,1000", "--virtual-time-budget=20000", "--dump-dom",
	}
	if scheme == "dark" {
		args = append(args, "--blink-settings=preferredColorScheme=0")
	}
	var stderr strings.Builder
	command := exec.CommandContext(ctx, chromium, append(args, "file://"+file)...)
	command.Stderr = &stderr
	dom, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", chromium, err, stderr.String())
	}
	_, rest, _ := strings.Cut(string(dom), `<pre id="measured">`)
	text, _, found := strings.Cut(rest, "</pre>")
	var result measured
	if err := json.Unmarshal([]byte(html.UnescapeString(text)), &result); err != nil || !found {
		t.Fatalf("nothing measured (%v): %q\n%s", err, text, stderr.String())
	}
	return result
}
