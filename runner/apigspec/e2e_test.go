package main

import (
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/target"
	"github.com/apigspec/apigspec/runner/watch"
)

// momentsKey is the environment variable that says at how many moments runs are
// interrupted; without it the test is left out.
const momentsKey = "APIGSPEC_E2E"

// A whole gateway as it stands in a cloud: behind TLS with an authority of its own and a
// front gateway, 20 ms away, with lists that lag by half a second, and busy with one change at a time.
// Whoever calls it, and whoever ends the run, it is left as it was.
func TestEndToEnd(t *testing.T) {
	moments, err := strconv.Atoi(os.Getenv(momentsKey))
	if err != nil {
		t.Skip(momentsKey + " is not set to a number of moments; make e2e runs this")
	}
	s := newStage(t)
	for name, as := range map[string]func(*target.Target){
		"IAM":         func(to *target.Target) { to.Auth.Token, to.Auth.IAM = "", s.iam() },
		"AK and SK":   func(to *target.Target) { to.Auth.Token, to.Auth.AKSK = "", s.aksk() },
		"provisioned": provisioned,
	} {
		t.Run(name, func(t *testing.T) {
			file := s.file(t, as)
			s.unchanged(t, func() {
				if code, output := s.run(t, file, 0, nil); code != runner.ExitConformant {
					t.Errorf("exit code %d\n%s", code, output)
				}
			})
		})
	}
	for i := range moments {
		way := []func(*target.Target){func(*target.Target) {}, provisioned}[i%2]
		wait := time.Duration(rand.Int64N(int64(8 * time.Second)))
		t.Run(fmt.Sprintf("interrupted after %s", wait.Round(time.Millisecond)), func(t *testing.T) {
			file := s.file(t, way)
			s.unchanged(t, func() {
				if code, output := s.run(t, file, wait, os.Interrupt); code != runner.ExitInterrupted {
					t.Errorf("exit code %d\n%s", code, output)
				}
			})
		})
		if i%4 == 1 {
			wait = time.Duration(rand.Int64N(int64(2 * time.Second))) // while it still provisions
		}
		t.Run(fmt.Sprintf("killed after %s, and cleaned up", wait.Round(time.Millisecond)), func(t *testing.T) {
			file := s.file(t, way)
			s.unchanged(t, func() {
				s.run(t, file, wait, syscall.SIGKILL)
				if code, output := s.program(t, 0, nil, "cleanup", "--target", file); code != runner.ExitConformant {
					t.Errorf("cleanup: exit code %d\n%s", code, output)
				}
			})
		})
	}
}

func provisioned(to *target.Target) {
	to.Fixtures = target.Fixtures{Mode: "provision", ConcurrentChanges: 1}
	to.OtherInstance = &target.OtherInstance{InstanceID: to.OtherInstance.InstanceID}
}

// stage is the gateway, what stands before it, and the program.
type stage struct {
	path, ca, state string
	server          *gateway.Server
	front           *httptest.Server

	mu sync.Mutex
	// made are the paths of what was created and not yet deleted.
	made map[string]bool
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{path: filepath.Join(t.TempDir(), "apigspec"), ca: filepath.Join(t.TempDir(), "ca.pem"), state: t.TempDir(), made: map[string]bool{}}
	build := exec.Command("go", "build", "-o", s.path, ".")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the program: %v\n%s", err, output)
	}
	gw, err := gateway.New(gateway.Options{Variants: []string{"front-gateway", "one-at-a-time", "lists-lag"}})
	if err != nil {
		t.Fatal(err)
	}
	watched, file := watch.New(gw), gw.Target("")
	if s.server, err = gw.Start("", watched.Before(gw)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = s.server.Close()
		for _, request := range watched.Foreign(file) {
			t.Error(request)
		}
	})
	address, err := url.Parse(s.server.URL())
	if err != nil {
		t.Fatal(err)
	}
	pass := httputil.NewSingleHostReverseProxy(address)
	pass.ErrorLog = log.New(io.Discard, "", 0) // some cases send what no server likes
	pass.ModifyResponse = s.keepCount
	s.front = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(20 * time.Millisecond)
		pass.ServeHTTP(w, r)
	}))
	s.front.Config.ErrorLog = pass.ErrorLog
	s.front.StartTLS()
	t.Cleanup(s.front.Close)
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.front.Certificate().Raw})
	if err := os.WriteFile(s.ca, certificate, 0o600); err != nil {
		t.Fatal(err)
	}
	return s
}

