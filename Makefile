# make demo and make test do all the set-up on a fresh clone; they need Python 3.10+ and PyPI, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check unit bench quality docs wheels compare duel sanitize clean

demo: $(VENV)/installed
	@$(BIN)/kzsearch demo

# everything that CI runs, in the order in which failures are cheapest to find
test: check unit bench quality docs wheels
	@echo "make test: all gates passed"

check: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(VENV)/dev
	$(BIN)/python -m pytest tests

bench: $(VENV)/dev
	$(BIN)/python -m pytest benchmarks -o python_files='bench_*.py' --benchmark-disable-gc --benchmark-min-rounds=3 --benchmark-max-time=0.5 --benchmark-columns=min,median,ops

quality: $(VENV)/dev
	$(BIN)/python -m pytest benchmarks/quality -o python_files='gate_*.py'

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
duel: $(VENV)/duel
	$(BIN)/python -m benchmarks.duel --sections $(SECTIONS)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
	  { echo "kzsearch needs Python 3.10 or newer; $(PYTHON) is older or missing: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml setup.py $(wildcard kzsearch/native/*) | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/dev: pyproject.toml setup.py $(wildcard kzsearch/native/*) | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/installed

$(VENV)/duel: pyproject.toml | $(VENV)/dev
	$(BIN)/python -m pip install --quiet --editable '.[dev,duel]'
	@touch $@

clean:
	rm -rf $(VENV) dist build docs/_build docs/_generated
