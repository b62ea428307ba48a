package gateway

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestTablesAreSound(t *testing.T) {
	t.Parallel()
	clause := regexp.MustCompile(`^(apig\.plugin-detach|roma\.plugin-detach|apig\.acl-unbind|apig\.throttle-unbind)/(` +
		`uri|function/(effect|immediate)|query/action/(mandatory|value|type)|path/(project_id|instance_id|plugin_id)/(mandatory|type)|` +
		`header/X-Auth-Token/(mandatory|type)|body/(env_id|api_ids|acl_bindings|throttle_bindings)/(mandatory|optional|type|items|array-length)|` +
		`example/request/1|response/(200|204|400|401|403|404|500)(/code|/failure/items|/[a-z_.\[\]]+)?)$`)
	seen := map[string]bool{}
	for _, m := range Mutants() {
		switch {
		case seen[m.ID]:
			t.Errorf("mutant %s is there twice", m.ID)
		case m.Level != "must" && m.Level != "should":
			t.Errorf("mutant %s has level %q", m.ID, m.Level)
		case m.Summary == "" || m.Area == "" || m.apply == nil:
			t.Errorf("mutant %s is incomplete", m.ID)
		case !clause.MatchString(m.Clause) || !strings.HasPrefix(m.Clause, m.Operation+"/"):
			t.Errorf("mutant %s breaks clause %q, which cannot be", m.ID, m.Clause)
		}
		seen[m.ID] = true
	}
	if n := len(Mutants()); n < 320 {
		t.Errorf("%d mutants, want at least 320", n)
	}
	for _, v := range Variants() {
		if seen[v.Name] || v.Summary == "" || v.Why == "" || v.apply == nil {
			t.Errorf("variant %q is incomplete or there twice", v.Name)
		}
		seen[v.Name] = true
	}
	if n := len(Variants()); n < 46 {
		t.Errorf("%d variants, want at least 46", n)
	}
}

// TestEveryMutantShows runs the same conversation with the plain gateway and
// with each mutant: at least one response must differ, byte by byte.
func TestEveryMutantShows(t *testing.T) {
	if testing.Short() {
		t.Skip("some 60,000 requests; left out by -short")
	}
	t.Parallel()
	plain := map[string][]string{}
	for _, op := range allOperations() {
		plain[op] = converse(start(t, Options{}), op, 0, nil)
		if again := converse(start(t, Options{}), op, 0, nil); !slices.Equal(plain[op], again) {
			t.Fatalf("%s: two plain gateways differ: %s", op, firstDifference(plain[op], again))
		}
	}
	for _, m := range Mutants() {
		t.Run(m.ID, func(t *testing.T) {
			t.Parallel()
			var pause time.Duration
			if d, ok := strings.CutPrefix(m.ID, m.Operation+"/effect/back-after-"); ok {
				pause, _ = time.ParseDuration(d)
			}
			converse(start(t, Options{Mutant: m.ID}), m.Operation, pause, func(i int, response string) bool {
				if response != plain[m.Operation][i] {
					return false
				}
				if i == len(plain[m.Operation])-1 {
					t.Errorf("%s: no response differs from the plain gateway's", m.Summary)
				}
				return true
			})
		})
	}
}

// TestEveryVariantShows does the same with the variants, over all operations.
func TestEveryVariantShows(t *testing.T) {
	if testing.Short() {
		t.Skip("some 60,000 requests; left out by -short")
	}
	t.Parallel()
	hidden := []string{"slow", "trickled", "one-at-a-time"} // they differ in time only
	plain := map[string][]string{}
	for _, op := range allOperations() {
		plain[op] = converse(start(t, Options{}), op, 0, nil)
	}
	for _, v := range Variants() {
		if slices.Contains(hidden, v.Name) {
			continue
		}
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			for _, op := range allOperations() {
				differs := false
				converse(start(t, Options{Variants: []string{v.Name}}), op, 0, func(i int, response string) bool {
					differs = response != plain[op][i]
					return !differs
				})
				if differs {
					return
				}
			}
			t.Errorf("%s: no response differs from the plain gateway's", v.Summary)
		})
	}
}

