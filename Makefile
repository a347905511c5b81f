# `make` alone prints the targets that carry a description.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11,\
  $(shell $(name) -c 'import sys; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null)))
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --custom-compile-command "make lock"
ENGLISH := matchmaker/translations/en/LC_MESSAGES/messages.po
CATALOGS := $(patsubst %.po,%.mo,$(wildcard matchmaker/translations/*/LC_MESSAGES/messages.po))
LINTERS := $(addprefix lint-,format code types imports templates pages spelling)
WALKS ?= 500
SOURCES := matchmaker tests tools benchmarks wsgi.py

# A download that broke off leaves folders which npm cannot remove itself; it then begins once more from nothing.
NPM_CI = tools/npm ci $(1) --loglevel=error || { rm -rf node_modules && tools/npm ci $(1) --loglevel=error; }

.PHONY: help install run test check lint $(LINTERS) format lock icons initials clean chromium screenshots translations bench \
  battery races attacks lifecycle docker

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

install: $(VENV)/.installed static/vendor/.copied $(CATALOGS) ## Create the environment and fetch what pages need

run: install ## Migrate, load the demo data, match, plan and serve on 127.0.0.1:8000
	@$(BIN)/matchmaker run $(ARGS)

test: install $(VENV)/.dev node_modules/.dev ## Run every test, those on PostgreSQL and in Chromium among them
	-@tools/chromium >/dev/null
	@$(BIN)/pytest -n 2 --dist loadfile $(ARGS)

check: lint test ## What CI runs: the linters, then every test

lint: $(LINTERS) ## Run every linter and the type checker

$(LINTERS): install $(VENV)/.dev node_modules/.dev

lint-format:
	$(BIN)/ruff format --quiet --check $(SOURCES)

lint-code:
	$(BIN)/ruff check $(SOURCES)

lint-types:
	$(BIN)/mypy

lint-imports:
	$(BIN)/lint-imports

lint-templates:
	$(BIN)/djlint --check templates
	$(BIN)/djlint --lint templates

lint-pages:
	tools/npm exec --offline -- biome ci

lint-spelling:
	$(BIN)/codespell

format: $(VENV)/.dev node_modules/.dev ## Format and mend what the tools can mend themselves
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)
	-$(BIN)/djlint --quiet --reformat templates
	tools/npm exec --offline -- biome check --write

lock: $(VENV)/.dev ## Compile the locks again from pyproject.toml and package.json
	$(COMPILE) --upgrade pyproject.toml --group build -o requirements.txt
	$(COMPILE) --upgrade pyproject.toml --group build --group dev --extra distributed -c requirements.txt -o requirements-dev.txt
	$(COMPILE) --upgrade --group node -o requirements-node.txt
	tools/npm install --package-lock-only

icons: node_modules/.dev ## Draw static/icons.svg again from the names in static/icons.txt
	$(BIN)/python tools/icons.py

initials: $(VENV)/.dev ## Write seed/catalogue/initials.csv again from the names in the reference lists
	$(BIN)/python tools/initials.py

translations: $(VENV)/.installed ## Collect new messages into the English catalog
	$(BIN)/pybabel --quiet extract --mapping babel.cfg --keyword translatable --keyword lazy_gettext \
	  --keyword lazy_pgettext:1c,2 --no-location --sort-output --project matchmaker --output messages.pot .
	$(BIN)/pybabel --quiet $(if $(wildcard $(ENGLISH)),update --no-fuzzy-matching --ignore-pot-creation-date,init) --locale en \
	  --input-file messages.pot --output-dir matchmaker/translations
	rm messages.pot

chromium: install $(VENV)/.dev node_modules/.dev
	@tools/chromium >/dev/null

screenshots: chromium ## Take pictures of every page at 1280 and 375 pixels
	@$(BIN)/pytest -n 0 tests/browser/screenshots.py

bench: install $(VENV)/.dev ## Print speed and size beside the peers: make bench FOLDERS="judged folders" ARGS="storage --full"
	@$(if $(FOLDERS),$(BIN)/matchmaker evaluate $(FOLDERS))
	@OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks $(ARGS)

battery: races attacks ## Races and attacks after each other

races: install $(VENV)/.dev ## Race, kill and walk at length: make races WALKS=60 for fewer walks than 500
	@WALKS=$(WALKS) $(BIN)/pytest -n 2 tests/battery/races.py tests/battery/kills.py tests/battery/walks.py $(ARGS)

attacks: chromium ## Every payload in every field, and every page at every width
	@PAYLOADS=all WIDTHS=all $(BIN)/pytest -n 2 tests/attacks tests/browser/attacks.py \
	  tests/browser/test_every_page.py $(ARGS)

lifecycle: install ## Draw docs/lifecycle.md again from the tables of the workflow
	@PYTHONPATH=. $(BIN)/python tools/lifecycle.py

docker: ## Build the production image
	docker build --tag matchmaker .

clean: ## Remove the environment and everything that tools wrote; the data stays
	rm -rf $(VENV) node_modules static/vendor test-results .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	rm -f $(CATALOGS)
	find . -name __pycache__ -prune -exec rm -rf {} +

# Stamps: a second `make run` finds them fresh and starts at once, without a network.
$(VENV)/.created:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: requirements.txt pyproject.toml | $(VENV)/.created
	$(PIP) --require-hashes -r requirements.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(VENV)/.installed
	$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

node_modules/.runtime: package-lock.json | $(VENV)/.installed
	$(call NPM_CI,--omit=dev)
	@touch $@

node_modules/.dev: package-lock.json | node_modules/.runtime
	$(call NPM_CI,)
	@touch node_modules/.runtime $@

static/vendor/.copied: tools/vendor.py node_modules/.runtime
	$(BIN)/python tools/vendor.py
	@touch $@

%.mo: %.po | $(VENV)/.installed
	$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
