# Wardlight: every task of a developer. `make help` lists them.
#
# What is already there is not made again: each step of the set-up leaves an empty file in .venv/.made/ and depends on the
# files that it was made from, so the second `make run` starts at once, and `rm -rf .venv` starts from nothing.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

BIN := .venv/bin
MADE := .venv/.made
SETUP := deploy/developer
# Each run of pip or npm says only what went wrong.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation

CATALOGUES := $(wildcard locales/*/LC_MESSAGES/*.po)
PANGO_BUILDER := $(wildcard kiosk/tablet/senses/sight/pango_build.py)
READY_TO_RUN := $(MADE)/run-packages $(MADE)/runtime $(MADE)/wardlight $(MADE)/console $(MADE)/generated
READY_TO_TEST := $(READY_TO_RUN) $(MADE)/test-packages $(MADE)/dev

.DEFAULT_GOAL := help
.PHONY: help run setup test check prove bench tour audit wheel lock generate clean

help:  ## list these targets
	@grep --no-filename --extended-regexp '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed --regexp-extended 's/^([a-z]+):.*## */  make \1\t/' | expand --tabs=16

run: $(READY_TO_RUN)  ## install what is missing and start the demo: trust backend, tablet window, console
	@exec $(BIN)/kiosk demo

setup: $(READY_TO_TEST)  ## install what is missing for running, testing and changing Wardlight
	@echo "Wardlight is set up: make run starts the demo, make test runs the tests"

# Tests start hundreds of processes; without bytecode on disk each of them compiles everything again.
test: export PYTHONDONTWRITEBYTECODE =
test: check  ## check the code, then run the tests (they bring their own screen and database)
	@$(BIN)/pytest --numprocesses=4 --dist=loadfile --no-loadscope-reorder

check: $(READY_TO_TEST)  ## ruff, ruff format and mypy, changing nothing
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

prove: $(READY_TO_TEST)  ## the long proofs (kills, repeats, soak); dated results in tests/proof/results/
	@$(BIN)/pytest tests/proof -m prove --timeout=0

bench: $(READY_TO_RUN)  ## measure against bare floors; writes bench.json
	@$(BIN)/kiosk bench --out bench.json

tour: $(READY_TO_RUN)  ## a picture of every page in every language, and every page as data, in tour/
	@$(BIN)/kiosk tour --out tour --language all --form plain,easy

audit: $(READY_TO_TEST)  ## whether everybody can use every page: audit.json and index.html in audit/ (twenty minutes)
	@$(BIN)/kiosk audit --out audit

wheel: $(READY_TO_TEST)  ## build dist/wardlight-*.whl, with content, assets and locales inside
	@rm -rf dist
	$(BIN)/python -m build --wheel --no-isolation --outdir dist .

lock: $(READY_TO_TEST)  ## write the lock files anew (needs uv and npm; UPGRADE=--upgrade moves versions)
	@UPGRADE="$(UPGRADE)" $(SETUP)/lock

generate: $(READY_TO_RUN)  ## compile language catalogues and the Pango module again
	@$(BIN)/python -m deploy.packaging.generate

clean:  ## remove everything that was made, also .venv; what was written by hand stays
	@rm -rf .venv node_modules build dist tour audit bench.json kiosk/trust/console/static/nhsuk
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find locales -name '*.mo' -delete 2>/dev/null || true
	rm -rf kiosk/tablet/senses/sight/_generated
	find kiosk deploy tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The steps of the set-up.

$(MADE)/%-packages: $(SETUP)/debian-packages.txt $(SETUP)/install-debian-packages
	@$(SETUP)/install-debian-packages $*
	mkdir -p $(@D)
	touch $@

$(MADE)/python: $(SETUP)/find-python | $(MADE)/run-packages
	@python=$$($(SETUP)/find-python)
	echo "Making .venv with $$($$python --version)"
	# --clear: a .venv of another Python, half changed over, fails in odd ways (no TLS, packages of the wrong version).
	$$python -m venv --clear .venv
	mkdir -p $(@D)
	touch $(MADE)/run-packages $@

$(MADE)/build: requirements/build.lock $(MADE)/python
	@$(PIP) --require-hashes --requirement $<
	touch $@

$(MADE)/runtime: requirements/runtime.lock $(MADE)/build
	@echo "Installing the pinned dependencies into .venv (the first time takes a minute or two)"
	$(PIP) --require-hashes --requirement $<
	touch $@

$(MADE)/dev: requirements/dev.lock $(MADE)/runtime
	@echo "Installing the pinned test tools into .venv"
	$(PIP) --require-hashes --requirement $<
	touch $@

$(MADE)/wardlight: pyproject.toml deploy/packaging/hatch_build.py $(MADE)/runtime
	@$(PIP) --no-deps --editable .
	touch $@

$(MADE)/console: package.json package-lock.json requirements/node.lock $(SETUP)/console_parts.py $(MADE)/runtime
	@echo "Fetching the console's front-end parts"
	$(BIN)/python -m deploy.developer.console_parts
	touch $@

$(MADE)/generated: $(CATALOGUES) $(PANGO_BUILDER) deploy/packaging/generate.py kiosk/charter/catalogue.py $(MADE)/runtime
	@$(BIN)/python -m deploy.packaging.generate
	touch $@