func TestParallelClients(t *testing.T) {
	t.Parallel()
	for _, o := range []Options{{}, {Mutant: opAPIGACL + "/accounting/success-twice"}, {Variants: []string{"lists-lag", "gzip"}}} {
		p := start(t, o)
		f := p.gw.mainFixtures
		body := detachBody(p.gw.opts.IDs.Env, f.apis[0].id)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range 10 {
					for _, c := range []call{
						{method: "PUT", path: "plugins/" + f.plugin.id + "/detach", body: body},
						{method: "POST", path: "plugins/" + f.plugin.id + "/attach", body: body},
						{method: "GET", path: "plugins/" + f.plugin.id + "/attached-apis?limit=3"},
						{method: "PUT", path: "acl-bindings?action=delete", body: `{"acl_bindings":["x"]}`},
						{method: "GET", path: "acl-bindings/binded-apis?acl_id=" + f.acl.id},
					} {
						if _, err := p.try(c); err != nil {
							t.Errorf("%s %s: %v", c.method, c.path, err)
						}
					}
				}
			})
		}
		wg.Wait()
	}
}

// converse sends the conversation about one operation and returns the
// responses. It ends early when see returns false.
func converse(p *probe, op string, pause time.Duration, see func(i int, response string) bool) []string {
	c := &conversation{probe: p, dial: serveInMemory(p.srv.http), pause: pause, see: see}
	c.prefix = "apigw"
	if op == opROMADetach {
		c.prefix = "apic"
	}
	if isBatch(op) {
		c.batch(op)
	} else {
		c.detach()
	}
	return c.responses
}

type conversation struct {
	*probe
	dial      func() net.Conn
	prefix    string
	pause     time.Duration
	see       func(i int, response string) bool
	responses []string
	over      bool
}

func (c *conversation) note(response string) {
	if c.over {
		return
	}
	c.responses = append(c.responses, response)
	if c.see != nil && !c.see(len(c.responses)-1, response) {
		c.over = true
	}
}

// stable leaves out what differs from run to run: dates and request ids.
func stable(text string) string {
	var b strings.Builder
	for text != "" {
		next, length := len(text), 0
		for _, value := range []struct{ before, like string }{
			{"Date: ", "Mon, 02 Jan 2006 15:04:05 GMT"},
			{`_time":"`, "2006-01-02T15:04:05.000Z"},
			{requestID + ": ", strings.Repeat("0", 32)},
		} {
			if i := strings.Index(text, value.before); i >= 0 && i+len(value.before) < next {
				next, length = i+len(value.before), len(value.like)
			}
		}
		b.WriteString(text[:next])
		text = text[min(next+length, len(text)):]
	}
	return b.String()
}

// ask sends a request on a connection of its own and notes every byte that
// comes back.
func (c *conversation) ask(q call) {
	c.t.Helper()
	if c.over {
		return
	}
	if q.prefix == "" {
		q.prefix = c.prefix
	}
	r := c.request(q)
	r.Header.Set("Accept-Encoding", "gzip")
	r.Close = true
	conn := c.dial()
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(2 * time.Second))
	go r.Write(conn) //nolint:errcheck // an answer may come before the whole request is read
	received, err := io.ReadAll(io.LimitReader(conn, 256<<10))
	note := stable(string(received))
	if err != nil {
		note += " [cut]"
	}
	c.note(note)
}

// askTogether sends several requests over one connection.
func (c *conversation) askTogether(all ...call) {
	if c.over {
		return
	}
	transport := &http.Transport{MaxConnsPerHost: 1}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: time.Second, CheckRedirect: c.c.CheckRedirect}
	for _, q := range all {
		q.prefix = c.prefix
		res, err := client.Do(c.request(q))
		if err != nil {
			c.note("error")
			continue
		}
		var b bytes.Buffer
		_, _ = io.Copy(&b, res.Body)
		res.Body.Close()
		c.note(fmt.Sprint(res.StatusCode, stable(b.String())))
	}
}

