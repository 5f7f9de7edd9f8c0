# Anliegen. `make run` starts it, `make test` proves it.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
V := .venv/bin
PORT ?= 8000
N ?= 100000
export PORT

.PHONY: help run test install install-dev chromium lint format bench lock

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: install ## start the product with demo data at http://127.0.0.1:8000
	@exec $(V)/anliegen run

test: install-dev chromium lint ## install what tests need, then check and test everything
	$(V)/python -m pytest -n 2 --dist worksteal

install: .venv/.run ## make the environment from the hash-locked files

install-dev: .venv/.dev

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Anliegen braucht Python 3.11 oder neuer."; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python fehlt das Modul venv. Unter Debian: apt-get install python3-venv"; exit 1; }

.venv/.run: requirements/run.txt pyproject.toml | .venv/bin/python
	@echo "Umgebung wird eingerichtet …"
	@$(V)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(V)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.run
	@$(V)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

chromium:
	@tools/chromium.sh

lint: install-dev ## formatting, lint, types, import contracts, generated files
	$(V)/ruff format --check anliegen tests tools
	$(V)/ruff check anliegen tests tools
	$(V)/mypy
	$(V)/lint-imports
	$(V)/python tools/css.py --check
	$(V)/python tools/catalog.py check

format: install-dev ## format code and rebuild generated files
	$(V)/ruff format anliegen tests tools
	$(V)/ruff check --fix anliegen tests tools
	$(V)/python tools/css.py

bench: install ## measure; N=1000000 for a million tickets
	$(V)/anliegen bench --tickets $(N)

lock: install-dev ## resolve the locked files anew
	$(V)/uv pip compile pyproject.toml --group build --generate-hashes --no-emit-index-url --universal --python-version 3.11 --no-header --no-annotate -q -o requirements/run.txt
	$(V)/uv pip compile pyproject.toml --group build --group dev --generate-hashes --no-emit-index-url --universal --python-version 3.11 --no-header --no-annotate -q -o requirements/dev.txt
