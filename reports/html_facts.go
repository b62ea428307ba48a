package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/runner/target"
)

type htmlFact struct{ Name, Value string }

func htmlFacts(run Run) []htmlFact {
	meta := run.Meta
	judged, duration := "must cases", ""
	if meta.Strict {
		judged = "must and should cases (strict)"
	}
	if run.End != nil {
		duration = elapsed(run.End.DurationMS)
	}
	facts := []htmlFact{
		{"Target", meta.Target.Name},
		{"Address", meta.Target.URL},
		{"Implementation", implementationLine(meta.Target.Implementation)},
		{"Profile", meta.Profile},
		{"Judged", judged},
		{"Started", meta.Started.UTC().Format("2006-01-02 15:04:05 UTC")},
		{"Duration", duration},
		{"Seed", fmt.Sprintf("%d", meta.Seed)},
		{"Shard", partOf(meta.Shard)},
		{"Suite", "apigspec " + meta.Version},
		{"Contract", short(meta.Contract)},
		{"Case set", short(meta.CaseSet)},
	}
	return slices.DeleteFunc(facts, func(fact htmlFact) bool { return fact.Value == "" })
}

func implementationLine(i *target.Implementation) string {
	if i == nil {
		return ""
	}
	return nameOf(*i)
}

// nameOf is what an implementation is called: organization, product and version, without
// the first if the product's name begins with it.
func nameOf(i target.Implementation) string {
	product := i.Product
	if !strings.HasPrefix(product, i.Organization) {
		product = i.Organization + " " + product
	}
	return oneLine(product + " " + i.Version)
}

// partOf drops the shard of a run that has only one.
func partOf(shard string) string {
	if shard == "1/1" {
		return ""
	}
	return shard
}

// short shows the beginning of a digest, enough to compare by eye.
func short(digest string) string { return digest[:min(len(digest), 12)] }