// look lists what the fixtures are bound to.
func (c *conversation) look() {
	c.lookAt("", c.gw.mainFixtures)
}

// lookAround lists the other instance's bindings too.
func (c *conversation) lookAround() {
	c.look()
	c.lookAt(c.gw.opts.IDs.OtherInstance, c.gw.otherFixtures)
}

func (c *conversation) lookAt(host string, f fixtures) {
	for _, path := range []string{
		"plugins/" + f.plugin.id + "/attached-apis?limit=18&env_id=" + c.gw.opts.IDs.Env,
		"plugins/" + f.plugin.id + "/attached-apis?env_id=" + c.gw.opts.IDs.SecondEnv,
		"plugins/" + f.second.id + "/attached-apis",
		"acl-bindings/binded-apis?acl_id=" + f.acl.id,
		"throttle-bindings/binded-apis?throttle_id=" + f.throttle.id,
	} {
		c.ask(call{method: "GET", host: host, path: path})
	}
}

// negatives sends one request per way of not being let in, and per method.
func (c *conversation) negatives(path, body string) {
	o := c.gw.opts
	valid := o.Tokens.Valid
	n := len(valid)
	flip := func(i int) string {
		b := []byte(valid)
		b[i] = 'A' + (b[i]-'A'+1)%26
		return string(b)
	}
	for _, token := range []string{
		"-", "garbage", o.Tokens.Expired, o.Tokens.Forbidden, o.Tokens.OtherProject, o.Tokens.Unscoped,
		valid[:n-1] + string(valid[n-1]+1), strings.ToLower(valid), valid[:n-1], valid[:n/2], valid + "x", "x" + valid, flip(0), flip(n / 2), flip(n - 1),
	} {
		c.ask(call{method: "PUT", path: path, body: body, token: token})
	}
	c.look()
	join := "?"
	if strings.Contains(path, "?") {
		join = "&"
	}
	c.ask(call{method: "PUT", path: path, body: body, header: map[string]string{"X-Auth-Token": ""}, token: "-"})
	c.askTogether(call{method: "PUT", path: path, body: "{}"}, call{method: "PUT", path: path, body: "{}", header: map[string]string{"X-Auth-Token": " "}, token: "-"})
	c.ask(call{method: "PUT", path: path + join + "token=" + valid, body: body, token: "-"})
	c.ask(call{method: "PUT", path: path, body: body, token: "-", header: map[string]string{"Authorization": "Bearer " + valid}})
	c.ask(call{method: "PUT", path: path, body: body, token: "-", header: map[string]string{"Cookie": "token=" + valid}})
	c.ask(call{method: "PUT", path: path, body: body, token: "-", header: map[string]string{"X-Token": valid}})
	c.ask(call{method: "PUT", path: path, body: `{"token":"` + valid + `",` + body[1:], token: "-"})
	c.look()
	c.ask(call{method: "PUT", path: path, body: body, in: strings.Repeat("0", 32)})
	c.ask(call{method: "PUT", path: path, body: body, in: o.IDs.OtherProject})
	c.ask(call{method: "PUT", path: path, body: body, in: o.IDs.Project + "0"})
	c.ask(call{method: "PUT", path: path, body: body, in: o.IDs.Project[:31]})
	c.ask(call{method: "PUT", path: path, body: body, host: o.IDs.Instance + "0"})
	c.ask(call{method: "PUT", path: path, body: body, host: o.IDs.Instance[:31]})
	c.ask(call{method: "PUT", path: path, body: `{}`, token: "garbage"})
	c.ask(call{method: "PUT", path: path + join + "access_token=" + valid, body: body, token: "-"})
	c.ask(call{method: "PUT", path: path, body: body, token: "-", header: map[string]string{
		"Authorization": "SDK-HMAC-SHA256 Access=x, SignedHeaders=host, Signature=00", "X-Sdk-Date": "20200101T000000Z",
	}})
	for _, header := range []map[string]string{
		{"Accept": "*/*"}, {"Accept": "text/html, application/json"}, {"Transfer-Encoding": "chunked"}, {"Expect": "100-continue"},
		{"Content-Type": `application/json;charset="utf-8"`},
	} {
		c.ask(call{method: "PUT", path: path, body: body, header: header})
	}
	c.ask(call{method: "PUT", path: path, body: body, host: "no!"})
	c.ask(call{method: "PUT", path: path, body: body, host: strings.Repeat("0", 32)})
	c.ask(call{method: "PUT", path: path, body: body, host: o.IDs.Instance[:30] + "zz"})
	c.ask(call{method: "PUT", path: path, body: body, host: o.IDs.ForeignInstance})
	c.look()
	for _, more := range []string{`"x","y",`, strings.Repeat(`"x",`, 12)} {
		c.ask(call{method: "PUT", path: path, body: strings.Replace(body, `[`, `[`+more, 1), token: o.Tokens.Forbidden})
	}
	c.ask(call{method: "PUT", path: path, body: strings.Replace(body, o.IDs.Env, o.IDs.SecondEnv, 1), token: o.Tokens.Forbidden})
	c.ask(call{method: "PUT", path: path, body: strings.Replace(strings.Replace(body, `["`, `["`+strings.Repeat(`x","`, 100), 1), `"]`, `",7]`, 1)})
	for _, token := range []string{"-", o.Tokens.Forbidden, o.Tokens.Expired} {
		c.ask(call{method: "PUT", path: path, body: body, host: o.IDs.OtherInstance, token: token})
		c.ask(call{method: "PUT", path: path, body: strings.NewReplacer(c.gw.mainFixtures.apis[10].id, "x").Replace(body), token: token})
	}
	plain, query, _ := strings.Cut(path, "?")
	whole := "/v2/" + o.IDs.Project + "/" + c.prefix + "/instances/" + o.IDs.Instance + "/" + plain
	last := strings.LastIndexByte(whole, '/')
	for _, spelled := range []string{whole + "/", whole[:last] + "/" + whole[last:]} {
		c.ask(call{method: "PUT", path: spelled + "?" + query, body: body, token: "-"})
	}
	for _, method := range []string{"PATCH", "DELETE", "GET", "POST", "HEAD", "OPTIONS"} {
		c.ask(call{method: method, path: path, body: body})
	}
	c.ask(call{method: "HEAD", path: "acl-bindings/binded-apis?acl_id=" + c.gw.mainFixtures.acl.id})
	bare, _, _ := strings.Cut(path, "?")
	c.ask(call{method: "PUT", path: bare, body: body, header: map[string]string{"Action": "delete"}})
	c.ask(call{method: "PUT", path: path, body: "{", token: o.Tokens.Forbidden})
	c.ask(call{method: "PUT", path: bare, body: "{"})
	c.ask(call{method: "PUT", path: path, body: "{", host: "no!"})
	c.ask(call{method: "GET", path: "plugins/" + c.gw.mainFixtures.bulk.id + "/attached-apis?offset=2&limit=51"})
	c.ask(call{method: "PUT", path: bare + "/" + path[len(bare):], body: body})
	c.ask(call{method: "PUT", path: path, body: body, header: map[string]string{"User-Agent": ""}})
	for _, refused := range []string{bare + "?action=create", "plugins/" + strings.Repeat("0", 32) + "/detach"} {
		for _, accept := range []string{"*/*", "text/html,*/*;q=0.8"} {
			c.ask(call{method: "PUT", path: refused, body: body, header: map[string]string{"Accept": accept}})
		}
	}
	c.ask(call{method: "PUT", path: path, body: strings.Replace(body, `["`, `["x\r\nX-A: b","`, 1)})
}

