package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/target"
)

type serveCommand struct {
	Listen    string   `env:"-" default:"127.0.0.1:0" placeholder:"ADDR" help:"Address to listen on; port 0 picks a free one."`
	BasePath  string   `env:"-" placeholder:"PATH" help:"Path that stands before every other."`
	Mutant    string   `env:"-" placeholder:"ID" help:"Switch on one deviation from the pages."`
	Variant   []string `env:"-" placeholder:"NAME" help:"Switch on a legal freedom; repeatable."`
	Seed      uint64   `env:"-" placeholder:"N" help:"Make other ids and tokens."`
	TargetOut string   `env:"-" placeholder:"FILE" help:"Write the target file here as well."`
}

// inFront is what stands before the gateway, and what is to be said of it in the end.
var inFront = func(g *gateway.Gateway) (front http.Handler, ended func() error) {
	return g, func() error { return nil }
}

// Run serves until the context ends.
func (s serveCommand) Run(ctx context.Context, c console) error {
	g, err := gateway.New(gateway.Options{Mutant: s.Mutant, Variants: s.Variant, BasePath: s.BasePath, Seed: s.Seed})
	if err != nil {
		return &runner.ConfigError{Err: err}
	}
	front, ended := inFront(g)
	server, err := g.Start(s.Listen, front)
	if err != nil {
		return usage("--listen %s: %w", s.Listen, err)
	}
	defer server.Close()

	file, err := s.targetFile(server)
	if err != nil {
		return err
	}
	if s.TargetOut != "" {
		if err := os.WriteFile(s.TargetOut, file, 0o600); err != nil {
			return usage("--target-out: %w", err)
		}
	}
	if _, err := c.Out.Write(file); err != nil {
		return fmt.Errorf("print the target file: %w", err)
	}
	<-ctx.Done()
	return errors.Join(server.Close(), ended())
}

// targetFile puts a head of comments in front of the target's YAML.
func (s serveCommand) targetFile(server *gateway.Server) ([]byte, error) {
	iam, aksk := server.IAM(), server.AKSK()
	content, err := target.Marshal(server.Target(), target.Auth{IAM: &iam}, target.Auth{AKSK: &aksk})
	if err != nil {
		return nil, fmt.Errorf("write the gateway's target file: %w", err)
	}
	var file bytes.Buffer
	fmt.Fprintf(&file, "# The embedded gateway of apigspec %s serves %s until it is interrupted.\n", version, server.URL())
	if s.Mutant != "" {
		fmt.Fprintf(&file, "# It deviates from its pages on purpose: mutant %s.\n", s.Mutant)
	}
	if len(s.Variant) > 0 {
		fmt.Fprintf(&file, "# It makes use of freedoms that the pages leave: %s.\n", strings.Join(s.Variant, ", "))
	}
	fmt.Fprint(&file, "# Save these lines as gateway.yaml, then: apigspec run --target gateway.yaml\n")
	file.Write(content)
	return file.Bytes(), nil
}
