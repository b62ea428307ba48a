package reports

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// Follower reads an event log while it is written, so that little is left to read at the
// end of a run.
type Follower struct {
	tail    *tail
	painter *painter
	done    chan struct{}
	run     Run
	err     error
}

// Follow makes an event log at path, in place of any that is there. Whatever the follower
// is given goes into the file, and is read from there as [ReadFile] reads it.
func Follow(path string) (*Follower, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return nil, fmt.Errorf("make the event log: %w", err)
	}
	f := &Follower{tail: &tail{file: file, grown: make(chan struct{}, 1)}, painter: newPainter(), done: make(chan struct{})}
	go func() {
		defer close(f.done)
		reader := newLogReader(file)
		reader.each = f.painter.add
		f.run, f.err = read(reader, f.tail)
		f.painter.finish(f.run.Cases)
	}()
	return f, nil
}

// Write implements [io.Writer].
func (f *Follower) Write(line []byte) (int, error) {
	n, err := f.tail.file.Write(line)
	select {
	case f.tail.grown <- struct{}{}:
	default: // it is to look anyway
	}
	return n, err //nolint:wrapcheck // the log says what was written
}

// Run is the run as it was written; nothing can be written after it. It keeps the file
// open until it is closed.
func (f *Follower) Run() (Run, error) {
	close(f.tail.grown)
	<-f.done
	if f.err != nil {
		return Run{}, errors.Join(f.err, f.tail.file.Close())
	}
	f.run.file = f.tail.file
	return f.run, nil
}

// tail reads a file that grows, until it is said to be whole.
type tail struct {
	file   *os.File
	offset int64
	// grown has something after a write, and is closed after the last.
	grown chan struct{}
}

// Read implements [io.Reader].
func (t *tail) Read(p []byte) (int, error) {
	for open := true; ; {
		n, err := t.file.ReadAt(p, t.offset)
		t.offset += int64(n)
		if n > 0 || !open || !errors.Is(err, io.EOF) {
			if n > 0 {
				err = nil
			}
			return n, err //nolint:wrapcheck // the reader says what was read
		}
		_, open = <-t.grown
	}
}
