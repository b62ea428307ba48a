package browsertest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const visible = `[...document.querySelectorAll(".case")].filter((node) => !node.hidden).map((node) => node.id.replace("apig.acl-unbind/", ""))`

func TestFilters(t *testing.T) {
	b := open(t)
	b.visit(report(t, someOfAll()), 1280, "light")
	if all := value[[]string](b, visible); len(all) != len(someOfAll()) {
		t.Fatalf("%d cases shown", len(all))
	}
	for _, test := range []struct {
		field, set string
		want       []string
	}{
		{"text", "ACTION empty", []string{"action/empty"}},
		{"operation", otherOperation, []string{"other/operation"}},
		{"verdict", "skip", []string{"token/forbidden"}},
		{"level", "should", []string{"message/empty"}},
		{"kind", "count", []string{"batch/count"}},
		{"clause", "nothing of the kind", nil},
		{"clause", "query/action", slices.DeleteFunc(value[[]string](b, visible), func(id string) bool { return id == "effect/two" })},
	} {
		set := func(v string) {
			b.do(chromedp.Evaluate(fmt.Sprintf(`(() => { const field = document.getElementById(%q); field.value = %q; field.dispatchEvent(new Event(field.type === "search" ? "input" : "change")); })()`, test.field, v), nil), chromedp.Sleep(250*time.Millisecond))
		}
		set(test.set)
		got := value[[]string](b, visible)
		if !slices.Equal(got, test.want) && len(got)+len(test.want) > 0 {
			t.Errorf("%s %q leaves %q, want %q", test.field, test.set, got, test.want)
		}
		if said := value[string](b, `document.getElementById("shown").textContent`); len(got) < len(someOfAll()) && said != fmt.Sprintf("%d of %d cases", len(got), len(someOfAll())) {
			t.Errorf("%s %q: the page says %q", test.field, test.set, said)
		}
		if empty := value[int](b, `[...document.querySelectorAll("main > section")].filter((s) => !s.hidden && s.querySelector(".case") && !s.querySelector(".case:not([hidden])")).length`); empty > 0 {
			t.Errorf("%s %q leaves %d empty sections", test.field, test.set, empty)
		}
		set("")
	}
}

func TestDeepLinkOpensTheCase(t *testing.T) {
	b := open(t)
	address := report(t, many(200, 2))
	b.visit(address+"#apig.acl-unbind/many/case-000004", 1280, "light")
	const state = `(() => { const node = document.getElementById("apig.acl-unbind/many/case-%s"); const box = node.getBoundingClientRect(); return node.open && box.height > 0 && box.top < innerHeight; })()`
	if !value[bool](b, fmt.Sprintf(state, "000004")) {
		t.Error("the address does not lead to the case")
	}
	b.do(chromedp.Evaluate(`location.hash = "apig.acl-unbind/many/case-000101"`, nil), chromedp.Sleep(200*time.Millisecond))
	if !value[bool](b, fmt.Sprintf(state, "000101")) {
		t.Error("the second address does not lead to a passed case")
	}
}

// TestKeyboard opens a case with nothing but the keyboard, and finds its focus.
func TestKeyboard(t *testing.T) {
	b := open(t)
	b.visit(report(t, someOfAll()), 1280, "light")
	for range 60 {
		b.do(chromedp.KeyEvent(kb.Tab))
		if value[string](b, `document.activeElement.parentElement.id`) == operation+"/effect/one" {
			b.do(chromedp.KeyEvent(kb.Enter))
			if !value[bool](b, `document.activeElement.parentElement.open`) {
				t.Error("Enter does not open the case")
			}
			if value[string](b, `getComputedStyle(document.activeElement).outlineStyle`) == "none" {
				t.Error("the focus is not seen")
			}
			return
		}
	}
	t.Error("the keyboard does not reach the case")
}

