# The two commands of the README. Both work from a clean clone, and twice in a row.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
RUN := $(VENV)/.installed-to-run
NODE := clients/typescript/node_modules/.installed
OUT ?= out

.DEFAULT_GOAL := help
.PHONY: help venv demo test test-slow lint types docs models sample install system clean

help:
	@echo "make demo    the sample night, from the inbox to the morning page (in $(OUT)/)"
	@echo "make test    the fast tests"
	@echo "make lint types test-slow docs models sample"

install: $(STAMP)

# System packages are optional parts: without them the product works and says what is missing.
system:
	@sh tools/system.sh

# Made once; both stamps need it.
venv: | system
	@test -x $(BIN)/python || { echo "making the environment in $(VENV)"; $(PYTHON) -m venv $(VENV); } || { \
	  echo "python3-venv is missing: as root run 'apt-get install python3-venv', then try again."; exit 1; }

# What the sample night needs, and no more: it reads scans too. The tests' stamp covers it.
$(RUN): pyproject.toml constraints.txt | venv
	@echo "installing what reportqa runs with; the first time takes a minute or two"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[ocr]"
	@$(BIN)/python -m compileall -q src
	@touch $@

$(STAMP): pyproject.toml constraints.txt | venv
	@echo "installing what the tests need"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@# An editable install has no compiled modules; starting a process would compile each of them anew.
	@$(BIN)/python -m compileall -q src
	@touch $(RUN) $@

# What the tests of pages look with, where npm is there: axe, the W3C's validator, TypeScript.
$(NODE): clients/typescript/package-lock.json
	@if command -v npm >/dev/null 2>&1; then npm ci --silent --no-audit --no-fund --prefix clients/typescript; else \
	  echo "npm is missing: the tests with axe, the validator and TypeScript are left out"; mkdir -p $(@D); fi
	@touch $@

demo: $(RUN)
	@$(BIN)/python tools/demo.py --out $(OUT)

test: $(STAMP)
	$(BIN)/python -m pytest -n 2

test-slow: $(STAMP) $(NODE)
	$(BIN)/python -m pytest -n 2 -m slow

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

docs: $(STAMP)
	$(BIN)/python tools/gen_docs.py

models: $(STAMP)
	$(BIN)/python -m training

sample: $(STAMP)
	$(BIN)/python tools/make_sample_night.py

clean:
	rm -rf $(VENV) $(OUT) .mypy_cache .ruff_cache .pytest_cache
