package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// results are the lines of go test -bench in their order.
type results struct {
	// cores is how many the benchmarks could use, cpu what they are.
	cores, cpu string
	list       []result
}

// result is one benchmark.
type result struct {
	// pkg is its package's path, name what stands behind "Benchmark".
	pkg, name string
	// metrics are by their units.
	metrics map[string]float64
}

var benchmarkLine = regexp.MustCompile(`^Benchmark(\S+?)(?:-(\d+))?\s+\d+\s+(.*)$`)

// read takes in the output of go test -bench, of any number of packages. What
// holds a failure, or no benchmark, is an error.
func read(r io.Reader) (results, error) {
	all := results{cores: "1"}
	pkg := ""
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		line := lines.Text()
		switch {
		case strings.HasPrefix(line, "FAIL"), strings.HasPrefix(line, "--- FAIL"):
			return results{}, fmt.Errorf("a benchmark failed: %s", line)
		case strings.HasPrefix(line, "pkg: "):
			pkg = strings.TrimPrefix(line, "pkg: ")
		case strings.HasPrefix(line, "cpu: "):
			all.cpu = strings.TrimPrefix(line, "cpu: ")
		}
		match := benchmarkLine.FindStringSubmatch(line)
		if match == nil {
			continue
		}
		if match[2] != "" {
			all.cores = match[2]
		}
		metrics, err := readMetrics(match[3])
		if err != nil {
			return results{}, fmt.Errorf("%s: %w", line, err)
		}
		all.list = append(all.list, result{pkg, match[1], metrics})
	}
	if err := lines.Err(); err != nil {
		return results{}, err
	}
	if len(all.list) == 0 {
		return results{}, errors.New("no benchmark was run")
	}
	return all, nil
}

// readMetrics reads pairs of a value and its unit.
func readMetrics(text string) (map[string]float64, error) {
	metrics := map[string]float64{}
	words := strings.Fields(text)
	for len(words) >= 2 {
		value, err := strconv.ParseFloat(words[0], 64)
		if err != nil {
			return nil, err
		}
		metrics[words[1]] = value
		words = words[2:]
	}
	return metrics, nil
}

// of are the metrics of the benchmark of that name; none if it was not run.
func (r results) of(name string) map[string]float64 {
	for _, one := range r.list {
		if one.name == name {
			return one.metrics
		}
	}
	return nil
}

// below are the benchmarks whose names are prefix and a number, in their order.
func (r results) below(prefix string) []sized {
	var list []sized
	for _, one := range r.list {
		number, found := strings.CutPrefix(one.name, prefix)
		if size, err := strconv.Atoi(number); found && err == nil {
			list = append(list, sized{float64(size), one.metrics})
		}
	}
	return list
}

// sized are the metrics of something with a size.
type sized struct {
	size    float64
	metrics map[string]float64
}
