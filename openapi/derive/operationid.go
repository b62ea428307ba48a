package derive

import (
	"cmp"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/openapi/page"
)

// An operation's id is made from its own page only, so that it stays the same
// whatever else is derived: product, dot, resource, dash, action. The resource
// is the path without what all paths of a product share; the action follows
// from the method, or from the path where its last segment is a verb. Only
// where two paths come to the same id does the longer one say more. What an
// operation of the domain table is called does not change when an edition of
// its page renames part of the request.

// productAt is the product that a path segment leads to: a gateway of the domain
// table, or another service.
func productAt(segment string) (string, bool) {
	if gateway, ok := domain.ProductAt(segment); ok {
		return gateway.Name, true
	}
	name, ok := serviceAt[segment]
	return name, ok
}

// serviceAt maps the path segment that leads to a service to its name.
var serviceAt = map[string]string{
	"elb": "elb", "vpc": "vpc", "nat": "nat", "kms": "kms", "waf": "waf", "cts": "cts", "lts": "lts", "fgs": "fgs",
	"dns": "dns", "smn": "smn", "hss": "hss", "cbr": "cbr", "dds": "dds", "mpc": "mpc", "ces": "ces", "rds": "rds",
	"kafka": "kafka", "rabbitmq": "rabbitmq", "rocketmq": "rocketmq", "autoscaling-api": "as", "vpcep": "vpcep",
}

// mainVersion is the version that an id of the product leaves out.
func mainVersion(product string) string {
	if gateway, ok := domain.ProductNamed(product); ok {
		return gateway.Version
	}
	return serviceVersion[product]
}

// serviceVersion is the main version of services other than the gateways.
var serviceVersion = map[string]string{"elb": "v3", "cts": "v3"}

// verbs are last path segments, or their first words, that say what a POST or
// PUT does.
var verbs = map[string]bool{
	"action": true, "attach": true, "detach": true, "bind": true, "unbind": true, "import": true, "export": true,
	"publish": true, "enable": true, "disable": true, "start": true, "stop": true, "restart": true, "reboot": true,
	"reset": true, "resize": true, "batch": true, "check": true, "debug": true, "verify": true, "validate": true,
	"switch": true, "switchover": true, "upgrade": true, "rollback": true, "restore": true, "copy": true, "move": true,
	"sync": true, "cancel": true, "retry": true, "associate": true, "disassociate": true, "add": true, "remove": true,
	"create": true, "delete": true, "update": true, "query": true, "search": true, "revoke": true, "encrypt": true,
	"decrypt": true, "expand": true, "migrate": true, "transfer": true, "accept": true, "reject": true, "execute": true,
	"run": true, "invoke": true, "send": true, "apply": true, "clear": true, "lock": true, "unlock": true,
}

// putVerbs are the verbs for which PUT is the natural method; for the others
// it is POST. Another method shows at the end of the id.
var putVerbs = map[string]bool{"detach": true, "unbind": true}

type identity struct {
	id, product string
	// shared is set where another path comes to the same id by itself.
	shared bool
	// byRequest is set for a page that is known by its title, and holds the
	// identity that its method and path give it.
	byRequest *identity
}

// identifyAll gives every page its identity. Where several paths come to one
// id, the shortest keeps it, and the others add the names of their parameters;
// a page that is known by its title keeps back behind one whose method and path
// give it the id. Pages of the same method and path have the same identity.
func identifyAll(pages []*page.Page) map[*page.Page]identity {
	alone := make(map[*page.Page]identity, len(pages))
	for _, p := range pages {
		alone[p] = identify(p)
	}
	ordered := slices.Clone(pages)
	slices.SortStableFunc(ordered, func(a, b *page.Page) int {
		one, other := pathOf(a), pathOf(b)
		return cmp.Or(cmp.Compare(retitled(alone[a]), retitled(alone[b])),
			cmp.Compare(strings.Count(one, "/"), strings.Count(other, "/")), cmp.Compare(one, other))
	})
	all := make(map[*page.Page]identity, len(pages))
	byRoute, taken := map[string]identity{}, map[string]bool{}
	for _, p := range ordered {
		route := routeOf(p)
		who, known := byRoute[route]
		if !known {
			who = alone[p]
			if who.byRequest != nil && taken[who.id] {
				who = *who.byRequest
			}
			who.shared = taken[who.id]
			who.id = freeID(who.id, p.URI.Path, taken)
			taken[who.id] = true
			byRoute[route] = who
		}
		all[p] = who
	}
	return all
}