// wrongBodies are bodies with what no list may hold and documents that are
// none; odd are those that a reader may accept.
func wrongBodies(list, ids, rest string) (all, odd []string) {
	member := func(value string) { all = append(all, fmt.Sprintf(`{%s%q:%s}`, rest, list, value)) }
	for _, value := range []string{`null`, `[]`, `"x"`, `{}`, `7`, `true`, `""`, `0`, `false`, `"x,y"`, `"[\"x\"]"`, `[` + strings.Repeat(`"x",`, 12) + `1]`} {
		member(value)
	}
	for _, item := range []string{`1`, `null`, `{}`, `true`, `[]`} {
		member(`["x",` + item + `,"y"]`)
		member(`[` + item + `,"y"]`)
		member(`["x",` + item + `]`)
		member(`[` + item + `,` + ids + `]`)
	}
	valid := fmt.Sprintf(`{%s%q:[%s]}`, rest, list, ids)
	all = append(all, `{}`, `[]`, `[`+ids+`]`, `7`, `null`, `"x"`, `""`, `0`, `false`, `not json`, valid[:len(valid)-2], fmt.Sprintf("%q", valid))
	unclosed := valid[:len(valid)-1]
	for _, end := range []string{",}", `,,"x":1}`, `,"x"=1}`, `,"x":None}`, `,"x":"\q"}`, `,"x":"\u12"}`, ",\"x\":\"a\nb\"}", "/* x */}", " // x\n}", " # x\n}"} {
		all = append(all, unclosed+end)
	}
	all = append(all, "{,"+valid[1:], "body="+valid, unclosed[:len(unclosed)-1]+",]}", unclosed[:len(unclosed)-1]+` "x"]}`, strings.Replace(valid, "[", "[,", 1),
		strings.NewReplacer("{", "", "}", "", "[", "", "]", "", `"`, "", ":", "=", ",", "&").Replace(valid))
	return all, []string{valid + valid, "\ufeff" + `{}`, strings.ToUpper(valid[:8]) + valid[8:], `{"a":1,` + valid[1:],
		strings.Replace(valid, "{", `{"`+list+`":["z"],`, 1)}
}

