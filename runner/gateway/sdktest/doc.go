// Package sdktest drives the embedded gateway with the official Go SDK of the
// service: a client that others wrote from the same pages. It is a module of
// its own, so that the SDK, which is large, stays out of the main one.
package sdktest
