# `make refresh` and `make test` are all the set-up there is: both make the virtual environment they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: refresh test check bench lock samples clean

refresh: $(READY)  ## read what is new in raw/, build, validate and publish
	$(BIN)/renke refresh

test: $(READY)  ## the test suite, offline
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(READY)  ## lint, types, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(MAKE) --no-print-directory test

bench: $(READY)  ## time the PDF readers side by side on a long table, and count their wrong cells
	$(BIN)/python -m tests.bench

lock: $(READY)  ## resolve pyproject.toml into requirements.lock, hashed, without any index address
	$(BIN)/uv pip compile --quiet --universal --upgrade --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.11 --extra dev --extra dask pyproject.toml --output-file requirements.lock

samples: $(READY)  ## typeset the sample notices in raw/ anew (needs Pango and the Noto CJK fonts)
	$(BIN)/python -m tests.typeset

clean:  ## remove the virtual environment and what is made anew by a refresh
	rm -rf $(VENV) extracted/*.json

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; ok = (3, 11) <= sys.version_info < (3, 14); \
		sys.exit(None if ok else "Renke needs Python 3.11, 3.12 or 3.13: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	touch $@
