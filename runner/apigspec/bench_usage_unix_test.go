//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
	"time"
)

// resident is the most memory of a process that has ended, in MB. Systems count
// it differently.
func resident(ended *os.ProcessState) float64 {
	most := float64(ended.SysUsage().(*syscall.Rusage).Maxrss)
	if runtime.GOOS == "darwin" {
		return most / (1 << 20)
	}
	return most / (1 << 10)
}

// ownCPU is the processor time of this process so far.
func ownCPU() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
