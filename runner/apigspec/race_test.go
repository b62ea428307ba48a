//go:build race

package main

// The race detector makes a program some ten times as slow.
const slowdown = 10
