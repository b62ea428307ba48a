// Command apigspec tells whether an API gateway's management API does what
// its reference documents say.
//
//	apigspec run                          the whole suite on the embedded gateway
//	apigspec run --target staging.yaml    the same against a gateway of yours
//	apigspec list                         what would be run
//	apigspec show ID                      one case in full
//	apigspec serve                        the embedded gateway by itself
//
// The commands parse their flags, call the packages of this module and print
// what these return; "apigspec COMMAND --help" describes each of them.
package main

import (
	"os"
	"runtime/debug"
)

// version is set by the linker.
var version = "unknown"

func main() {
	collectSeldom(1)
	ctx, stop := interruptible(os.Stderr, os.Exit)
	exit := execute(ctx, os.Args[1:], console{Out: os.Stdout, Err: os.Stderr})
	stop()
	os.Exit(int(exit))
}

// collectSeldom lets the heap grow to five times what is in use before it is
// collected: runs are short and small, and collecting took a tenth of the time.
// Beyond 128 MiB for each of the runs at a time it is collected as often as it
// takes. GOGC in the environment decides instead if it is set.
func collectSeldom(runs int) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
		debug.SetMemoryLimit(int64(runs) * 128 << 20)
	}
}
