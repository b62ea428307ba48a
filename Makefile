# The only prerequisites are Go and make. "make help" lists the targets.

GO       ?= go
BIN      := bin/apigspec
OUT      := reports/out
VERSION  := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
LDFLAGS  := -s -w -X main.version=$(VERSION)
# Executions, not seconds: up to Go 1.26 a fuzz target whose time is up may fail
# for nothing but that (go.dev/issue/75804).
FUZZTIME ?= 20000x
JOBS     ?= 6
KILLS    := runner/mutation/testdata/kills.golden
EDITS    := runner/mutation/testdata/pages.golden
COMBINED ?= 20
SEED     ?= 1
MOMENTS  ?= 10
TOOL     := $(GO) tool -modfile=.ci/tools/go.mod

export GOFLAGS := -mod=readonly $(filter-out -mod=%,$(GOFLAGS))

.DEFAULT_GOAL := help
.PHONY: help build conformance test race lint fuzz generate mutants e2e bench browser kits sdk clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build the static program bin/apigspec
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) ./runner/apigspec

conformance: build ## build, run every case on the embedded gateway, write reports/out
	$(BIN) run --target embedded --profile all --out $(OUT) --state bin/state

test: ## run all tests
	$(GO) test ./...

race: ## run the tests under the race detector, long tables in part (needs cgo)
	CGO_ENABLED=1 $(GO) test -race -short -timeout 30m ./...

lint: ## check formatting, run the linters, look for dead code
	@unformatted=$$(gofmt -l .ci openapi cases runner suites reports); \
	if [ -n "$$unformatted" ]; then echo "not formatted, run gofmt -w:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(TOOL) golangci-lint run ./...
	@dead=$$($(TOOL) deadcode ./...) || exit 1; \
	if [ -n "$$dead" ]; then echo "no program reaches this; remove it, or move what only tests use to a test file:"; echo "$$dead"; exit 1; fi

fuzz: ## run every fuzz target FUZZTIME times (20000x)
	@set -e; grep -rl --include='*_test.go' '^func Fuzz' openapi cases runner suites reports | xargs -r -n1 dirname | sort -u | while read -r dir; do \
		for target in $$(grep -ho --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' $$dir/*_test.go | cut -d' ' -f2); do \
			echo "$$dir $$target"; \
			$(GO) test ./$$dir -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 20x </dev/null; \
		done; \
	done

generate: ## derive the OpenAPI document and the clause register from openapi/documents
	$(GO) generate ./...

mutants: build ## run the suite against edited pages, mutants, variants and COMBINED of these (UPDATE=1 records the kills)
	$(BIN) mutants --pages --jobs $(JOBS) --kills $(EDITS) $(if $(UPDATE),--update)
	$(BIN) mutants --jobs $(JOBS) --combinations $(COMBINED) --seed $(SEED) --kills $(KILLS) $(if $(UPDATE),--update)

e2e: ## leave a whole gateway as it was, also after MOMENTS interrupts and kills at random moments
	APIGSPEC_E2E=$(MOMENTS) $(GO) test -count=1 -run EndToEnd -timeout 30m -v ./runner/apigspec

bench: ## measure the harness in ratios taken within one run; table and plot in reports/out
	@mkdir -p $(OUT)
	@{ $(GO) test -run '^$$' -bench . -benchtime 300ms -benchmem ./openapi/... ./cases/... ./runner/gateway ./runner/target ./runner/judge ./runner/fixtures ./reports/...; \
	$(GO) test -run '^$$' -bench Program -benchtime 1x -timeout 20m ./runner/apigspec; } | tee $(OUT)/bench.txt
	$(GO) run ./reports/bench $(OUT)/bench.txt

browser: ## open HTML reports in the Chromium that APIGSPEC_CHROMIUM names (a module of its own)
	cd reports/browsertest && $(GO) test ./...

kits: ## check the kits for CI systems with actionlint and the types of Kubernetes (a module of its own)
	cd .ci/kits && $(GO) test ./...

sdk: ## drive the embedded gateway with the official Go SDK (a module of its own)
	cd runner/gateway/sdktest && $(GO) test ./...

clean: ## remove what the targets above built
	rm -rf bin $(OUT)
