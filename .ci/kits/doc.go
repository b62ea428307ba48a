// Package kits checks the kits for CI systems with what those systems go by:
// actionlint for GitHub, and the types of Kubernetes. It is a module of its own, since
// the project needs none of that to be built or run. What the scripts of the kits do is
// tested beside the program that they call.
package kits
