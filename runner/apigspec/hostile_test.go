package main

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// hostile serves nothing but one kind of bad answer on a loopback port and
// writes a target file for it: hostile KIND FILE.
func hostile(ts *testscript.TestScript, _ bool, args []string) {
	answers := map[string]func(net.Conn){
		"garbage": func(c net.Conn) { send(c, strings.Repeat("\x00\xff\x13garbage", 20)) },
		"html":    func(c net.Conn) { sendBody(c, "200 OK", "text/html", "<!doctype html><title>Welcome</title>") },
		"empty":   func(c net.Conn) { sendBody(c, "200 OK", "application/json", "") },
		"nothing": func(net.Conn) {},
		"endless": endless,
		"truncated": func(c net.Conn) {
			send(c, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"success_")
		},
		"reset": reset,
		"hang":  hang,
		"redirect": func(c net.Conn) {
			send(c, "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		},
		"refuse": func(c net.Conn) {
			sendBody(c, "401 Unauthorized", "application/json", `{"error_code":"APIG.1002","error_msg":"Incorrect token"}`)
		},
	}
	if len(args) != 2 || answers[args[0]] == nil {
		ts.Fatalf("usage: hostile KIND FILE; the kinds are the keys of the table in hostile_test.go")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = listener.Close() })
	go accept(listener, answers[args[0]])
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(targetFor(listener.Addr().String())), 0o600))
}

func targetFor(address string) string {
	return fmt.Sprintf("url: http://%s\nprofile: all\nproject_id: 3ff6a593c7d4dac9fdb390209be50323\n"+
		"instance_id: 9cf1ebdbdbf159ec2c5f8d9bced2ce73\nauth: {token: not-a-secret-token}\n", address)
}

func accept(listener net.Listener, answer func(net.Conn)) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer connection.Close()
			if _, err := http.ReadRequest(bufio.NewReader(connection)); err == nil {
				answer(connection)
			}
		}()
	}
}

// A client that has seen enough hangs up; what it no longer reads is of no
// interest here.
func send(c net.Conn, text string) { _, _ = c.Write([]byte(text)) }

func sendBody(c net.Conn, status, mediaType, body string) {
	send(c, fmt.Sprintf("HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", status, mediaType, len(body), body))
}

func endless(c net.Conn) {
	send(c, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[")
	chunk := []byte(strings.Repeat("0,", 1<<15))
	for {
		if _, err := c.Write(chunk); err != nil {
			return
		}
	}
}

// reset makes the kernel answer with RST instead of FIN.
func reset(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
}

// hang waits until the client leaves.
func hang(c net.Conn) { _, _ = c.Read(make([]byte, 1)) }
