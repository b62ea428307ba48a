package main

import "sync"

// early begins what takes a while and needs nothing else; what it returns waits for it.
func early[T any](do func() T) func() T {
	once := sync.OnceValue(do)
	go once()
	return once
}
