package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"
)

// cost is what a process took.
type cost struct {
	Wall, CPU time.Duration
	// Memory is the most that was resident, in MB.
	Memory float64
	// Unfinished is set where the process was ended at its time limit.
	Unfinished bool
	// Failure is the end of what a process wrote that did not end well.
	Failure string
}

func (c cost) seconds() float64    { return c.Wall.Seconds() }
func (c cost) cpuSeconds() float64 { return c.CPU.Seconds() }
func (c cost) megabytes() float64  { return c.Memory }

// measureName is the name under which the test program is [measure].
const measureName = "measure"

// measured runs a command with a time limit in a process of its own: the kernel
// counts the memory of whoever starts a process as that process's at first, and
// a benchmark with a gateway in it has much.
func measured(ctx context.Context, limit time.Duration, command ...string) (cost, error) {
	self, err := os.Executable()
	if err != nil {
		return cost{}, err
	}
	helper := exec.CommandContext(ctx, self)
	helper.Args = append([]string{measureName, limit.String()}, command...)
	helper.Stderr = os.Stderr
	output, err := helper.Output()
	if err != nil {
		return cost{}, fmt.Errorf("measure %s: %w", command, err)
	}
	var c cost
	if err := json.Unmarshal(output, &c); err != nil {
		return cost{}, fmt.Errorf("measure %s: %w", command, err)
	}
	return c, nil
}

// measure is a program: it runs the command in its arguments, behind a time
// limit, and prints the command's cost as JSON.
func measure() {
	limit, err := time.ParseDuration(os.Args[1])
	if err != nil {
		panic(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	var output bytes.Buffer
	command := exec.CommandContext(ctx, os.Args[2], os.Args[3:]...)
	command.Stdout, command.Stderr = &output, &output
	started := time.Now()
	err = command.Run()
	c := cost{Wall: time.Since(started), Unfinished: ctx.Err() != nil}
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		panic(err)
	}
	if err != nil && !c.Unfinished {
		c.Failure = fmt.Sprintf("%v\n%s", err, output.Bytes()[max(0, output.Len()-2000):])
	}
	c.CPU = command.ProcessState.UserTime() + command.ProcessState.SystemTime()
	c.Memory = resident(command.ProcessState)
	if err := json.NewEncoder(os.Stdout).Encode(c); err != nil {
		panic(err)
	}
}
