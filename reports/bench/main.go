// The program bench makes a table and a plot of what "make bench" measured. It
// reads the output of go test -bench from the file in its argument, writes
// bench.md and bench.svg beside it, and prints the rows for README.md.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("name one file with the output of go test -bench")
	}
	file, err := os.Open(args[0])
	if err != nil {
		return err
	}
	defer file.Close()
	measured, err := read(file)
	if err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	now := time.Now()
	for name, content := range map[string]string{
		"bench.md":  table(measured, now),
		"bench.svg": plot(measured),
	} {
		if err := os.WriteFile(filepath.Join(filepath.Dir(args[0]), name), []byte(content), 0o644); err != nil {
			return err
		}
	}
	fmt.Print(readmeRows(measured, now))
	return nil
}
