package mutation

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/target"
	"github.com/apigspec/apigspec/runner/watch"
)

// Open finds the gateway that name stands for: "embedded", "mutant:ID"
// and "variant:NAME[,NAME…]" start the embedded gateway on a loopback port of
// its own, anything else is the path of a target file. The caller closes the
// gateway with the returned function. Errors are *runner.ConfigError.
func Open(name string) (target.Target, func() error, error) {
	options, embedded := embeddedOptions(name)
	if embedded {
		return StartEmbedded(options)
	}
	t, err := loaded(name, target.Load)
	return t, func() error { return nil }, err
}

// Describe is [Open] for what sends nothing: it starts no gateway, an embedded one
// has no port, and the credentials of a target file need not be there.
func Describe(name string) (target.Target, error) {
	options, embedded := embeddedOptions(name)
	if !embedded {
		return loaded(name, target.LoadOffline)
	}
	g, err := gateway.New(options)
	if err != nil {
		return target.Target{}, &runner.ConfigError{Err: err}
	}
	return g.Target("http://127.0.0.1"), nil
}

// loaded is the target file of that name. Errors are *runner.ConfigError.
func loaded(name string, load func(path string) (target.Target, error)) (target.Target, error) {
	if name == "" {
		return target.Target{}, &runner.ConfigError{Err: errors.New("--target is empty: name embedded, mutant:ID, variant:NAME or the path of a target file (is APIGSPEC_TARGET set to nothing?)")}
	}
	t, err := load(name)
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("--target %s: there is no such file; it may also be embedded, mutant:ID or variant:NAME", name)
	}
	if err != nil {
		return target.Target{}, &runner.ConfigError{Err: err}
	}
	return t, nil
}

// StartEmbedded starts an embedded gateway on a free loopback port and
// returns it as a target together with the function that stops it. Stopping it is an
// error if a request named what the target does not give to a run.
func StartEmbedded(options gateway.Options) (target.Target, func() error, error) {
	g, err := gateway.New(options)
	if err != nil {
		return target.Target{}, nil, &runner.ConfigError{Err: err}
	}
	watched := watch.New(g)
	server, err := g.Start("127.0.0.1:0", watched.Before(g))
	if err != nil {
		return target.Target{}, nil, fmt.Errorf("start the embedded gateway: %w", err)
	}
	file := server.Target() // which says what is bound now
	stop := func() error {
		err := server.Close()
		if foreign := watched.Foreign(file); len(foreign) > 0 {
			err = errors.Join(err, fmt.Errorf("the suite touched what it must not: %s", strings.Join(foreign, "; ")))
		}
		return err
	}
	return file, stop, nil
}

// IsEmbedded reports whether Open would start a gateway for the name.
func IsEmbedded(name string) bool {
	_, embedded := embeddedOptions(name)
	return embedded
}

func embeddedOptions(name string) (gateway.Options, bool) {
	kind, what, _ := strings.Cut(name, ":")
	switch {
	case name == "embedded":
		return gateway.Options{}, true
	case kind == "mutant":
		return gateway.Options{Mutant: what}, true
	case kind == "variant":
		return gateway.Options{Variants: strings.Split(what, ",")}, true
	default:
		return gateway.Options{}, false
	}
}
