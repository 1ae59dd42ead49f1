# `make refresh` and `make test` are all the set-up there is: both make the virtual environment they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PADDLE := .venv-paddle
READY := $(VENV)/.ready
# Only where no Python package serves: .doc and .wps are read through LibreOffice; the tests typeset with Pango
# and the Noto CJK fonts, and publish into PostgreSQL.
SYSTEM := libreoffice-writer-nogui fonts-noto-cjk libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 postgresql

.PHONY: refresh test check bench accuracy faults dictionary paddle-test lock samples system clean

refresh: $(READY)  ## read what is new in raw/, build, validate and publish
	$(BIN)/renke refresh

test: $(READY)  ## the test suite, offline
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(READY)  ## lint, types, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(MAKE) --no-print-directory test

bench: $(READY)  ## time the PDF readers on a long table and count their wrong cells; time scans, other forms, identification, renke find, a build, refreshes
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench_forms
	$(BIN)/python -m tests.bench_names
	$(BIN)/python -m tests.bench_find
	$(BIN)/python -m tests.bench_build
	$(BIN)/python -m tests.bench_refresh

accuracy: $(READY)  ## typeset the five notices in every form, read each, count the cells that are not exact
	$(BIN)/python -m tests.accuracy --each

faults: $(READY)  ## put a thousand faults into readings, tables, published files and raw/, count which check tells of each
	$(BIN)/python -m tests.faults

paddle-test: $(PADDLE)/.ready  ## the tests of PaddleOCR, in an environment of its own
	$(PADDLE)/bin/python -m pytest -m paddle

lock: $(READY)  ## resolve pyproject.toml into requirements.lock, hashed, without any index address
	$(BIN)/uv pip compile --quiet --universal --upgrade --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.11 --extra dev --extra dask pyproject.toml --output-file requirements.lock
	echo 'opencv-python-headless; sys_platform == "never"' | $(BIN)/uv pip compile --quiet --universal --upgrade \
		--generate-hashes --no-emit-index-url --no-header --python-version 3.11 --extra dev --extra paddle \
		--override - pyproject.toml --output-file requirements-paddle.lock

dictionary: $(READY)  ## write the JSON Schemas, the shape of the tables and the data dictionary from the models
	$(BIN)/python -m pipeline.dataset.schema schemas/tables
	$(BIN)/python -m pipeline.dataset.compatibility schemas/shapes
	$(BIN)/python -m pipeline.dataset.dictionary docs

samples: $(READY)  ## typeset the sample notices in raw/ anew (needs Pango and the Noto CJK fonts)
	$(BIN)/python -m tests.typeset

system:  ## the system packages that help, where they can be installed; nothing fails without them
	@if dpkg -s $(SYSTEM) >/dev/null 2>&1; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(SYSTEM) >/dev/null \
			|| echo "system packages were not installed: .doc and .wps files, and tests that need $(SYSTEM), are left out" >&2; \
	else \
		echo "not installed here: $(SYSTEM); .doc and .wps files are refused, and tests that need them are skipped" >&2; \
	fi

clean:  ## remove the virtual environment and what is made anew by a refresh
	rm -rf $(VENV) $(PADDLE) extracted/*.json extracted/*/

# The lock names every package: --no-deps keeps pip from resolving anew, and to versions that it does not name.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; ok = (3, 11) <= sys.version_info < (3, 14); \
		sys.exit(None if ok else "Renke needs Python 3.11, 3.12 or 3.13: make PYTHON=python3.11")'
	@$(MAKE) --no-print-directory system
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	touch $@

# PaddleOCR brings an OpenCV of its own: --no-deps keeps the other out, which would be put over it.
$(PADDLE)/.ready: requirements-paddle.lock pyproject.toml
	$(PYTHON) -m venv --clear $(PADDLE)
	$(PADDLE)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-paddle.lock
	$(PADDLE)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	touch $@
