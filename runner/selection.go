package runner

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
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
	shard := keep(selected, func(c cases.Case) bool { return s.Shard.Holds(c.ID) })
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
	var ids []string
	for _, c := range in {
		ok, err := cases.Match(pattern, c.ID)
		if err != nil {
			return nil, err
		}
		if ok {
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

// Shard is one of several parts of the cases. A case's part follows from its
// id alone, so that every machine draws the same lines and adding a case
// moves no other.
type Shard struct {
	// Index counts from 1.
	Index, Count int
}

// ParseShard reads "I/N" with 1 ≤ I ≤ N.
func ParseShard(text string) (Shard, error) {
	index, count, ok := strings.Cut(text, "/")
	i, errIndex := strconv.Atoi(index)
	n, errCount := strconv.Atoi(count)
	if !ok || errIndex != nil || errCount != nil || i < 1 || i > n {
		return Shard{}, fmt.Errorf("--shard %q: write I/N, the I-th of N parts, such as 2/4", text)
	}
	return Shard{Index: i, Count: n}, nil
}

// Holds reports whether the case with the given id belongs to the shard.
func (s Shard) Holds(id string) bool {
	if s.Count <= 1 {
		return true
	}
	h := fnv.New32a()
	h.Write([]byte(id))
	return int(h.Sum32()%uint32(s.Count)) == s.Index-1
}

// String is the flag's form, "I/N".
func (s Shard) String() string {
	if s.Count == 0 {
		return "1/1"
	}
	return fmt.Sprintf("%d/%d", s.Index, s.Count)
}
