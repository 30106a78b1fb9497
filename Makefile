# Everything a fresh clone needs is set up on first use; python3 (3.11 or later) and make suffice.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/installed

REDOCLY := REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true npx --yes @redocly/cli@2.77.0

.PHONY: certify test selftest bench bench-peers lint lint-specs clean

certify: $(STAMP)  ## certify every provider against the embedded simulator
	$(BIN)/payconform certify

test: lint  ## lint, types, layers, the suite of the suite, every provider certified
	$(BIN)/pytest -n 2 --dist worksteal -q
	$(BIN)/payconform certify

selftest: $(STAMP)  ## the kill matrix, and every choice left open: each against the whole suite
	$(BIN)/payconform selftest
	$(BIN)/payconform selftest --switches

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

lint-specs:  ## the OpenAPI documents under Redocly's linter; needs npx
	$(REDOCLY) lint 'specs/*/openapi.yaml'

bench: $(STAMP)  ## speed beside peers; needs wrk and npm
	$(BIN)/python -m bench

bench-peers: $(STAMP)  ## faults found beside bare schemathesis, about ten minutes
	$(BIN)/python -m bench.peers

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "payconform needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.11"; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "$(PYTHON) cannot create virtual environments. On Debian: apt-get install python3-venv"; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache dist