func TestPrint(t *testing.T) {
	b := open(t)
	b.visit(report(t, someOfAll()), 1280, "light")
	b.do(emulation.SetEmulatedMedia().WithMedia("print"))
	if shown := value[string](b, `getComputedStyle(document.getElementById("filter")).display`); shown != "none" {
		t.Errorf("the filter is printed: %s", shown)
	}
	b.do(chromedp.ActionFunc(func(ctx context.Context) error {
		pdf, _, err := page.PrintToPDF().Do(ctx)
		if err == nil && !strings.HasPrefix(string(pdf), "%PDF") {
			t.Errorf("printed %.20q", pdf)
		}
		return err
	}))
}

// measures opens everything and looks for what is too wide, and for text that does not
// stand out from its ground.
const measures = `(async () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  await new Promise((resolve) => setTimeout(resolve, 200));
  const channel = (value) => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const parse = (color) => color.match(/[\d.]+/g).map(Number);
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const color = parse(getComputedStyle(node).backgroundColor);
      if (color.length < 4 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const faint = [];
  let texts = 0;
  for (const node of document.body.querySelectorAll("*")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    if (!own || ["SCRIPT", "STYLE", "OPTION"].includes(node.tagName) || node.getClientRects().length === 0) continue;
    const [a, b] = [luminance(parse(getComputedStyle(node).color)), luminance(behind(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    texts++;
    if (ratio < 4.5) faint.push(node.tagName + "." + node.className + " " + ratio.toFixed(2) + " " + node.textContent.slice(0, 40));
  }
  return {
    texts, faint, title: document.title,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    curls: document.querySelectorAll("pre.curl").length, copies: document.querySelectorAll(".copybox button").length,
  };
})()`

type measured struct {
	Texts    int
	Faint    []string
	Title    string
	Overflow int
	Curls    int
	Copies   int
}

func TestWidthsAndSchemes(t *testing.T) {
	address := report(t, append(someOfAll(), hostile()...))
	b := open(t)
	for _, width := range []int64{320, 390, 1440} {
		for _, scheme := range []string{"light", "dark"} {
			b.visit(address, width, scheme)
			got := value[measured](b, measures)
			if got.Overflow > 0 {
				t.Errorf("%d %s: %d pixels wider than the window", width, scheme, got.Overflow)
			}
			if got.Texts < 200 || len(got.Faint) > 0 {
				t.Errorf("%d %s: %d texts; too little contrast: %q", width, scheme, got.Texts, got.Faint)
			}
			if got.Curls == 0 || got.Copies != got.Curls {
				t.Errorf("%d %s: %d copy buttons for %d commands", width, scheme, got.Copies, got.Curls)
			}
			if got.Title == "owned" {
				t.Errorf("a response runs a script")
			}
		}
	}
}

// TestSizes: a report of any size opens, and shows its first page soon.
func TestSizes(t *testing.T) {
	for _, size := range []struct {
		name       string
		n, failing int
	}{{"all pass", 900, 0}, {"900 failures", 900, 1}, {"100,000 cases", 100_000, 1000}} {
		t.Run(size.name, func(t *testing.T) {
			if testing.Short() && size.n > 10_000 {
				t.Skip("left out by -short")
			}
			address := report(t, many(size.n, size.failing))
			b := open(t)
			b.visit(address, 1280, "light")
			paint := value[float64](b, `performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 1e9`)
			t.Logf("first paint after %.0f ms, all there after %.0f ms", paint, value[float64](b, `performance.timing.loadEventEnd - performance.timing.navigationStart`))
			if limit := 3000.0; paint > limit {
				t.Errorf("first paint after %.0f ms", paint)
			}
			if got := value[int](b, `document.querySelectorAll(".case").length`); got != size.n {
				t.Errorf("%d cases", got)
			}
			b.do(chromedp.Evaluate(`(() => { const field = document.getElementById("text"); field.value = "case-000777"; field.dispatchEvent(new Event("input")); })()`, nil), chromedp.Sleep(500*time.Millisecond))
			if got := value[[]string](b, visible); len(got) != 1 {
				t.Errorf("the search leaves %d cases", len(got))
			}
		})
	}
}
