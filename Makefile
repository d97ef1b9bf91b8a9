# What one does in this checkout. `make` or `make help` tells.
# Everything is installed below it: .tools (a pinned uv), .venv (what uv.lock names).

PYTHON ?= python3.11
UV_VERSION := 0.13.9

BIN := .venv/bin
STAMP := .venv/.in-step-with-lock
MEMBERS := $(wildcard proto/pyproject.toml services/*/pyproject.toml deploy/*/pyproject.toml)
SERVICES := registry ingest analytics access-gateway
IMAGE_PREFIX ?= lokus
IMAGE_TAG ?= latest

# Two processes share the tests, file by file, in their order: those that wait leave room for those that work.
TWO_AT_ONCE := -n 2 --dist loadfile --no-loadscope-reorder

# Options for the command behind a target, as in: make run ARGS="--port-base 9000 --no-demo"
ARGS ?=
BENCH ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test test-tools lint format unit e2e bench generate images clean

help: ## Say what there is
	@echo "Lokus: shared city CCTV within limits. Needs git, make and Python 3.11; then:"
	@awk -F ':.*## ' '/^[.a-z0-9-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo 'Options go in ARGS, as in: make run ARGS="--port-base 9000" or make unit ARGS="-k grant"'

setup: $(STAMP) ## Install everything below this folder (nothing to do when it is in step with uv.lock)

$(STAMP): uv.lock pyproject.toml $(MEMBERS) scripts/bootstrap.sh Makefile
	@scripts/bootstrap.sh '$(PYTHON)' '$(UV_VERSION)'

run: setup ## Start the whole platform with a demo city; Ctrl-C stops it
	@exec $(BIN)/lokus up $(ARGS)

test: setup test-tools lint ## Check everything: lints, types, layers, and every test
	$(BIN)/pytest $(TWO_AT_ONCE) $(ARGS)

lint: setup ## Style, format, types and layers
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup ## Let ruff mend what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

unit: setup ## Only the fast tests: unit, contract, lints
	$(BIN)/pytest tests/unit tests/bench tests/contract tests/lint $(ARGS)

e2e: setup test-tools ## Only the tests of the whole platform in a real browser
	$(BIN)/pytest tests/e2e $(ARGS)

bench: setup test-tools ## Measure; BENCH=NAME for first-light, registry, fleet or soak (2 h; ARGS="--minutes 10")
	$(BIN)/python -m bench $(BENCH) $(ARGS)

generate: setup ## Write what is generated: schemas, AsyncAPI, the reference of settings
	$(BIN)/python -m lokus_proto.generate
	$(BIN)/python scripts/generate_settings_reference.py

test-tools:
	@if [ -x scripts/install-test-tools.sh ]; then scripts/install-test-tools.sh; fi

images: ## Build the container images (needs Docker); IMAGE_TAG=latest
	@for service in $(SERVICES); do \
	    docker build --file services/$$service/Dockerfile \
	        --tag $(IMAGE_PREFIX)-$$service:$(IMAGE_TAG) . || exit 1; \
	done
	docker build --file deploy/local/Dockerfile --tag $(IMAGE_PREFIX)-local:$(IMAGE_TAG) .

.env: | setup ## Draw new secrets for docker compose
	@$(BIN)/python scripts/new_secrets.py .env

clean: ## Remove what was installed and cached here (the platform's own data stays)
	rm -rf .tools .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find proto services deploy tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +
