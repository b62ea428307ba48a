package domain

import (
	"regexp"
	"slices"
	"strings"
)

// Product is one gateway product.
type Product struct {
	// Name is the first part of the ids of its operations, and the profile
	// that claims them: "apig".
	Name string
	// Segment is the path segment that leads to it: "apigw".
	Segment string
	// Version is the version in its paths that an operation's id leaves out.
	Version string
	// Title is its name for people.
	Title string
}

// products are in the order in which they are tested; the first one is the
// default.
var products = [...]Product{
	{Name: "apig", Segment: "apigw", Version: "v2", Title: "API Gateway"},
	{Name: "roma", Segment: "apic", Version: "v2", Title: "ROMA Connect"},
}

// The parts of a gateway product's paths that all operations of an instance share,
// by their usual names.
const (
	// InstancesSegment stands in front of the instance's id.
	InstancesSegment = "instances"
	// InstanceParameter is the parameter that carries the id.
	InstanceParameter = "instance_id"
)

var version = regexp.MustCompile(`^[vV][0-9]+(\.[0-9]+)*$`)

// IsVersion reports whether a path segment is the version of an interface.
func IsVersion(segment string) bool { return version.MatchString(segment) }

// AllProfiles is the profile that claims every product.
const AllProfiles = "all"

// Products are the gateway products.
func Products() []Product { return slices.Clone(products[:]) }

// ProductNames are the names of the gateway products.
func ProductNames() []string {
	names := make([]string, 0, len(products))
	for _, p := range products {
		names = append(names, p.Name)
	}
	return names
}

// ProductNamed finds a gateway product by its name.
func ProductNamed(name string) (Product, bool) {
	for _, p := range products {
		if p.Name == name {
			return p, true
		}
	}
	return Product{}, false
}

// ProductAt finds the gateway product that a path segment leads to.
func ProductAt(segment string) (Product, bool) {
	for _, p := range products {
		if p.Segment == segment {
			return p, true
		}
	}
	return Product{}, false
}

// IsProduct reports whether there is a gateway product of that name.
func IsProduct(name string) bool {
	_, ok := ProductNamed(name)
	return ok
}

// ProductOf is the name of the product that an operation's id begins with. It
// may be another service's.
func ProductOf(operationID string) string {
	product, _, _ := strings.Cut(operationID, ".")
	return product
}

// Profiles are the profiles that a run can be of: one for each product, and
// all of them.
func Profiles() []string { return append(ProductNames(), AllProfiles) }

// DefaultProfile is the profile of a target that names none.
func DefaultProfile() string { return products[0].Name }

// Claims reports whether a run of the profile speaks for the product.
func Claims(profile, product string) bool { return profile == AllProfiles || profile == product }
