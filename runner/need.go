package runner

import (
	"strings"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner/fixtures"
)

// manyBindings is how many bindings <name.*> asks for at most: the longest list
// that every page with a bound allows.
const manyBindings = 500

// needOf counts what a case wants of the fixtures.
func needOf(product string, c cases.Case) fixtures.Need {
	need := fixtures.Need{Product: product}
	for _, r := range c.Refs() {
		share, name := &need.Here, r.Name
		if other, ok := strings.CutPrefix(r.Name, "other."); ok {
			share, name = &need.Other, other
		}
		counts := &share.Counts
		if r.Optional {
			counts = &share.Wish
		}
		raise(counts, name, r.To+1)
		if r.All {
			raise(&share.Wish, name, manyBindings)
		}
	}
	for _, step := range c.Steps {
		for _, o := range step.Expect.AnyOf {
			for _, text := range o.Unbinds {
				r, err := cases.ParseRef(text)
				if err != nil {
					continue
				}
				share, name := &need.Here, r.Name
				if other, ok := strings.CutPrefix(r.Name, "other."); ok {
					share, name = &need.Other, other
				}
				n := r.To + 1
				if r.All {
					n = manyBindings
				}
				raise(&share.Unbinds, name, n)
			}
		}
	}
	return need
}

func raise(c *fixtures.Counts, name string, n int) {
	switch name {
	case "api", "plugin", "api_record":
		c.Plugin = max(c.Plugin, n)
	case "second_env.api", "second_env_id":
		c.Plugin = max(c.Plugin, n)
		c.SecondEnv = max(c.SecondEnv, n)
	case "second_plugin.api", "second_plugin":
		c.Plugin = max(c.Plugin, n)
		c.SecondPlugin = max(c.SecondPlugin, n)
	case "acl", "acl_policy", "publication":
		c.ACL = max(c.ACL, n)
	case "throttle", "throttle_policy":
		c.Throttle = max(c.Throttle, n)
	}
}

// usesFixtures tells whether any placeholder of the case may name a binding.
func usesFixtures(n fixtures.Need) bool {
	return n.Here != (fixtures.Share{}) || n.Other != (fixtures.Share{})
}

// hasFixtures tells whether the product's bindings are known to the ledger.
func hasFixtures(product string) bool { return product == "apig" || product == "roma" }
