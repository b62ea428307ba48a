package runner

import (
	"sync"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/answer"
	"github.com/apigspec/apigspec/openapi/situation"
)

// meanings are the situations that error codes stand for by the contract. Each is
// looked up once: a gateway answers many requests with few codes.
type meanings struct {
	contract *openapi.Contract

	mu    sync.Mutex
	known map[string]situation.Situation
}

// of is the situation that a code stands for; empty if the contract does not say.
func (m *meanings) of(code string) situation.Situation {
	m.mu.Lock()
	defer m.mu.Unlock()
	if means, known := m.known[code]; known {
		return means
	}
	if m.known == nil {
		m.known = map[string]situation.Situation{}
	}
	m.known[code] = answer.Meaning(m.contract, code)
	return m.known[code]
}