func (c *conversation) wrong(put func(string), list, ids, rest string) {
	wrong, odd := wrongBodies(list, ids, rest)
	for _, bodies := range [][]string{wrong, odd} {
		for _, body := range bodies {
			put(body)
		}
		c.look()
	}
}

func (c *conversation) detach() {
	o, f := c.gw.opts, c.gw.mainFixtures
	path := "plugins/" + f.plugin.id + "/detach"
	env := fmt.Sprintf(`"env_id":%q,`, o.IDs.Env)
	id := func(i int) string { return f.apis[i].id }
	put := func(body string) { c.ask(call{method: "PUT", path: path, body: body}) }
	bind := func(ids ...string) {
		c.ask(call{method: "POST", path: "plugins/" + f.plugin.id + "/attach", body: detachBody(o.IDs.Env, ids...)})
	}
	c.look()
	put(detachBody(o.IDs.Env, id(0)))
	c.lookAround()
	time.Sleep(c.pause)
	c.look()
	put(detachBody(o.IDs.Env, id(0)))
	put(detachBody(o.IDs.Env, id(3), id(1), id(2)))
	c.look()
	bind(id(0), id(1), id(2), id(3))
	put(detachBody(o.IDs.SecondEnv, id(4)))
	c.look()
	put(detachBody(o.IDs.Env, id(5), id(6)))
	put(detachBody(o.IDs.Env, id(5), id(5)))
	put(detachBody(o.IDs.Env, id(7), strings.Repeat("0", 32)))
	c.look()
	put(detachBody(strings.Repeat("0", 32), id(7)))
	c.ask(call{method: "PUT", path: "plugins/" + strings.Repeat("0", 32) + "/detach", body: detachBody(o.IDs.Env, id(7))})
	c.look()
	c.ask(call{method: "PUT", path: "plugins/" + strings.Repeat("0", 32) + "/detach", body: detachBody(o.IDs.Env, strings.Repeat("0", 32))})
	c.ask(call{method: "PUT", path: path, body: detachBody(o.IDs.Env, id(7)[:31]+"-"), token: "-"})
	c.ask(call{method: "PUT", path: path, body: detachBody(o.IDs.Env, id(20)), token: "-"})
	put(fmt.Sprintf("{\n  \"env_id\" : %q,\n  \"api_ids\" : [ %q ]\n}", DefaultEnvironment, exampleAPI))
	c.ask(call{method: "PUT", path: "plugins/" + f.plugin.id[:20] + "/detach", body: detachBody(o.IDs.Env, id(7))})
	c.ask(call{method: "PUT", path: "plugins/" + f.plugin.id + "0/detach", body: detachBody(o.IDs.Env, id(7))})
	put(detachBody(o.IDs.Env, slices.Repeat([]string{id(7)}, maxItems+1)...))
	c.ask(call{method: "PUT", path: path, body: "-", host: o.IDs.OtherInstance})
	c.ask(call{method: "PUT", path: "plugins/" + c.gw.otherFixtures.plugin.id + "/detach", host: o.IDs.OtherInstance, body: detachBody(o.IDs.Env, c.gw.otherFixtures.apis[0].id)})
	c.ask(call{method: "PUT", path: path, body: detachBody(o.IDs.Env, id(0)), header: map[string]string{"Content-Type": "text/plain"}})
	c.ask(call{method: "POST", path: failNextPath})
	put(detachBody(o.IDs.Env, id(8)))
	c.look()
	put("")
	for _, e := range []string{``, `"env_id":null,`, `"env_id":"",`, `"env_id":7,`, `"env_id":true,`, `"env_id":[],`, `"env_id":{},`} {
		put(`{` + e + `"api_ids":` + quoted(id(9)) + `}`)
	}
	put(`{` + strings.TrimSuffix(env, ",") + `}`)
	c.wrong(put, "api_ids", `"`+id(9)+`"`, env)
	c.negatives(path, detachBody(o.IDs.Env, id(10)))
	for range 8 {
		c.ask(call{method: "PUT", path: path, body: detachBody(o.IDs.Env, id(11))})
		bind(id(11))
	}
	one := call{method: "PUT", path: path, body: detachBody(o.IDs.Env, id(11))}
	c.askTogether(one, one, one, one)

	var many []string
	for i := range maxItems {
		many = append(many, id(i))
	}
	for _, ids := range [][]string{append(slices.Clone(many), id(maxItems), id(maxItems+1)), append(slices.Clone(many), id(maxItems)), many} {
		c.ask(call{method: "PUT", path: "plugins/" + f.bulk.id + "/detach", body: detachBody(o.IDs.Env, ids...)})
		c.ask(call{method: "GET", path: "plugins/" + f.bulk.id + "/attached-apis?limit=3"})
	}
}

