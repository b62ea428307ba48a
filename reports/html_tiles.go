package reports

import (
	"fmt"
	"slices"

	"github.com/apigspec/apigspec/runner/judge"
)

// htmlTile is one count of the head; Offset and Share place its part of the
// bar, in percent.
type htmlTile struct {
	Label, Tone, Section string
	Count                int
	Offset, Share        string
}

func htmlTiles(run Run) []htmlTile {
	counts := run.Counts()
	forgivenCases := len(run.Forgiven())
	tiles := []htmlTile{
		{Label: "failed", Tone: "fail", Section: "failed", Count: len(run.Blocking())},
		{Label: "failed, not counted", Tone: "warn", Section: "forgiven", Count: forgivenCases},
		{Label: "skipped", Tone: "skip", Section: "skipped", Count: counts.Of(judge.Skip)},
		{Label: "passed", Tone: "pass", Section: "passed", Count: counts.Of(judge.Pass)},
		{Label: "observed", Tone: "seen", Section: "observed", Count: counts.Of(judge.Observed)},
	}
	percent, before := 100/float64(max(1, len(run.Cases))), 0
	for i := range tiles {
		tiles[i].Offset = fmt.Sprintf("%.3f", percent*float64(before))
		tiles[i].Share = fmt.Sprintf("%.3f", percent*float64(tiles[i].Count))
		if tiles[i].Count == 0 {
			tiles[i].Tone = "skip" // nothing to draw the eye to
		}
		before += tiles[i].Count
	}
	return slices.DeleteFunc(tiles, func(tile htmlTile) bool {
		return tile.Count == 0 && tile.Section != "failed" && tile.Section != "passed"
	})
}
