# make demo and make test do all the set-up on a fresh clone; they need Python 3.10+ and PyPI, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

PYTEST := $(BIN)/python -m pytest
# each file in one process, so that its fixtures are built once; never for benchmarks, whose times would suffer
PARALLEL := -n auto --dist loadfile

.PHONY: demo test check lint unit bench quality docs wheels compare engines sanitize clean

demo: $(VENV)/installed
	@$(BIN)/kzsearch demo

# everything that CI runs, in the order in which failures are cheapest to find
test: lint unit bench quality docs wheels
	@echo "make test: all gates passed"

# what to run before every commit: under a minute on two cores
check: lint
	$(PYTEST) tests $(PARALLEL) -m 'not slow'

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# CI draws the same examples every time, and then others; make unit CI=true SEED=123 repeats the latter
SEED ?= $(shell $(BIN)/python -c 'import random; print(random.randrange(10**6))')
unit: $(VENV)/dev
	$(PYTEST) tests $(PARALLEL)
ifeq ($(CI),true)
	$(PYTEST) tests $(PARALLEL) -m 'hypothesis and not slow' --hypothesis-profile=fresh --hypothesis-seed=$(SEED)
endif

bench: $(VENV)/dev
	$(PYTEST) benchmarks -o python_files='bench_*.py' --benchmark-disable-gc --benchmark-min-rounds=3 --benchmark-max-time=0.5 --benchmark-columns=min,median,ops

quality: $(VENV)/dev
	$(PYTEST) benchmarks/quality -o python_files='gate_*.py' $(PARALLEL)

sanitize: $(VENV)/dev
	$(BIN)/python tests/smoke/sanitize.py

docs: $(VENV)/dev
	$(BIN)/python docs/build.py

wheels: $(VENV)/dev
	$(BIN)/python tests/smoke/wheels.py

# speed beside that of an earlier revision, in one run; make compare BASE=v0.1.0
compare: $(VENV)/dev
	$(BIN)/python -m benchmarks.compare $(if $(BASE),--base $(BASE))

# speed beside that of other engines; needs ../shared and Python 3.11+
SECTIONS ?= 10000
engines: $(VENV)/engines
	$(BIN)/python -m benchmarks.engines --sections $(SECTIONS)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
	  { echo "kzsearch needs Python 3.10 or newer; $(PYTHON) is older or missing: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml setup.py $(wildcard kzsearch/native/*.[ch] kzsearch/native/*/*.[ch]) | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/dev: pyproject.toml setup.py $(wildcard kzsearch/native/*.[ch] kzsearch/native/*/*.[ch]) | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/installed

$(VENV)/engines: pyproject.toml | $(VENV)/dev
	$(BIN)/python -m pip install --quiet --editable '.[dev,engines]'
	@touch $@

clean:
	rm -rf $(VENV) dist build docs/_build docs/_generated

# the workflows of the public host: pinned actions, least permissions, no injection
.PHONY: workflows
lint: workflows
workflows: $(VENV)/dev
	$(BIN)/zizmor --offline --strict-collection --quiet --no-progress .github
