package gateway

// orderVariants check the same things in another order. Each request that is
// invalid in one way only gets the same response.
func orderVariants() []Variant {
	const why = "no page gives the checks an order"
	order := func(stages ...stage) func(*behavior) {
		return func(b *behavior) { b.order = stages }
	}
	return []Variant{
		{"validation-first", "the request is validated before the caller is known", why,
			order(stagePath, stageQuery, stageBody, stageToken, stagePermission, stageInstance, stagePlugin, stageResource)},
		{"body-first", "the body is read before anything else", why,
			order(stageBody, stageQuery, stagePath, stageToken, stagePermission, stageInstance, stagePlugin, stageResource)},
		{"existence-before-validation", "instance and plug-in are looked up before query and body are read", why,
			order(stageToken, stagePermission, stagePath, stageInstance, stagePlugin, stageQuery, stageBody, stageResource)},
		{"permission-last", "permission is checked after everything exists", why,
			order(stageToken, stagePath, stageQuery, stageBody, stageInstance, stagePlugin, stageResource, stagePermission)},
		{"permission-after-validation", "permission is checked between validation and existence", why,
			order(stageToken, stagePath, stageQuery, stageBody, stagePermission, stageInstance, stagePlugin, stageResource)},
		{"apis-first", "environment and APIs are looked up before the plug-in", why,
			order(stageToken, stagePermission, stagePath, stageQuery, stageBody, stageInstance, stageResource, stagePlugin)},
		{"strict-validation-first", "the request is validated before the caller is known, and may hold nothing undocumented", why, func(b *behavior) {
			order(stagePath, stageQuery, stageBody, stageToken, stagePermission, stageInstance, stagePlugin, stageResource)(b)
			b.tolerated = append(b.tolerated,
				refuseTolerated("query/unknown", "APIG.2011", "query"), refuseTolerated("body/unknown-member", "APIG.2011", "body"))
		}},
		{"body-before-query", "the body is read before the query", why,
			order(stageToken, stagePermission, stagePath, stageBody, stageQuery, stageInstance, stagePlugin, stageResource)},
		{"instance-before-permission", "the instance is looked up before permission is checked", why,
			order(stageToken, stagePath, stageInstance, stagePermission, stageQuery, stageBody, stagePlugin, stageResource)},
		{"path-last", "path parameters are looked at last", why,
			order(stageToken, stagePermission, stageQuery, stageBody, stagePath, stageInstance, stagePlugin, stageResource)},
	}
}
