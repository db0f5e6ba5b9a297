# Every target makes .venv and installs the pinned lock first when they are missing or out of date.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: help demo test run bench soak lock clean lint

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("dispaccio needs Python 3.11 or newer: make PYTHON=python3.11 ..." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(READY)

demo: $(READY) ## three days of sample news in forty seconds; KEEP=1 stays up
	$(BIN)/dispaccio demo $(if $(KEEP),--keep)

test: $(READY) lint ## lint, types, import laws and all tests
	$(BIN)/pytest

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy bot tests
	$(BIN)/lint-imports

run: $(READY) ## the service on config/
	$(BIN)/dispaccio run

bench: .venv/.bench ## the benchmarks, beside others of their kind
	$(BIN)/python -m tests.bench

.venv/.bench: $(READY) tests/bench/requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: -r tests/bench/requirements.lock
	touch .venv/.bench

soak: $(READY) ## the long seeded storms
	$(BIN)/pytest -m soak

lock: ## pin anew what pyproject.toml asks for (needs uv)
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --quiet --output-file requirements.lock
	printf 'reader ==3.26\nrapidfuzz >=3.14\nrensa >=0.5\n' | uv pip compile - --constraints requirements.lock --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet \
		--output-file tests/bench/requirements.lock

clean: ## take away what the other targets made
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
