package main

import (
	"context"
	"encoding/json"
	"io"
	"unicode/utf8"

	"github.com/apigspec/apigspec/runner"
)

type planCommand struct {
	selectionFlags
	Seed   *int64 `placeholder:"N" help:"Order of the cases (default: random; printed)."`
	Format string `env:"-" enum:"text,json,markdown" default:"text" help:"text, json or markdown."`
}

// Run prints what a run with the same flags would send.
func (p planCommand) Run(ctx context.Context, c console) error {
	s, err := p.offline()
	if err != nil {
		return err
	}
	plan, err := runner.Planned(ctx, runner.Config{
		Contract: s.contract,
		Cases:    s.cases,
		Target:   s.target,
		Options:  runner.Options{Seed: seedOr(p.Seed)},
		Shard:    s.shard,
		Version:  version,
	})
	if err != nil {
		return err
	}
	cutBodies(plan)
	return p.print(c.Out, plan)
}

func (p planCommand) print(w io.Writer, plan runner.Plan) error {
	switch p.Format {
	case "json":
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(plan)
	case "markdown":
		_, err := io.WriteString(w, planInMarkdown(plan))
		return err
	default:
		_, err := io.WriteString(w, planInText(plan))
		return err
	}
}

// longestBody is how much of a body a plan shows, in bytes: a few ids, but not hundreds.
const longestBody = 400

// cutBodies leaves the beginning of each long body.
func cutBodies(plan runner.Plan) {
	for _, stage := range plan.Stages {
		for i := range stage.Requests {
			r := &stage.Requests[i]
			if len(r.Body) <= longestBody {
				continue
			}
			end := longestBody
			for end > longestBody-utf8.UTFMax && !utf8.RuneStart(r.Body[end]) {
				end--
			}
			r.Body = r.Body[:end]
		}
	}
}
