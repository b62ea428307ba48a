package main

import (
	"slices"
	"strings"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/reports"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/mutation"
	"github.com/apigspec/apigspec/runner/target"
)

// contractFlag names the contract that the cases come from.
type contractFlag struct {
	Contract string `placeholder:"FILE" help:"Derived OpenAPI document to take the cases from (default: the built-in one)."`
}

// load reads the contract and makes its cases.
func (f contractFlag) load() (*openapi.Contract, []cases.Case, error) {
	contract, err := f.contract()
	if err != nil {
		return nil, nil, &runner.ConfigError{Err: err}
	}
	all, err := cases.All(contract)
	if err != nil {
		return nil, nil, &runner.ConfigError{Err: err}
	}
	return contract, all, nil
}

func (f contractFlag) contract() (*openapi.Contract, error) {
	if f.Contract == "" {
		return openapi.Default()
	}
	return openapi.Load(f.Contract)
}

// builtIn reports whether the contract is the built-in one, wherever it came from.
func (f contractFlag) builtIn(contract *openapi.Contract) (bool, error) {
	if f.Contract == "" {
		return true, nil
	}
	own, err := openapi.Default()
	if err != nil {
		return false, err
	}
	return contract.Digest == own.Digest, nil
}

// selectionFlags say which cases a run executes, and against what.
type selectionFlags struct {
	contractFlag
	Target  string   `default:"embedded" placeholder:"T" help:"Gateway under test: embedded, mutant:ID, variant:NAME[,NAME…] or the path of a target file."`
	Profile string   `placeholder:"P" help:"${profiles} (default: the target file's)."`
	Only    []string `name:"run" placeholder:"PATTERN" help:"Only cases whose id matches; * stays within one segment, ** does not; repeatable."`
	Skip    []string `placeholder:"PATTERN" help:"Leave out cases whose id matches; repeatable."`
	Failed  string   `name:"failed-from" placeholder:"LOG" help:"Only the cases that failed, or could not be judged, in the run of this log (results.jsonl)."`
	Shard   string   `default:"1/1" placeholder:"I/N" help:"The I-th of N parts of the cases, the same on every machine. All may run on one target at the same time, each machine with its own --state: the cases about one kind of binding are in one part."`
}

// selected is what the selection flags stand for.
type selected struct {
	contract *openapi.Contract
	all      []cases.Case
	// builtIn says that the contract, and so the case set, is the built-in one.
	builtIn bool
	// available counts the cases of the profile.
	available int
	// cases are the ones to execute.
	cases []cases.Case
	// selection identifies the selected cases of all shards.
	selection string
	shard     runner.Shard
	target    target.Target
	// outlives is set for a gateway that outlives the run.
	outlives bool
	// close stops the embedded gateway, if one was started. The error may be that the
	// suite touched what it must not.
	close func() error
}

// open loads the contract, opens the target and selects the cases.
func (f selectionFlags) open() (*selected, error) {
	return f.selectFor(mutation.Open)
}

// offline is open for commands that send nothing: no gateway is started, and the
// target's credentials need not be there.
func (f selectionFlags) offline() (*selected, error) {
	return f.selectFor(func(name string) (target.Target, func() error, error) {
		described, err := mutation.Describe(name)
		return described, func() error { return nil }, err
	})
}

func (f selectionFlags) selectFor(open func(name string) (target.Target, func() error, error)) (*selected, error) {
	shard, err := runner.ParseShard(f.Shard)
	if err != nil {
		return nil, &runner.ConfigError{Err: err}
	}
	if profiles := domain.Profiles(); f.Profile != "" && !slices.Contains(profiles, f.Profile) {
		return nil, usage("--profile %q: it is one of %s", f.Profile, strings.Join(profiles, ", "))
	}
	contract, all, err := f.load()
	if err != nil {
		return nil, err
	}
	builtIn, err := f.builtIn(contract)
	if err != nil {
		return nil, &runner.ConfigError{Err: err}
	}
	selection := runner.Selection{Only: f.Only, Skip: f.Skip, Shard: shard}
	if f.Failed != "" {
		if selection.Failed, err = failedIn(f.Failed, all); err != nil {
			return nil, err
		}
	}
	opened, closeTarget, err := open(f.Target)
	if err != nil {
		return nil, err
	}
	if f.Profile != "" {
		opened.Profile = f.Profile
	}
	selection.Profile = opened.Profile
	chosen, err := runner.Select(all, selection)
	if err != nil {
		_ = closeTarget()
		return nil, err
	}
	selection.Shard = runner.Shard{}
	ofAllShards, err := runner.Select(all, selection)
	if err != nil {
		_ = closeTarget()
		return nil, err
	}
	return &selected{
		contract:  contract,
		all:       all,
		builtIn:   builtIn,
		available: reports.CountAvailable(all, opened.Profile),
		cases:     chosen,
		selection: reports.SelectionDigest(ids(ofAllShards)),
		shard:     shard,
		target:    opened,
		outlives:  !mutation.IsEmbedded(f.Target),
		close:     closeTarget,
	}, nil
}

func ids(list []cases.Case) []string {
	var ids []string
	for _, c := range list {
		ids = append(ids, c.ID)
	}
	return ids
}
