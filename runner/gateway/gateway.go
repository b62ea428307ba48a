package gateway

import (
	"fmt"

	"github.com/apigspec/apigspec/openapi/spelling"
)

// Gateway is one embedded gateway. It is safe for concurrent use and an
// http.Handler.
type Gateway struct {
	opts       Options
	b          behavior
	endpoints  []endpoint
	identities []identity
	projects   map[string]bool
	instances  map[string]*instance
	// main is the instance that target files name; of others they name other.
	main, other                 *instance
	mainFixtures, otherFixtures fixtures

	failures failures
	schedule schedule
}

// New makes a gateway in its initial state. Unknown mutants and variants are
// errors that name the nearest known one, as are variants that exclude each other.
func New(o Options) (*Gateway, error) {
	o, err := o.filled()
	if err != nil {
		return nil, err
	}
	g := &Gateway{
		opts: o, b: plainBehavior(), endpoints: endpoints(), identities: identities(o),
		projects: map[string]bool{o.IDs.Project: true, o.IDs.OtherProject: true},
	}
	if err := g.deviate(); err != nil {
		return nil, err
	}
	g.fill()
	return g, nil
}

func (g *Gateway) fill() {
	ids := newIDSource(g.opts.Seed + 1)
	id := g.opts.IDs
	g.main, g.mainFixtures = seeded(id.Project, id.Instance, id.Env, id.SecondEnv, ids, g.b.recordID)
	g.other, g.otherFixtures = seeded(id.Project, id.OtherInstance, id.Env, id.SecondEnv, ids, g.b.recordID)
	foreign, _ := seeded(id.OtherProject, id.ForeignInstance, id.Env, id.SecondEnv, ids, g.b.recordID)
	if g.opts.Examples {
		g.mainFixtures.example = g.mainFixtures.addExamples(g.main)
	}
	g.instances = map[string]*instance{g.main.id: g.main, g.other.id: g.other, foreign.id: foreign}
}

// deviate switches on the options' mutant and variants.
func (g *Gateway) deviate() error {
	variants, err := findVariants(g.opts.Variants)
	if err != nil {
		return err
	}
	for _, v := range variants {
		v.apply(&g.b)
	}
	if g.opts.Mutant == "" {
		return nil
	}
	m, err := findMutant(g.opts.Mutant)
	if err != nil {
		return err
	}
	m.apply(&g.b)
	return nil
}

// unknownName is the error for a mutant or variant that does not exist.
func unknownName(what, name string, known []string) error {
	return fmt.Errorf("there is no %s %q; the nearest one is %q", what, name, spelling.Nearest(name, known, 1)[0])
}
