//go:build linux && (amd64 || arm64)

package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"unsafe"
)

// forbidsSockets is the script condition [nosocket].
const forbidsSockets = true

// noSocket runs a command that the kernel kills when it opens a socket:
// nosocket apigspec judge results.jsonl.
func noSocket() {
	path, err := exec.LookPath(os.Args[1])
	if err == nil {
		err = forbidSockets()
	}
	if err == nil {
		err = syscall.Exec(path, os.Args[1:], os.Environ())
	}
	fmt.Fprintf(os.Stderr, "nosocket %s: %v\n", os.Args[1], err)
	os.Exit(125)
}

// forbidSockets installs a filter of system calls (seccomp), which outlives the
// exec of another program by the same thread.
func forbidSockets() error {
	const (
		noNewPrivileges, seccomp, filterMode = 38, 22, 2 // of prctl(2)
		kill, allow                          = 0x80000000, 0x7fff0000
	)
	filter := []syscall.SockFilter{
		{Code: syscall.BPF_LD | syscall.BPF_W | syscall.BPF_ABS}, // the number of the call
		{Code: syscall.BPF_JMP | syscall.BPF_JEQ | syscall.BPF_K, Jf: 1, K: syscall.SYS_SOCKET},
		{Code: syscall.BPF_RET | syscall.BPF_K, K: kill},
		{Code: syscall.BPF_RET | syscall.BPF_K, K: allow},
	}
	program := syscall.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	runtime.LockOSThread()
	if _, _, err := syscall.RawSyscall6(syscall.SYS_PRCTL, noNewPrivileges, 1, 0, 0, 0, 0); err != 0 {
		return fmt.Errorf("give up privileges: %w", err)
	}
	if _, _, err := syscall.RawSyscall(syscall.SYS_PRCTL, seccomp, filterMode, uintptr(unsafe.Pointer(&program))); err != 0 {
		return fmt.Errorf("install the filter: %w", err)
	}
	return nil
}
