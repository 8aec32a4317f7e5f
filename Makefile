# The two commands: `make run` and `make test`. Each works alone on a new machine with
# Debian 12, Python 3.11, git and make.
PYTHON ?= python3
VENV   ?= .venv
HOST   ?= 127.0.0.1
PORT   ?= 8000
BIN    := $(VENV)/bin
# A file of tests is one worker's, those that take long come first (tests/conftest.py). A worker that
# crashes ends the run with its test's name; replaced, it would run the same file into the same crash.
PYTEST := $(BIN)/pytest --dist loadfile --no-loadscope-reorder --max-worker-restart 0
# Tests wait for engines, browsers and clients: one process more than there are processors.
WORKERS ?= $(shell n=$$(nproc 2>/dev/null) && echo $$((n + 1)) || echo auto)
export MICHISUJI_HOME ?= var
# Tests start Python again and again: what is compiled once stays so.
unexport PYTHONDONTWRITEBYTECODE

# Types are looked at beside the tests, which wait for engines and browsers now and then.
BESIDE := $(MAKE) --no-print-directory --jobs 2 style

.PHONY: run test quick style all-tests fast-tests coverage benchmark install install-test clean help

help: ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

run: install ## install, load the sample data, start the service on http://127.0.0.1:8000
	$(BIN)/michisuji import sample
	$(BIN)/michisuji serve --host $(HOST) --port $(PORT)

test: install-test ## every test (browser tests when Chromium is there), style, types
	@$(BESIDE) all-tests

quick: install-test ## style, types and the fast tests: those that start nothing and compare little
	@$(BESIDE) fast-tests

all-tests: install-test
	$(PYTEST) -n $(WORKERS)

fast-tests: install-test
	$(PYTEST) -n auto -m "not service and not slow and not national"

style: install-test ## style and types alone
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

coverage: install-test ## every test again, two to three times as slow, and what none of them runs, by file
	$(PYTEST) -n $(WORKERS) --cov --cov-report=
	$(BIN)/coverage report --skip-covered

benchmark: install-test ## tables of ratios; takes an hour with the national review's files
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[benchmark]'
	$(BIN)/python -m tests.benchmarks.spine
	$(BIN)/python -m tests.benchmarks.quality
	$(BIN)/python -m tests.benchmarks.planner
	$(BIN)/python -m tests.benchmarks.pages --copies 1 10
	$(BIN)/python -m tests.benchmarks.similar
	$(BIN)/python -m tests.benchmarks.forms
	$(BIN)/python -m tests.benchmarks.paths
	$(BIN)/python -m tests.benchmarks.search
	$(BIN)/python -m tests.benchmarks.open_data
	$(BIN)/python -m tests.benchmarks.review
	$(BIN)/python -m tests.benchmarks.workbook
	$(BIN)/python -m tests.benchmarks.attack
	$(BIN)/python -m tests.benchmarks.editing

install: $(VENV)/.installed
install-test: $(VENV)/.installed-test

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Michisuji needs Python 3.11 or newer: make PYTHON=python3.11 …")'
	@$(PYTHON) -c 'import ensurepip' || { echo "Python's venv is incomplete here: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.installed-test: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@ $(VENV)/.installed

clean: ## remove what was installed and built here (never the data directory)
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .coverage
