package runner

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/openapi/spelling"
)

// Selection says which cases a run executes.
type Selection struct {
	// Profile is one of domain.Profiles; empty is all of them. It chooses between
	// the gateway products; cases of any other product are always part of the run.
	Profile string
	// Only and Skip are patterns over case ids: "*" stands for anything
	// within one segment, "**" for anything over segments. No Only pattern
	// means every case.
	Only, Skip []string
	// Failed are ids of cases that failed in an earlier run. If there are any, every
	// other case is left out.
	Failed []string
	// Shard is this machine's part of the cases; the zero value is all.
	Shard Shard
}

// SelectionError says that a selection leaves nothing to execute, or that a
// pattern matches no case: a green run would then mean nothing.
type SelectionError struct {
	// Message says what matched nothing and what to do about it.
	Message string
}

func (e *SelectionError) Error() string { return e.Message }

// Select returns the selected cases in their given order. It returns a
// *SelectionError when a pattern matches nothing or nothing is left, and a
// *ConfigError for a malformed pattern.
func Select(all []cases.Case, s Selection) ([]cases.Case, error) {
	inProfile := keep(all, s.includes)
	if len(inProfile) == 0 {
		return nil, &SelectionError{Message: fmt.Sprintf("profile %s holds none of the %d cases", s.Profile, len(all))}
	}
	selected, err := s.only(inProfile, all)
	if err != nil {
		return nil, err
	}
	selected, err = s.skip(selected, all)
	if err != nil {
		return nil, err
	}
	if len(selected) == 0 {
		return nil, &SelectionError{Message: "--skip leaves no case to execute: remove a --skip pattern"}
	}
	if selected, err = s.failed(selected); err != nil {
		return nil, err
	}
	if s.Shard.whole() {
		return selected, nil
	}
	shard := keep(selected, s.Shard.Holds)
	if len(shard) == 0 {
		return nil, &SelectionError{Message: fmt.Sprintf("shard %s holds none of the %d selected cases: use fewer shards", s.Shard, len(selected))}
	}
	return shard, nil
}

func (s Selection) includes(c cases.Case) bool {
	product := domain.ProductOf(c.Operation)
	return !domain.IsProduct(product) || s.Profile == "" || domain.Claims(s.Profile, product)
}

func (s Selection) only(candidates, all []cases.Case) ([]cases.Case, error) {
	if len(s.Only) == 0 {
		return candidates, nil
	}
	wanted := map[string]bool{}
	for _, pattern := range s.Only {
		ids, err := matching(pattern, candidates)
		if err != nil {
			return nil, &ConfigError{Err: fmt.Errorf("--run: %w", err)}
		}
		if len(ids) == 0 {
			return nil, s.unmatched("--run", pattern, all)
		}
		for _, id := range ids {
			wanted[id] = true
		}
	}
	return keep(candidates, func(c cases.Case) bool { return wanted[c.ID] }), nil
}

func (s Selection) skip(candidates, all []cases.Case) ([]cases.Case, error) {
	if len(s.Skip) == 0 {
		return candidates, nil
	}
	unwanted := map[string]bool{}
	for _, pattern := range s.Skip {
		ids, err := matching(pattern, all)
		if err != nil {
			return nil, &ConfigError{Err: fmt.Errorf("--skip: %w", err)}
		}
		if len(ids) == 0 {
			return nil, s.unmatched("--skip", pattern, all)
		}
		for _, id := range ids {
			unwanted[id] = true
		}
	}
	return keep(candidates, func(c cases.Case) bool { return !unwanted[c.ID] }), nil
}

func (s Selection) failed(candidates []cases.Case) ([]cases.Case, error) {
	if len(s.Failed) == 0 {
		return candidates, nil
	}
	failed := keep(candidates, func(c cases.Case) bool { return slices.Contains(s.Failed, c.ID) })
	if len(failed) == 0 {
		return nil, &SelectionError{Message: fmt.Sprintf("--failed-from: none of the %d cases that failed is among the %d selected: widen --profile and --run", len(s.Failed), len(candidates))}
	}
	return failed, nil
}

// unmatched tells a pattern outside the profile from one that matches nowhere.
func (s Selection) unmatched(flag, pattern string, all []cases.Case) error {
	if ids, err := matching(pattern, all); err == nil && len(ids) > 0 {
		return &SelectionError{Message: fmt.Sprintf("%s %q matches no case of profile %s (%d outside it): add --profile %s", flag, pattern, s.Profile, len(ids), domain.AllProfiles)}
	}
	ids := make([]string, 0, len(all))
	for _, c := range all {
		ids = append(ids, c.ID)
	}
	return &SelectionError{Message: fmt.Sprintf("%s %q matches no case; the nearest ids are %s (see apigspec list)",
		flag, pattern, strings.Join(spelling.Nearest(strings.Trim(pattern, "*/"), ids, 3), ", "))}
}

func matching(pattern string, in []cases.Case) ([]string, error) {
	p, err := cases.ParsePattern(pattern)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, c := range in {
		if p.Match(c.ID) {
			ids = append(ids, c.ID)
		}
	}
	return ids, nil
}

func keep[T any](in []T, wanted func(T) bool) []T {
	var out []T
	for _, x := range in {
		if wanted(x) {
			out = append(out, x)
		}
	}
	return out
}

// drop returns those that are not unwanted.
func drop[T any](in []T, unwanted func(T) bool) []T {
	return keep(in, func(x T) bool { return !unwanted(x) })
}
