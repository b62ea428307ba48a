package gateway

import "github.com/apigspec/apigspec/runner/target"

// Target is the target file of this gateway when it is reached under the URL
// (scheme, host and base path).
func (g *Gateway) Target(url string) target.Target {
	o := g.opts
	main := g.describe(g.main, g.mainFixtures)
	main.PluginBindings = append(main.PluginBindings, target.PluginBinding{PluginID: g.mainFixtures.bulk.id, APIIDs: g.mainFixtures.apiIDs(seededAPIs)})
	other := g.describe(g.other, g.otherFixtures)
	return target.Target{
		URL:        url,
		Profile:    "all",
		ProjectID:  o.IDs.Project,
		InstanceID: o.IDs.Instance,
		EnvID:      o.IDs.Env,
		Auth: target.Auth{
			Token:             o.Tokens.Valid,
			ForbiddenToken:    o.Tokens.Forbidden,
			ExpiredToken:      o.Tokens.Expired,
			OtherProjectToken: o.Tokens.OtherProject,
			Dialect:           g.b.dialect,
		},
		Fixtures: target.Fixtures{
			Mode:              "static",
			PluginBindings:    main.PluginBindings,
			ACL:               main.ACL,
			Throttle:          main.Throttle,
			Readback:          true,
			Rebind:            true,
			ConcurrentChanges: 8,
			SecondEnvID:       o.IDs.SecondEnv,
		},
		OtherInstance: &other,
		Hooks:         target.Hooks{InternalError: url + failNextPath},
		Implementation: target.Implementation{
			Organization: "apigspec",
			Product:      "embedded reference gateway",
			URL:          "https://github.com/apigspec/apigspec",
		},
	}
}

// describe lists the bindings of an instance as a target file does: those in
// the everyday environment.
func (g *Gateway) describe(in *instance, f fixtures) target.OtherInstance {
	in.mu.RLock()
	defer in.mu.RUnlock()
	apiIDs := func(k kind, p *policy) []string {
		var ids []string
		for _, b := range in.bindings[k].list(func(b *binding) bool { return b.policy == p && b.env == g.opts.IDs.Env }) {
			ids = append(ids, b.api.id)
		}
		return ids
	}
	named := f.apiIDs(seededBindings)
	if f.example != nil {
		named = append(named, f.example.id)
	}
	return target.OtherInstance{
		InstanceID: in.id,
		PluginBindings: []target.PluginBinding{
			{PluginID: f.plugin.id, APIIDs: named},
			{PluginID: f.second.id, APIIDs: f.apiIDs(seededBindings)},
		},
		ACL:      target.ACLBindings{ACLID: f.acl.id, APIIDs: apiIDs(acls, f.acl)},
		Throttle: target.ThrottleBindings{StrategyID: f.throttle.id, APIIDs: apiIDs(throttles, f.throttle)},
	}
}

// apiIDs are the ids of the first n APIs.
func (f fixtures) apiIDs(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = f.apis[i].id
	}
	return ids
}

// IAM is a way to authenticate here with a user of the gateway's own IAM, instead
// of the token that Target names.
func (s *Server) IAM() target.IAM {
	return target.IAM{URL: s.URL(), User: iamUser, Password: iamPassword, Domain: iamDomain, Project: iamProject}
}

// AKSK is a way to authenticate here with signed requests, instead of the
// token that Target names.
func (s *Server) AKSK() target.AKSK {
	return target.AKSK{AccessKey: accessKey, SecretKey: secretKey}
}
