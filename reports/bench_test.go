package reports

import (
	"bytes"
	"runtime"
	"testing"
)

// BenchmarkLog tells what a case costs after its verdict, of a real run: its
// line in the log, reading that again, and its part of all reports.
func BenchmarkLog(b *testing.B) {
	log := record(b, recording{gateway: "embedded", cases: "apig.acl-unbind/**"})
	run := readLog(b, log)
	b.Run("write", func(b *testing.B) {
		perCase(b, run, func() error {
			for _, c := range run.Cases {
				if _, err := encodeLine(c); err != nil {
					return err
				}
			}
			return nil
		})
	})
	b.Run("read", func(b *testing.B) {
		perCase(b, run, func() error {
			_, err := Read("results.jsonl", bytes.NewReader(log))
			return err
		})
	})
	b.Run("render", func(b *testing.B) {
		dir := b.TempDir()
		perCase(b, run, func() error {
			_, err := WriteAll(dir, run)
			return err
		})
	})
}

// perCase reports what a case takes where all does something with every case of
// the run.
func perCase(b *testing.B, run Run, all func() error) {
	b.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for b.Loop() {
		if err := all(); err != nil {
			b.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)
	n := float64(b.N * len(run.Cases))
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/n, "ns/case")
	b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/n, "B/case")
	b.ReportMetric(float64(after.Mallocs-before.Mallocs)/n, "allocs/case")
}