// retitled is 1 for a page that is known by its title, else 0.
func retitled(who identity) int {
	if who.byRequest != nil {
		return 1
	}
	return 0
}

// freeID is the id or, if it is taken, the id with more words.
func freeID(id, path string, taken map[string]bool) string {
	var names []string
	for _, parameter := range pathParameter.FindAllString(path, -1) {
		names = append(names, kebab(parameter))
	}
	free := id
	for n := len(names) - 1; n >= 0 && taken[free]; n-- {
		free = id + "-by-" + strings.Join(names[n:], "-")
	}
	for n := 2; taken[free]; n++ {
		free = id + "-" + itoa(n)
	}
	return free
}

// routeOf is a page's method and path, without the names of parameters.
func routeOf(p *page.Page) string {
	return strings.ToUpper(p.URI.Method) + " " + pathShape(pathOf(p))
}

func identify(p *page.Page) identity {
	byRequest := identifyRequest(p)
	known, ok := domain.Edition(domain.Page{
		Title: p.Title.Text, Path: pathOf(p), Moved: pathParameterInQuery(p), Members: requestNames(p), Product: productOfName(p.Name),
	})
	if !ok || known.ID == byRequest.id {
		return byRequest
	}
	return identity{id: known.ID, product: known.Product.Name, byRequest: &byRequest}
}

// pathParameterInQuery reports whether the address carries a parameter in its
// query that has a row in the table of the path.
func pathParameterInQuery(p *page.Page) bool {
	inQuery := queryParameters(p.URI.Path)
	for _, t := range p.Request {
		for _, r := range t.Rows {
			if t.Location == page.InPath && inQuery[r.Name] {
				return true
			}
		}
	}
	return false
}

// requestNames are the names of the query parameters and of the members of the
// body.
func requestNames(p *page.Page) []string {
	var names []string
	for _, t := range p.Request {
		if t.Location != page.InQuery && t.Location != page.InBody {
			continue
		}
		for _, r := range t.Rows {
			names = append(names, r.Name)
		}
	}
	return names
}

// identifyRequest makes the identity of a page of its method and path.
func identifyRequest(p *page.Page) identity {
	path := splitPath(p.URI.Path)
	product := path.product
	if product == "" {
		product = productOfName(p.Name)
	}
	name := resourceAction(strings.ToUpper(p.URI.Method), path, hasAction(p))
	id := product + "." + name
	if path.version != "" && path.version != mainVersion(product) {
		id += "-" + strings.ReplaceAll(path.version, ".", "-")
	}
	return identity{id: id, product: product}
}

type pathParts struct {
	version, product string
	rest             []string
}

// splitPath takes off what says nothing about the resource: the version, the
// project, the product and, for the gateways, the instance.
func splitPath(path string) pathParts {
	path, _, _ = strings.Cut(path, "?")
	var s pathParts
	segments := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	if len(segments) > 1 && segments[0] == "api" && domain.IsVersion(segments[1]) {
		segments = segments[1:]
	}
	if len(segments) > 0 && domain.IsVersion(segments[0]) {
		s.version = strings.ToLower(segments[0])
		segments = segments[1:]
	}
	if len(segments) > 1 && segments[0] == "projects" && isParameter(segments[1]) && len(segments) > 2 {
		segments = segments[1:]
	}
	if len(segments) > 1 && isParameter(segments[0]) {
		segments = segments[1:]
	}
	if len(segments) > 0 {
		if product, known := productAt(segments[0]); known {
			s.product = product
			segments = segments[1:]
		}
	}
	s.rest = withoutInstance(s.product, segments)
	return s
}

func withoutInstance(product string, segments []string) []string {
	if !domain.IsProduct(product) || len(segments) == 0 {
		return segments
	}
	if segments[0] != domain.InstancesSegment {
		return append([]string{"project"}, segments...)
	}
	if len(segments) > 2 && isParameter(segments[1]) {
		return segments[2:]
	}
	return segments
}

func isParameter(segment string) bool { return strings.HasPrefix(segment, "{") }