func (c *conversation) batch(op string) {
	o := c.gw.opts
	list := listName(op)
	path, f := strings.ReplaceAll(list, "_", "-"), c.srv.Target().Fixtures
	here, there := c.gw.mainFixtures, c.gw.otherFixtures
	ids, others, foreign := c.records(c.gw.main, acls, here.acl), c.records(c.gw.main, throttles, here.throttle), c.records(c.gw.other, acls, there.acl)
	policy := f.ACL.ACLID
	if op == opAPIGThrottle {
		ids, others, foreign = others, ids, c.records(c.gw.other, throttles, there.throttle)
		policy = f.Throttle.StrategyID
	}
	query := path + "?action=delete"
	stranger := strings.Repeat("0", 32)
	body := func(ids ...string) string { return fmt.Sprintf(`{%q:%s}`, list, quoted(ids...)) }
	put := func(body string) { c.ask(call{method: "PUT", path: query, body: body}) }
	c.look()
	put(body(ids[0]))
	c.lookAround()
	time.Sleep(c.pause)
	c.look()
	put(body(ids[0]))
	put(body(ids[3], ids[1], ids[2]))
	c.look()
	put(body(stranger, stranger[1:]+"a"))
	put(body(stranger, ids[4], stranger[1:]+"b", "x"))
	c.look()
	put(body(ids[5], ids[5]))
	put(body(others[0]))
	put(body(foreign[0]))
	c.lookAround()
	put(body(ids[6][:20]))
	put(body(" " + ids[6] + " "))
	put(body("' OR '1'='1"))
	put(body(strings.ToUpper(ids[6])))
	put(body(strings.ToLower(ids[6])))
	put(body(""))
	put(body(policy))
	put(body(c.gw.mainFixtures.apis[7].id))
	put(body(c.gw.mainFixtures.plugin.id))
	published, _ := c.gw.mainFixtures.apis[7].publishedIn(o.IDs.Env)
	put(body(published.id))
	c.look()
	put(fmt.Sprintf("{\n  %q : %s\n}", list, quoted(exampleIDs(op)...)))
	put(`{}`)
	put(body(append(slices.Repeat([]string{stranger}, 500), "a")...))
	c.look()
	rebind(c, op)
	ids = c.bound(map[string]kind{opAPIGACL: acls, opAPIGThrottle: throttles}[op], policy, call{prefix: c.prefix, path: "&env_id=" + o.IDs.Env})
	if len(ids) < 10 {
		c.note(fmt.Sprintf("%d bindings could be bound again", len(ids)))
		return
	}
	put(body(ids[:2]...))
	put(body(append([]string{ids[3]}, "p", "q")...))
	put(body(append(slices.Repeat([]string{stranger}, 10), ids[2])...))
	c.look()
	c.ask(call{method: "PUT", path: query, body: body(foreign[1]), host: o.IDs.OtherInstance})
	c.look()
	c.ask(call{method: "PUT", path: query, body: body(ids[4]), header: map[string]string{"Content-Type": "text/plain"}})
	c.ask(call{method: "POST", path: failNextPath})
	put(body(ids[5]))
	c.look()
	put("")
	for _, action := range []string{
		"", "?action=", "?action", "?action=DELETE", "?action=Delete", "?action=%20delete", "?action=deleted", "?action=del", "?action=undelete",
		"?action=remove", "?action=create", "?action=online", "?action=bind", "?action=delete%0A", "?action=delete%00x", "?action=%64elete", "?ACTION=delete", "?action=delete&action=delete", "?action=delete&x=1",
		"?action=delete&action=create", "?action=create&action=delete",
	} {
		c.ask(call{method: "PUT", path: path + action, body: body(ids[6])})
	}
	c.ask(call{method: "PUT", path: path, body: `{"action":"delete",` + body(ids[6])[1:]})
	c.ask(call{method: "PUT", path: path, body: body(ids[6]), header: map[string]string{"Action": "delete"}})
	put(strings.NewReplacer("acl", "throttle", "throttle", "acl").Replace(body(ids[7])))
	c.wrong(put, list, `"`+ids[8]+`"`, "")
	c.negatives(query, body(ids[9]))
	for i := range 8 {
		put(body(fmt.Sprint("unknown-", i)))
	}
	c.askTogether(call{method: "PUT", path: query, body: body("a")}, call{method: "PUT", path: query, body: body("b", "c")})
}

// rebind binds the first APIs again.
func rebind(c *conversation, op string) {
	f := c.gw.mainFixtures
	var records []string
	for _, a := range f.apis[:seededPolicyACL] {
		p, _ := a.publishedIn(c.gw.opts.IDs.Env)
		records = append(records, p.id)
	}
	path, name, policy := "acl-bindings", "acl_id", f.acl
	if op == opAPIGThrottle {
		path, name, policy = "throttle-bindings", "strategy_id", f.throttle
	}
	c.ask(call{method: "POST", path: path, body: fmt.Sprintf(`{%q:%q,"publish_ids":%s}`, name, policy.id, quoted(records...))})
}

func firstDifference(a, b []string) string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("response %d: %q and %q", i, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d and %d responses", len(a), len(b))
}
