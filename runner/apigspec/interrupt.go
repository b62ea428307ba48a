package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/apigspec/apigspec/runner"
)

// interruptible returns a context that the first SIGINT or SIGTERM cancels, so
// that a command can finish in order; a second one ends the program at once.
func interruptible(notes io.Writer, exit func(int)) (context.Context, func()) {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	done := make(chan struct{})
	go func() {
		select {
		case <-signals:
			fmt.Fprintln(notes, "\napigspec: interrupted, finishing in order; once more stops at once")
			cancel()
		case <-done:
			return
		}
		select {
		case <-signals:
			exit(int(runner.ExitInterrupted))
		case <-done:
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(done)
		cancel()
	}
}
