// Command apigspec tells whether an API gateway's management API does what
// its reference documents say.
//
//	apigspec run                          the whole suite on the embedded gateway
//	apigspec run --target staging.yaml    the same against a gateway of yours
//	apigspec list                         what would be run
//	apigspec plan                         what would be sent
//	apigspec show ID                      one case in full
//	apigspec serve                        the embedded gateway by itself
//
// The commands parse their flags, call the packages of this module and print
// what these return; "apigspec COMMAND --help" describes each of them.
package main

import (
	"fmt"
	"os"

	"github.com/apigspec/apigspec/runner"
)

// version is set by the linker.
var version = "unknown"

func main() {
	// The collector is left as it is: with GOGC=200 a run takes half as much memory
	// again (139 MB, not 95) and a tenth less processor time.
	if err := dropEmpty(); err != nil {
		fmt.Fprintf(os.Stderr, "apigspec: %v\n", err)
		os.Exit(int(runner.ExitUsage))
	}
	ctx, stop := interruptible(os.Stderr, os.Exit)
	exit := execute(ctx, os.Args[1:], console{Out: os.Stdout, Err: os.Stderr})
	stop()
	os.Exit(int(exit))
}
