package derive

import (
	"bytes"
	"sort"

	"github.com/apigspec/apigspec/openapi/credential"
)

// Document is an OpenAPI 3.0.3 document. The same pages, in any order, give
// the same bytes.
type Document struct {
	root *object
	// Operations are the ids of the document's operations, sorted.
	Operations []string
}

// YAML is the document as YAML.
func (d *Document) YAML() []byte {
	var b bytes.Buffer
	// One allocation of about the right size instead of many copies.
	const bytesPerOperation = 20 << 10
	b.Grow(len(d.Operations) * bytesPerOperation)
	writeYAML(&b, d.root, 0)
	return b.Bytes()
}

// JSON is the document as JSON.
func (d *Document) JSON() []byte {
	var b bytes.Buffer
	writeJSON(&b, d.root, 0)
	b.WriteByte('\n')
	return b.Bytes()
}

func documentTree(drafts []*draft, components []*component) *object {
	schemas := &object{}
	for _, c := range components {
		schemas.set(c.name, lazy(c.tree))
	}
	parts := &object{}
	parts.add("schemas", schemas)
	parts.add("securitySchemes", securitySchemes(drafts))
	root := obj(
		"openapi", "3.0.3",
		"info", obj(
			"title", "Reference pages as a contract",
			"description", "Derived from the reference pages that each operation names under x-page.",
			"contact", obj("name", "apigspec", "url", "https://github.com/apigspec/apigspec"),
			"license", obj("name", "Apache License 2.0", "url", "https://www.apache.org/licenses/LICENSE-2.0"),
			"version", newestEdition(drafts)),
		"servers", list{obj("url", "/", "description", "The gateway under test")},
		"tags", tags(drafts))
	root.set("paths", pathsTree(drafts))
	root.add("components", parts)
	return root
}

func newestEdition(drafts []*draft) string {
	newest := "undated"
	for _, d := range drafts {
		if d.page.Updated != "" && (newest == "undated" || d.page.Updated > newest) {
			newest = d.page.Updated
		}
	}
	return newest
}

func tags(drafts []*draft) list {
	products := map[string]bool{}
	for _, d := range drafts {
		products[d.product] = true
	}
	var all list
	for _, product := range sortedKeys(products) {
		all = append(all, obj("name", product, "description", "Operations of the product "+product))
	}
	return all
}

func securitySchemes(drafts []*draft) *object {
	for _, d := range drafts {
		if d.auth != nil {
			return obj("token", obj("type", "apiKey", "name", credential.TokenHeader, "in", "header",
				"description", "The token of a user, as IAM issues it."))
		}
	}
	return nil
}

func pathsTree(drafts []*draft) *object {
	byPath := map[string]*object{}
	for _, d := range drafts {
		if byPath[d.path] == nil {
			byPath[d.path] = &object{}
		}
		byPath[d.path].set(d.method, lazy(d.operationTree))
	}
	paths := &object{}
	for _, path := range sortedKeys(byPath) {
		item := byPath[path]
		sort.Slice(item.members, func(i, j int) bool { return item.members[i].key < item.members[j].key })
		paths.set(path, item)
	}
	return paths
}
