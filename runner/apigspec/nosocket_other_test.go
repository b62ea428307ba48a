//go:build !linux || (!amd64 && !arm64)

package main

import (
	"fmt"
	"os"
)

const forbidsSockets = false

// noSocket is not known here; scripts ask for [nosocket] first.
func noSocket() {
	fmt.Fprintln(os.Stderr, "nosocket: not on this system")
	os.Exit(125)
}
