package openapi

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"sort"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

//go:generate go test ./derive -run ^TestGenerated$ -update

// embedded is openapi.yaml as JSON, which takes a third of the time to read.
//
//go:embed openapi.json
var embedded []byte

// Default is the contract of the four operations that the project's own pages
// describe: one for the whole program, to be read only. An error means that the program
// was built from a broken document.
func Default() (*Contract, error) { return builtIn() }

var builtIn = sync.OnceValues(func() (*Contract, error) {
	c, err := Parse(embedded)
	if err != nil {
		return nil, fmt.Errorf("reading the contract built into the program: %w", err)
	}
	return c, nil
})

// Load reads a derived contract from a file, YAML or JSON.
func Load(path string) (*Contract, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the contract: %w", err)
	}
	if !describesAPI.Match(data) {
		return nil, fmt.Errorf("reading the contract %s: it has no key openapi: a page of a reference is no contract yet; derive one first (apigspec derive %s --out contract.yaml)", path, path)
	}
	c, err := Parse(data)
	if err != nil {
		return nil, fmt.Errorf("reading the contract %s: %w", path, err)
	}
	return c, nil
}

// describesAPI is the key that every OpenAPI document has.
var describesAPI = regexp.MustCompile(`(?m)^\s*["']?openapi["']?\s*:|[{,]\s*"openapi"\s*:`)

// Parse reads a contract, YAML or JSON. It is refused when it is not a valid
// OpenAPI 3.0 document, or when an operation has no operationId.
func Parse(data []byte) (*Contract, error) {
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromData(data)
	if err != nil {
		return nil, fmt.Errorf("not an OpenAPI document, neither YAML nor JSON: %w", err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.0.") {
		return nil, fmt.Errorf("key openapi: expected 3.0.x, found %q: derive the contract with apigspec derive", doc.OpenAPI)
	}
	if err := doc.Validate(context.Background()); err != nil {
		return nil, fmt.Errorf("not a valid OpenAPI document: %w", err)
	}
	return newContract(doc)
}

func newContract(doc *openapi3.T) (*Contract, error) {
	c := &Contract{Doc: doc, errorCodes: errorCodesOf(doc.Extensions), kept: new(sync.Map)}
	var problems []error
	for path, item := range doc.Paths.Map() {
		for method, spec := range item.Operations() {
			if spec.OperationID == "" {
				problems = append(problems, fmt.Errorf("paths, %s, %s: the key operationId is missing: give the operation a unique id", path, strings.ToLower(method)))
				continue
			}
			problems = append(problems, oddStatuses(path, method, spec)...)
			o := newOperation(path, method, item, spec)
			if body := o.tooLarge(); body != "" {
				problems = append(problems, fmt.Errorf("operation %s: %s has more than %d members, one inside another: leave out types that it contains again and again", o.ID, body, mostMembers))
			}
			c.Operations = append(c.Operations, o)
		}
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	sort.Slice(c.Operations, func(i, j int) bool { return c.Operations[i].ID < c.Operations[j].ID })
	var err error
	c.Digest, err = digest(doc)
	simplify(doc)
	c.index()
	return c, err
}

// responseKey is what OpenAPI 3.0 allows as a key of responses.
var responseKey = regexp.MustCompile(`^(?:[1-5](?:\d\d|XX)|default)$`)

// oddStatuses are the keys of responses that no status can match.
func oddStatuses(path, method string, spec *openapi3.Operation) []error {
	var problems []error
	for key := range spec.Responses.Map() {
		if !responseKey.MatchString(key) && !strings.HasPrefix(key, "x-") {
			problems = append(problems, fmt.Errorf("paths, %s, %s, responses: the key %q is no status: give three digits, 4XX or default", path, strings.ToLower(method), key))
		}
	}
	return problems
}

func newOperation(path, method string, item *openapi3.PathItem, spec *openapi3.Operation) Operation {
	o := Operation{
		ID: spec.OperationID, Method: method, Path: path, Title: spec.Summary,
		Product: text(spec.Extensions, "x-product"), Page: text(spec.Extensions, "x-page"),
		Spec: spec, Item: item,
	}
	if o.Product == "" {
		o.Product, _, _ = strings.Cut(o.ID, ".")
	}
	return o
}

// digest is the hash of the document as JSON with sorted keys, so that it
// does not depend on the layout of the file.
func digest(doc *openapi3.T) (string, error) {
	data, err := json.Marshal(doc)
	if err != nil {
		return "", fmt.Errorf("writing the document as JSON: %w", err)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), nil
}

// index lists the clauses and remembers where everything is.
func (c *Contract) index() {
	c.operations = make(map[string]int, len(c.Operations))
	c.clausesOf = make(map[string][]Clause, len(c.Operations))
	for i := range c.Operations {
		id, clauses := c.Operations[i].ID, clausesOf(&c.Operations[i])
		c.operations[id] = i
		c.clausesOf[id] = clauses
		c.Clauses = append(c.Clauses, clauses...)
	}
	c.clauses = make(map[string]int, len(c.Clauses))
	for i := range c.Clauses {
		c.clauses[c.Clauses[i].ID] = i
	}
}

// Operation finds an operation by its id.
func (c *Contract) Operation(id string) (*Operation, bool) {
	i, known := c.operations[id]
	if !known {
		return nil, false
	}
	return &c.Operations[i], true
}

// Clause finds a clause by its id.
func (c *Contract) Clause(id string) (Clause, bool) {
	i, known := c.clauses[id]
	if !known {
		return Clause{}, false
	}
	return c.Clauses[i], true
}

// ClausesOf are the clauses of one operation, in page order. The list is the
// contract's own: read it only.
func (c *Contract) ClausesOf(operation string) []Clause {
	return c.clausesOf[operation]
}
