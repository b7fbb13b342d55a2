# Candor's commands. `make run` and `make test` are all a newcomer needs.
SHELL := /bin/bash
# A third of a first build was debugging tables, which no stack trace needs, and copies of components: inlined where it is drawn, each takes its
# closures along, which doubles the time to compile views and draws no page faster (go test -bench QueuePage ./views).
export GOFLAGS ?= -buildvcs=false -gcflags=all=-dwarf=false -gcflags=candor/views/...=-d=inlfuncswithclosures=0
export CGO_CFLAGS ?= -O2
TEMPL := go tool templ
STATICCHECK := go tool -modfile=.ci/tools.mod staticcheck

# Where goroutines meet. The race detector runs these tests, and without it they need not run again: only where there is no C compiler.
MEET := ./data ./handlers

# Instrumented and inlined, these take three quarters longer to compile and run no faster: most of what they run is the drivers of databases.
# The detector sees the same reads and writes. Flags of the command line replace those of GOFLAGS, so what the gate says there stands here too.
RACY := -gcflags=all=-dwarf=false $(foreach p,handlers views/... data models,-gcflags='candor/$(p)=-dwarf=false -l')

.PHONY: help run test test-web test-rest test-race check assets tools generate generated fmt formatted lint build bench figures goals fuzz pictures dev clean

help: ## Show these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: assets ## Build and serve the demo lender at http://127.0.0.1:8080
	@go build -o bin/candor ./web
	@bin/candor demo --data candor-demo

build: assets ## Build the program to bin/candor
	go build -trimpath -o bin/candor ./web

# Three streams, because the browser leaves half of two cores idle, databases wait for the disk, and compilers fill what is left: the tests
# of web, those under the race detector, and all others. Web and the others want the same packages compiled, so that is done first. Vet is
# `make lint`, once, not before each pass.
# Without cgo the driver of SQLite is another one and nothing else is: the second pass leaves out the subtests named postgres,
# the packages that open no SQLite, and training on public data, which is arithmetic. The race detector gets the tests in which
# goroutines meet. Where there is no C compiler and none can be had, everything runs once, without cgo, and what that leaves out is named last.
test: tools assets ## Run every test, on both SQLite drivers and PostgreSQL, in a browser too
	@export CGO_ENABLED=$${CGO_ENABLED:-$$(.ci/cgo.sh)}; go build ./... && $(MAKE) --no-print-directory -j3 test-web test-rest test-race
	@.ci/cgo.sh --skipped "SQLite's own library" "race detector"

test-web:
	@.ci/test.sh "commands and pages" -vet=off -shuffle=on -timeout 40m ./web

test-rest:
	@.ci/test.sh "all other packages" -p 1 -vet=off -shuffle=on -timeout 40m $$(go list ./... | grep -vE '/(web|data|handlers)$$')
	@.ci/test.sh "data and handlers" -p 1 -vet=off -shuffle=on -timeout 40m $$([ "$$(.ci/cgo.sh)" = 0 ] || echo -skip "$$(.ci/racy.sh $(MEET))") $(MEET)
	@[ "$$(.ci/cgo.sh)" = 0 ] || CGO_ENABLED=0 .ci/test.sh "without a C compiler" -vet=off -shuffle=on -timeout 30m -skip '^TestReal|RealTransactions$$|/^postgres$$' \
		$$(CGO_ENABLED=0 go list -f '{{.ImportPath}} {{join .Deps " "}}' ./data/... | awk '/ modernc.org\/sqlite /{print $$1}')

test-race:
	@[ "$$(.ci/cgo.sh)" = 0 ] || .ci/test.sh "race detector" -vet=off -race $(RACY) -shuffle=on -timeout 30m -run "$$(.ci/racy.sh $(MEET))" $(MEET)

# Fetching a browser and a database waits for the network, and reading the code does not.
check: formatted generated assets ## Everything that CI checks
	@$(MAKE) --no-print-directory -j2 lint tools
	@$(MAKE) --no-print-directory test

assets: ## Fetch the pinned browser packages
	@sh static/assets.sh

tools:
	@.ci/tools.sh

generate: ## Make *_templ.go from *.templ
	@$(TEMPL) generate -include-version=false -path ./views

generated:
	@go test -vet=off -run '^TestGeneratedFilesAreFresh$$' ./views

fmt: ## Format Go and templ files
	@gofmt -w $$(git ls-files '*.go' | grep -v _templ.go)
	@$(TEMPL) fmt ./views

formatted:
	@files=$$(gofmt -l $$(git ls-files '*.go' | grep -v _templ.go)); [ -z "$$files" ] || { echo "not formatted: $$files" >&2; exit 1; }

lint: ## Run vet and staticcheck
	@go vet ./...
	@$(STATICCHECK) ./...

pictures: tools assets ## Draw the README's pictures again
	CANDOR_PICTURES=1 go test -run TestPictures -count=1 ./web

bench: ## Run the benchmarks of the engine
	go test -run '^$$' -bench . -benchmem ./engine/...
	go test -run '^$$' -bench Ingest -benchtime 2s ./data

figures: ## Print the figures of decisions by one command (ACCOUNTS=200000, DB and DB3: empty PostgreSQL databases, TRANSACTIONS: a file)
	@.ci/figures.sh

goals: ## Compare pages, rescoring, drawing and scoring with what they are measured against (ACCOUNTS=20000)
	go run ./web bench goals --accounts $(or $(ACCOUNTS),20000)
	@for i in 1 2 3 4 5 6; do for side in templ html-template; do \
		go test -run '^$$' -bench "QueuePage/$$side" -benchtime 100ms ./views | grep ^Bench; done; done
	@for i in 1 2 3 4 5 6; do for side in evaluator kernel; do \
		go test -run '^$$' -bench "Batch/$$side" -benchtime 100ms ./engine/score | grep ^Bench; done; done

fuzz: ## Fuzz every parser for a minute each
	@for t in $$(grep -rlE '^func Fuzz' --include=*_test.go . | xargs -n1 dirname | sort -u); do \
		for f in $$(grep -ohE '^func Fuzz[A-Za-z0-9_]+' $$t/*_test.go | sed 's/func //'); do \
			go test -run '^$$' -fuzz "^$$f$$" -fuzztime 60s $$t || exit 1; done; done

dev: assets ## Serve the demo lender and rebuild on change
	$(TEMPL) generate --watch --proxy=http://127.0.0.1:8080 --cmd="go run ./web demo --dev --data candor-demo"

clean: ## Remove what was built
	rm -rf bin