// productOfName reads the product from a page's name, "cts_…" or "elb-…".
func productOfName(name string) string {
	lower := strings.ToLower(name)
	end := strings.IndexFunc(lower, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	if end < 2 || strings.HasPrefix(lower, "en-us") || lower[0] < 'a' {
		return "api"
	}
	return lower[:end]
}

// hasAction reports whether the page prescribes a value for the query parameter
// action, as in PUT …/acl-bindings?action=delete. The id does not say which
// value: that may change.
func hasAction(p *page.Page) bool {
	for _, t := range p.Request {
		for _, r := range t.Rows {
			if t.Location == page.InQuery && r.Name == domain.ActionParameter {
				return prescribed(p, r).value != ""
			}
		}
	}
	_, query, _ := strings.Cut(p.URI.Path, "?")
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if name == domain.ActionParameter && !strings.HasPrefix(value, "{") {
			return value != ""
		}
	}
	return false
}

func resourceAction(method string, path pathParts, action bool) string {
	words, item := resourceWords(path.rest)
	if len(words) == 0 {
		return "root-" + actionOf(method, item, false)
	}
	last := words[len(words)-1]
	parents := words[:len(words)-1]
	join := func(tail ...string) string { return strings.Join(append(append([]string{}, parents...), tail...), "-") }

	if base, isBindings := strings.CutSuffix(last, "-bindings"); isBindings && !item {
		switch {
		case method == "POST" && !action:
			return join(base, "bind")
		case method == "PUT" && action:
			return join(base, "unbind")
		}
	}
	if !item && isVerb(method, last) {
		return join(verbWords(method, last)...)
	}
	if action && !item {
		return join(last, "batch")
	}
	plural := singular(last) != last
	verb := actionOf(method, item, plural)
	if verb == "create" || verb == "update" {
		last = singular(last)
	}
	return join(last, verb)
}

func isVerb(method, segment string) bool {
	if method != "POST" && method != "PUT" {
		return false
	}
	first, _, _ := strings.Cut(segment, "-")
	return verbs[first]
}

func verbWords(method, segment string) []string {
	natural := "POST"
	if putVerbs[segment] {
		natural = "PUT"
	}
	if method == natural {
		return []string{segment}
	}
	return []string{segment, strings.ToLower(method)}
}

// resourceWords are the static segments; item is set when the path ends in a
// parameter.
func resourceWords(segments []string) (words []string, item bool) {
	for i, s := range segments {
		if isParameter(s) {
			continue
		}
		word := kebab(s)
		if i+1 < len(segments) && isParameter(segments[i+1]) {
			word = singular(word)
		}
		words = append(words, word)
	}
	for i := range len(words) - 1 {
		base, bindings := strings.CutSuffix(words[i], "-bindings")
		kind, target, bound := strings.Cut(words[i+1], "binded-")
		if bindings && bound {
			words[i], words[i+1] = base, kind+"bound-"+target
		}
	}
	return words, len(segments) > 0 && isParameter(segments[len(segments)-1])
}

func actionOf(method string, item, plural bool) string {
	switch {
	case method == "GET" && (item || !plural):
		return "show"
	case method == "GET":
		return "list"
	case method == "POST" && !item:
		return "create"
	case method == "PUT" && (item || !plural):
		return "update"
	case method == "PUT":
		return "batch-update"
	case method == "DELETE" && !item && plural:
		return "batch-delete"
	}
	return strings.ToLower(method)
}

// kebab writes a path segment in lower-case words joined by dashes.
func kebab(segment string) string {
	var b strings.Builder
	previous := '-'
	for _, r := range segment {
		switch {
		case r >= 'A' && r <= 'Z':
			if previous >= 'a' && previous <= 'z' || previous >= '0' && previous <= '9' {
				b.WriteByte('-')
			}
			b.WriteRune(r - 'A' + 'a')
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		default:
			if previous != '-' {
				b.WriteByte('-')
			}
			r = '-'
		}
		previous = r
	}
	return strings.Trim(b.String(), "-")
}

func singular(word string) string {
	switch {
	case strings.HasSuffix(word, "apis"):
		return strings.TrimSuffix(word, "s")
	case strings.HasSuffix(word, "ies"):
		return strings.TrimSuffix(word, "ies") + "y"
	case strings.HasSuffix(word, "sses"), strings.HasSuffix(word, "xes"), strings.HasSuffix(word, "ches"), strings.HasSuffix(word, "shes"):
		return strings.TrimSuffix(word, "es")
	case strings.HasSuffix(word, "ss"), strings.HasSuffix(word, "us"), strings.HasSuffix(word, "is"), strings.HasSuffix(word, "dns"):
		return word
	}
	return strings.TrimSuffix(word, "s")
}