// collection is a path at which resources are created, and below which they are deleted.
var collection = regexp.MustCompile(`/instances/[^/]+/(api-groups|apis|plugins|acls|throttles|envs)(/[^/]+)?$`)

// keepCount notes what is created and deleted.
func (s *stage) keepCount(response *http.Response) error {
	r := response.Request
	if response.StatusCode >= 300 || !collection.MatchString(r.URL.Path) {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch r.Method {
	case http.MethodPost:
		if strings.HasSuffix(r.URL.Path, "/action") {
			return nil
		}
		body, err := io.ReadAll(response.Body)
		if err != nil {
			return err
		}
		response.Body = io.NopCloser(strings.NewReader(string(body)))
		for _, member := range []string{`"plugin_id":"`, `"id":"`} {
			if _, rest, found := strings.Cut(string(body), member); found {
				id, _, _ := strings.Cut(rest, `"`)
				s.made[id] = true
				return nil
			}
		}
	case http.MethodDelete:
		delete(s.made, filepath.Base(r.URL.Path))
	}
	return nil
}

func (s *stage) iam() *target.IAM {
	iam := s.server.IAM()
	iam.URL = s.front.URL
	return &iam
}

func (s *stage) aksk() *target.AKSK {
	keys := s.server.AKSK()
	return &keys
}

// file writes a target file.
func (s *stage) file(t *testing.T, change func(*target.Target)) string {
	t.Helper()
	to := s.server.Target()
	to.URL, to.TLS.CAFile = s.front.URL, s.ca
	to.Fixtures.ConcurrentChanges = 1
	change(&to)
	content, err := target.Marshal(to)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "target.yaml")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// run runs the suite, and ends it with a signal after a while, if there is one.
func (s *stage) run(t *testing.T, file string, wait time.Duration, signal os.Signal) (runner.Exit, string) {
	t.Helper()
	return s.program(t, wait, signal, "run", "--target", file, "--progress", "none", "--out", t.TempDir())
}

func (s *stage) program(t *testing.T, wait time.Duration, signal os.Signal, args ...string) (runner.Exit, string) {
	t.Helper()
	command := exec.Command(s.path, args...)
	command.Env = append(os.Environ(), "APIGSPEC_STATE="+s.state)
	var output strings.Builder
	command.Stdout, command.Stderr = &output, &output
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	if signal != nil {
		time.Sleep(wait)
		if err := command.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
	}
	err := command.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return runner.Exit(command.ProcessState.ExitCode()), output.String()
}

// unchanged makes sure that the gateway is as it was.
func (s *stage) unchanged(t *testing.T, do func()) {
	t.Helper()
	before := s.whole(t)
	do()
	time.Sleep(700 * time.Millisecond) // its lists lag
	if diff := cmp.Diff(before, s.whole(t)); diff != "" {
		t.Errorf("(-before +after)\n%s", diff)
	}
	if journals, err := filepath.Glob(filepath.Join(s.state, "*.jsonl*")); err != nil || len(journals) > 0 {
		t.Errorf("journals are left: %v, %v", journals, err)
	}
}

// whole is all that is bound to any policy, and all that was made and is still there.
func (s *stage) whole(t *testing.T) []string {
	t.Helper()
	at := s.server.Target()
	var lines []string
	for _, in := range []target.OtherInstance{
		{InstanceID: at.InstanceID, PluginBindings: at.Fixtures.PluginBindings, ACL: at.Fixtures.ACL, Throttle: at.Fixtures.Throttle},
		*at.OtherInstance,
	} {
		of := at
		of.InstanceID = in.InstanceID
		var lists []string
		for _, p := range in.PluginBindings {
			lists = append(lists, "plugins/"+p.PluginID+"/attached-apis?limit=500")
		}
		lists = append(lists, "acl-bindings/binded-apis?limit=500&acl_id="+in.ACL.ACLID,
			"throttle-bindings/binded-apis?limit=500&throttle_id="+in.Throttle.StrategyID)
		for _, list := range lists {
			for _, offset := range []string{"0", "500"} { // one list is longer than a page
				ids, err := listed(of, "apigw", list+"&offset="+offset)
				if err != nil {
					t.Fatal(err)
				}
				for _, id := range ids {
					lines = append(lines, in.InstanceID+" "+list+" "+id)
				}
			}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for id := range s.made {
		lines = append(lines, "made: "+id)
	}
	slices.Sort(lines)
	return lines
}
