# Two commands: `make demo` and `make test`. They need Python 3.11 or newer and make; the rest is installed into .venv.

SHELL := /bin/sh
.DEFAULT_GOAL := help
BENCH := .venv-bench/bin
.PHONY: help demo test record check chaos bench clean setup lock

UV_VERSION := 0.13.9
BIN := .venv/bin
# `uv` uses the same package index and certificates as pip where pip is told them by the environment.
UV := env UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-}}" \
  $${PIP_CERT:+"SSL_CERT_FILE=$${SSL_CERT_FILE:-$${PIP_CERT}}"} $(BIN)/uv

ifdef PORT_BASE
export AMENDS_PORT_BASE := $(PORT_BASE)
endif

help: ## This list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name words; do printf '%-14s%s\n' "$$name" "$$words"; done
	@echo
	@echo "  make demo ONCE=1          ends by itself, with 0 when every case ended as its sample says"
	@echo "  make demo PORT_BASE=20000 moves all ports, so that two clones can run side by side"
	@echo "  make test ARGS='-k refund' passes ARGS on to pytest"
	@echo "  make bench PARTS=b,d QUICK=1  some parts (a to f) as a smoke run; FULL=1 grows to 50,000 open cases"

demo: setup ## The whole service on this machine, with a shop's cases running through it; Ctrl-C ends it
	$(BIN)/python starter.py demo $(if $(ONCE),--once)

test: setup ## All tests, two at a time; with ARGS, those that pytest is told by them
	$(BIN)/python -m pytest $(or $(ARGS),-n 2 --dist loadfile)

record: setup ## Add the histories of stories that the replay corpus does not have yet
	$(BIN)/python -m pytest -q tests/stories --record

check: setup ## Linter, formatter, types, and which way imports point
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv-bench/.installed ## Measure on this machine, and write docs/performance.md
	PARTS="$(PARTS)" QUICK="$(QUICK)" FULL="$(FULL)" OUT="$(OUT)" $(BENCH)/python -m bench

chaos: setup ## A hundred cases under kills, outages and a faulty provider, then judged; FULL=1 a thousand, SEED=... again
	$(BIN)/python -m chaos $(if $(FULL),--full) $(if $(SEED),--seed $(SEED)) $(if $(PLANTED),--planted $(PLANTED))

clean: ## Forget the data of the demo; the installation stays
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m engine.forget; else rm -rf "$$(readlink -f .amends/postgres)" .amends; fi

setup: .venv/.installed ## Install what the locks name; done by the others when it is needed

.venv/.installed: requirements.lock requirements.uv.lock
	@set -eu; \
	if ! $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	  found=; \
	  for python in $${PYTHON:-python3 python3.13 python3.12 python3.11}; do \
	    if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	  done; \
	  if [ -z "$$found" ]; then \
	    echo "Amends needs Python 3.11 or newer; $${PYTHON:-python3}: $$($${PYTHON:-python3} --version 2>/dev/null || echo 'not found')." >&2; \
	    echo "Install it, or name it: make setup PYTHON=/path/to/python3.12" >&2; exit 1; \
	  fi; \
	  echo "Making .venv with $$("$$found" --version)"; \
	  rm -rf .venv; \
	  if ! "$$found" -m venv .venv; then \
	    echo "Python's venv module is missing or broken. On Debian and Ubuntu: apt-get install python3-venv" >&2; \
	    rm -rf .venv; exit 1; \
	  fi; \
	fi; \
	if [ "$$($(BIN)/uv --version 2>/dev/null | cut -d' ' -f2)" != "$(UV_VERSION)" ]; then \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r requirements.uv.lock; \
	fi; \
	echo "Installing what requirements.lock names"; \
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock; \
	touch $@

# A second environment: `make test` keeps its own as it is.
.venv-bench/.installed: .venv/.installed requirements.bench.lock
	@set -eu; \
	$(BIN)/python -m venv --clear --without-pip .venv-bench; \
	echo "Installing what requirements.bench.lock names into .venv-bench"; \
	$(UV) pip sync --quiet --python $(BENCH)/python --require-hashes requirements.bench.lock; \
	touch $@

lock: setup ## Renew the locks from pyproject.toml
	$(UV) pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --group local --group dev -o requirements.lock
	$(UV) pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml -c requirements.lock -o requirements.run.lock
	$(UV) pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --group local --group dev --group bench -c requirements.lock -o requirements.bench.lock
	@echo "uv==$(UV_VERSION)" | $(UV) pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 - -o requirements.uv.lock
