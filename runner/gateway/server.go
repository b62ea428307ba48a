package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"

	"github.com/apigspec/apigspec/runner/target"
)

// Server is a gateway on a TCP address.
type Server struct {
	gateway *Gateway
	http    *http.Server
	address string
	stopped chan error
	cancel  context.CancelFunc
}

// Start serves the gateway on the address, in the background, until Close. An empty
// address is a free port on loopback. The front is the gateway itself, or a handler before
// it that calls it.
func (g *Gateway) Start(address string, front http.Handler) (*Server, error) {
	if address == "" {
		address = "127.0.0.1:0"
	}
	ctx, cancel := context.WithCancel(context.Background())
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		cancel()
		return nil, fmt.Errorf("starting the embedded gateway on %s: %w; choose another address", address, err)
	}
	s := &Server{
		gateway: g,
		address: listener.Addr().String(),
		stopped: make(chan error, 1),
		cancel:  cancel,
		http: &http.Server{
			Handler:           front,
			ReadHeaderTimeout: 30 * time.Second,
			BaseContext:       func(net.Listener) context.Context { return ctx },
			// Broken connections are what some mutants are for; the
			// server's own remarks on them are of no use to anybody.
			ErrorLog: log.New(io.Discard, "", 0),
		},
	}
	go func() { s.stopped <- s.http.Serve(listener) }()
	return s, nil
}

// URL is where the gateway is: scheme, host and base path.
func (s *Server) URL() string { return "http://" + s.address + s.gateway.opts.BasePath }

// Close stops the server at once, cutting the exchanges under way, and waits
// until it has stopped.
func (s *Server) Close() error {
	err := s.http.Close()
	s.cancel()
	if serving := <-s.stopped; !errors.Is(serving, http.ErrServerClosed) {
		err = errors.Join(err, serving)
	}
	s.stopped <- http.ErrServerClosed // so that closing twice is harmless
	return err
}

// Target is the target file of this gateway.
func (s *Server) Target() target.Target { return s.gateway.Target(s.URL()) }
