package gateway

import (
	"fmt"
	"strings"
)

// Options say how a gateway differs from the plain one. The zero value is a
// plain gateway with its usual ids.
type Options struct {
	// Mutant is the ID of the one deviation to switch on; empty for none.
	Mutant string
	// Variants are the names of the legal freedoms to switch on.
	Variants []string
	// BasePath stands before every path, as in "/gateway/eu"; empty for none.
	BasePath string
	// Examples makes the ids of the pages' example requests exist, bound, and
	// named in the target file. They are in DefaultEnvironment, which then
	// has to be IDs.Env.
	Examples bool
	// Seed changes every generated id and token; 0 is as good as any other.
	Seed uint64
	// IDs replaces single ids; empty fields are generated.
	IDs IDs
	// Tokens replaces single tokens; empty fields are generated.
	Tokens Tokens
}

// IDs are the ids that a target file names.
type IDs struct {
	// Project holds Instance and OtherInstance; OtherProject holds ForeignInstance.
	Project, OtherProject                    string
	Instance, OtherInstance, ForeignInstance string
	// Env is where the everyday bindings are, SecondEnv the other environment.
	Env, SecondEnv string
}

// Tokens are the user tokens that the gateway knows.
type Tokens struct {
	// Valid may do everything in the first project.
	Valid string
	// Forbidden belongs to the first project and has no permissions.
	Forbidden string
	// Expired was valid in the first project.
	Expired string
	// OtherProject may do everything in the second project.
	OtherProject string
	// Unscoped belongs to no project at all.
	Unscoped string
}

// DefaultEnvironment is the id of the RELEASE environment, which every
// instance has.
const DefaultEnvironment = "DEFAULT_ENVIRONMENT_RELEASE_ID"

func (o Options) filled() (Options, error) {
	ids := newIDSource(o.Seed)
	for _, id := range []struct {
		field *string
		value string
	}{
		{&o.IDs.Project, ids.next()},
		{&o.IDs.OtherProject, ids.next()},
		{&o.IDs.Instance, ids.next()},
		{&o.IDs.OtherInstance, ids.next()},
		{&o.IDs.ForeignInstance, ids.next()},
		{&o.IDs.Env, DefaultEnvironment},
		{&o.IDs.SecondEnv, ids.next()},
		{&o.Tokens.Valid, ids.token()},
		{&o.Tokens.Forbidden, ids.token()},
		{&o.Tokens.Expired, ids.token()},
		{&o.Tokens.OtherProject, ids.token()},
		{&o.Tokens.Unscoped, ids.token()},
	} {
		if *id.field == "" {
			*id.field = id.value
		}
	}
	if err := o.distinct(); err != nil {
		return o, err
	}
	if o.Examples && o.IDs.Env != DefaultEnvironment {
		return o, fmt.Errorf("gateway options: the pages' examples are in environment %s; leave IDs.Env empty", DefaultEnvironment)
	}
	o.BasePath = strings.TrimRight(o.BasePath, "/")
	if o.BasePath != "" && !strings.HasPrefix(o.BasePath, "/") {
		o.BasePath = "/" + o.BasePath
	}
	return o, nil
}

func (o Options) distinct() error {
	groups := map[string][]string{
		"project":     {o.IDs.Project, o.IDs.OtherProject},
		"instance":    {o.IDs.Instance, o.IDs.OtherInstance, o.IDs.ForeignInstance},
		"environment": {o.IDs.Env, o.IDs.SecondEnv},
		"token":       {o.Tokens.Valid, o.Tokens.Forbidden, o.Tokens.Expired, o.Tokens.OtherProject, o.Tokens.Unscoped},
	}
	for what, values := range groups {
		seen := map[string]bool{}
		for _, v := range values {
			if seen[v] {
				return fmt.Errorf("gateway options: two %ss are the same; give each its own value", what)
			}
			seen[v] = true
		}
	}
	return nil
}
