package gateway

import (
	"net"
	"net/http"
	"sync/atomic"
)

// serveInMemory lets the server answer connections that take no socket, which costs half
// as much, and returns what makes one.
func serveInMemory(server *http.Server) (dial func() net.Conn) {
	l := memoryListener{dialed: make(chan net.Conn), closed: make(chan struct{})}
	go server.Serve(l) //nolint:errcheck // it ends with the server
	var dialed atomic.Int64
	return func() net.Conn {
		near, far := net.Pipe()
		select {
		case l.dialed <- loopback{far, int(dialed.Add(1))}:
		case <-l.closed:
			far.Close()
		}
		return near
	}
}

type memoryListener struct {
	dialed chan net.Conn
	closed chan struct{}
}

func (l memoryListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.dialed:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l memoryListener) Close() error {
	close(l.closed)
	return nil
}

func (memoryListener) Addr() net.Addr { return loopback{}.RemoteAddr() }

// loopback is a connection that comes from a port of this machine, as the gateway sees it.
type loopback struct {
	net.Conn
	port int
}

func (l loopback) RemoteAddr() net.Addr {
	return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: l.port}
}
