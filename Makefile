# Everything runs from .venv, which the first call makes from requirements.lock.
# Another interpreter: make book PYTHON=python3.12

PYTHON = python3
VENV = .venv
BIN = $(VENV)/bin
STAMP = $(VENV)/.stamp
PIP = $(BIN)/python -m pip install -qq --disable-pip-version-check
# Scripts in $(BIN) name the Python that they were installed with, which is another one's where
# $(VENV) was copied or moved: modules are run by the Python that is there.
BOOK = $(BIN)/python -c 'from jupyter_book.cli.main import main; main()'
IMPORTS = $(BIN)/python -c 'from importlinter.cli import lint_imports_command as main; main()'
# A process a core, each with one thread; a file's tests stay together, for they share what they run.
PYTEST = OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses auto --dist loadscope
NBVAL = --nbval-lax --nbval-current-env --nbval-cell-timeout=600 -W default

# What `make lock` holds fixed. torch: the version all results were made with, and the one whose
# plain name resolves to a build without CUDA packages where such builds are served. soupsieve: its
# version 3 refuses Python 3.11.0 to 3.11.4.
TORCH = torch==2.13.0
PINS = '$(TORCH)' 'soupsieve<3'

# The build of torch without CUDA for Linux and Python 3.11, which the package index does not list.
# Where it is served it is asked for by name, for pip prefers files whose checksum an index gives.
CPU_BUILD = sha256:6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b

.DEFAULT_GOAL := help
.PHONY: help setup book test lint unit quick notebooks lock clean moved

help:  ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1|\2/p' Makefile | awk -F'|' '{printf "%-16s %s\n", $$1, $$2}'

setup: $(STAMP)  ## make .venv from the lock file (the others do this when it is missing)

# The stamp goes first and comes back last, so a set-up that was cut short starts again from nothing.
# So does one of another folder, which the stamp names.
ifneq ($(shell cat $(STAMP) 2>/dev/null),$(CURDIR))
$(STAMP): moved
endif
$(STAMP): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
	  echo "rdo needs Python 3.11, 3.12 or 3.13, and $(PYTHON) is" \
	    "'`$(PYTHON) --version 2>&1`': name another, as in 'make book PYTHON=python3.12'" >&2; \
	  exit 1; }
	@if [ "`cat $@ 2>/dev/null`" = '$(CURDIR)' ]; then echo "bringing $(VENV) up to date"; rm $@; \
	else echo "setting up $(VENV): about two minutes, once"; $(PYTHON) -m venv --clear $(VENV); fi
	@echo '$(TORCH)+cpu --hash=$(CPU_BUILD)' > $(VENV)/torch.txt
	@$(PIP) --no-deps --require-hashes -r $(VENV)/torch.txt 2>/dev/null || true
	@$(PIP) --no-deps --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@# CUDA libraries, of the versions that torch names, where its build asks for them.
	@$(PIP) '$(TORCH)'
	@$(BIN)/python -m pip check -q
	@echo '$(CURDIR)' > $@

book: $(STAMP)  ## build the book, warnings are errors: book/_build/html/index.html
	@cp _config.yml _toc.yml book/
	$(BOOK) build -W -n --keep-going book

test: lint unit notebooks  ## every check: lint, unit tests, notebooks

lint: $(STAMP)  ## style, types and the order of the rooms
	$(BIN)/python -m ruff check
	$(BIN)/python -m ruff format --check
	$(BIN)/python -m mypy
	$(IMPORTS)

unit: $(STAMP)  ## the tests in tests/, and the examples in the code
	$(PYTEST)

quick: $(STAMP)  ## the same without what is slow
	$(PYTEST) -m "not slow"

notebooks: $(STAMP)  ## run each notebook and compare the outputs it promises
	$(PYTEST) $(NBVAL) notebooks

lock:  ## resolve the ranges of pyproject.toml anew into requirements.lock
	@set -e; new=`mktemp -d`; trap 'rm -rf "$$new" requirements.lock.new' EXIT; \
	$(PYTHON) -m venv "$$new"; \
	"$$new/bin/python" -m pip install -qq --disable-pip-version-check uv; \
	printf '%s\n' $(PINS) > "$$new/pins"; \
	"$$new/bin/uv" pip compile -q --universal --python-version 3.11 --all-extras --generate-hashes \
	  --no-annotate --no-header -c "$$new/pins" pyproject.toml -o "$$new/lock"; \
	awk '/^[^ ]/ {cuda = /^(cuda|nvidia|triton)/} !cuda {print} /^torch==/ {print "    --hash=$(CPU_BUILD) \\"}' \
	  "$$new/lock" > requirements.lock.new; \
	mv requirements.lock.new requirements.lock

clean:  ## remove what the build and the tests made (not .venv, not data)
	rm -rf .cache book/_build book/notebooks .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find rdo replication tests book benchmarks notebooks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
