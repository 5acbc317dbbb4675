# The only command set: people, CI and the demo call the same targets. `make` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# xdist workers; each has a PostgreSQL server of its own.
WORKERS ?= 2
PYTEST := $(BIN)/python -m pytest
CODE := vlmis_core plugins sandbox dags tests benchmarks tools

# The first Python that works and is new enough; `make PYTHON=/path/to/python setup` chooses another.
PYTHON ?= $(firstword $(foreach candidate,python3 python3.13 python3.12 python3.11,$(shell \
	$(candidate) -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& echo $(candidate))))

##@ Start here

.PHONY: help
help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} \
		/^##@/ {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z][a-z-]*:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(INSTALLED) ## The virtual environment .venv with the command vlmis, and the pre-commit hook
	@tools/install_pre_commit
	@echo "Ready: $(BIN)/vlmis"

# Everything by hash from the locks, then this package itself without looking anything up.
$(INSTALLED): requirements.txt requirements-dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 with its venv module is needed: install it, or say make PYTHON=/path/to/python $(MAKECMDGOALS)" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@if uv --version >/dev/null 2>&1; then \
		echo "Installing the locked packages with uv"; \
		VIRTUAL_ENV=$(VENV) uv pip install --quiet --require-hashes -r requirements.txt -r requirements-dev.txt; \
	else \
		echo "Installing the locked packages with pip (some minutes the first time)"; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-dev.txt; \
	fi
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# DAYS missed days; VLMIS_HOME is where it all lives (.vlmis by default).
DAYS ?= 7
.PHONY: demo
demo: $(INSTALLED) ## The main job on real data, from the missed days to data values read back equal
	$(BIN)/python -m sandbox demo --days $(DAYS)

.PHONY: up
up: $(INSTALLED) ## The same stack, left running with the Airflow UI; prints addresses and logins
	$(BIN)/python -m sandbox up

.PHONY: down
down: $(INSTALLED) ## Stop what up has started; nothing is lost
	$(BIN)/python -m sandbox down

##@ Prove it

# Where the browser cannot be fetched, the other tests run, and those that need it fail and say why.
.PHONY: test
test: $(INSTALLED) ## All tests: unit, properties, database, DAGs, contract, browser; how much they cover
	-@$(BIN)/python -m tools.chromium
	$(PYTEST) -n $(WORKERS) --dist loadfile --cov --cov-report= --cov-fail-under=0 tests
	@$(BIN)/python -m tools.check_coverage

.PHONY: test-deep
test-deep: $(INSTALLED) ## The long ones: thousands of seeds, kill drills, whole national history
	$(PYTEST) -n $(WORKERS) --dist loadfile -m deep tests

.PHONY: browser
browser: $(INSTALLED) ## Chromium for the browser tests, fetched if this machine has none
	@$(BIN)/python -m tools.chromium

.PHONY: mutation
mutation: $(INSTALLED) ## Change the reader of answers and the guard of deliveries; name what no test notices
	$(BIN)/python -m tools.mutation
	$(BIN)/python -m tools.guard_mutation

.PHONY: bench
bench: $(INSTALLED) ## The benchmarks, printed as ratios to the floor
	$(BIN)/python -m benchmarks

##@ Keep it clean

.PHONY: check
check: check-format check-lint check-types check-layers check-dead-code check-sql check-spelling check-docs docs-site check-lock check-licences check-advisories ## Formatters in check mode, linters, types, SQL, documents, locks

.PHONY: check-format
check-format: $(INSTALLED)
	$(BIN)/ruff format --check $(CODE)

.PHONY: check-lint
check-lint: $(INSTALLED)
	$(BIN)/ruff check $(CODE)

.PHONY: check-types
check-types: $(INSTALLED)
	$(BIN)/mypy

.PHONY: check-layers
check-layers: $(INSTALLED)
	$(BIN)/lint-imports

.PHONY: check-dead-code
check-dead-code: $(INSTALLED)
	$(BIN)/python -m tools.check_dead_code

.PHONY: check-sql
check-sql: $(INSTALLED)
	$(BIN)/sqlfluff lint sql

.PHONY: check-spelling
check-spelling: $(INSTALLED)
	$(BIN)/codespell

.PHONY: check-docs
check-docs: $(INSTALLED)
	$(PYTEST) -q tests/repository/test_architecture.py tests/repository/test_documents.py

.PHONY: check-lock
check-lock: $(INSTALLED)
	$(PYTEST) -q tests/repository/test_locks.py
	$(BIN)/python -m pip check

.PHONY: check-licences
check-licences: $(INSTALLED)
	.ci/check-licences

.PHONY: check-advisories
check-advisories: $(INSTALLED)
	.ci/check-advisories

.PHONY: fix
fix: $(INSTALLED) ## Format, and correct what tools can correct; the only target that edits code
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)
	$(BIN)/sqlfluff fix sql

.PHONY: docs
docs: $(INSTALLED) ## Generate data dictionary, pictures of the schema, matrix of access, worked questions
	$(BIN)/python -m tools.documents

.PHONY: migration
migration: $(INSTALLED) ## Start a change of the schema: make migration NAME=verb_object
	@$(BIN)/python -m tools.new_migration "$(NAME)"

.PHONY: release-schema
release-schema: $(INSTALLED) ## At a release: list the SQL files that are never changed from then on
	@$(BIN)/python -m tools.released_schema

.PHONY: messages
messages: $(INSTALLED) ## Take the texts of the code into the translations, and generate docs/messages.md
	$(BIN)/python -m tools.messages

# Not with --quiet, which hides warnings from --strict. The variable silences an advertisement of the theme.
.PHONY: docs-site
docs-site: $(INSTALLED) ## The documents as a site, in site/; a broken link or an unlisted page fails
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

.PHONY: adr
adr: $(INSTALLED) ## A page for a new decision: make adr TITLE="Keep lots apart"
	@$(BIN)/python -m tools.new_adr "$(TITLE)"

.PHONY: screenshots
screenshots: browser ## Take new pictures for docs/screenshots, by the browser tests
	$(PYTEST) -n 0 tests/browser --screenshots docs/screenshots

# Keeps every version that still fits; `make lock UPGRADE=1` takes the newest of all.
.PHONY: lock
lock: $(INSTALLED) ## Compile requirements*.in into the locks, with hashes
	for lock in requirements requirements-dev; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
			$(if $(UPGRADE),--upgrade) $$lock.in --output-file $$lock.txt; \
	done
