package runner

import (
	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/runner/fixtures"
)

// manyBindings is how many bindings <name.*> asks for at most. The number is the
// harness's own, so that one case does not take hold of a whole gateway; cases
// that an edition's bound forbids to be so long are left out before.
const manyBindings = 500

// needOf counts what a case wants of the fixtures.
func needOf(product string, c cases.Case) fixtures.Need {
	need := fixtures.Need{Product: product}
	for _, r := range c.Refs() {
		share, item := wanted(&need, r)
		if item == (domain.Item{}) {
			continue
		}
		if r.Optional {
			share.Wish.Raise(item, r.To+1)
		} else {
			share.Counts.Raise(item, r.To+1)
		}
		if r.All {
			share.Wish.Raise(item, manyBindings)
		}
	}
	for _, step := range c.Steps {
		for _, o := range step.Expect.AnyOf {
			for _, text := range o.Unbinds {
				r, err := cases.ParseRef(text)
				if err != nil {
					continue
				}
				n := r.To + 1
				if r.All {
					n = manyBindings
				}
				if share, item := wanted(&need, r); item != (domain.Item{}) {
					share.Unbinds.Raise(item, n)
				}
			}
		}
	}
	return need
}

// wanted is the share of an instance that a placeholder's ids are taken from,
// and what of it they are; the zero item for ids that are no fixtures.
func wanted(need *fixtures.Need, r cases.Ref) (*fixtures.Share, domain.Item) {
	means := r.Meaning()
	share, item := &need.Here, means.Of.Item
	if means.Other {
		share = &need.Other
	}
	if means.Unknown {
		item = domain.Item{}
	}
	return share, item
}

// usesFixtures reports whether any placeholder of the case may name a binding.
func usesFixtures(n fixtures.Need) bool { return !n.Here.Empty() || !n.Other.Empty() }

// hasFixtures reports whether the product's bindings are known to the ledger.
func hasFixtures(product string) bool { return domain.IsProduct(product) }
