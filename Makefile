# The targets that people and the forge use alike. `make` alone lists them.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
VENV := .venv/.installed
NODE := node_modules/.installed
TWIN := build/twin/venv/.installed
# Node comes with the environment, so that one version compiles and audits the pages everywhere. It trusts the
# authorities that the machine trusts, as pip does.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" NODE_USE_SYSTEM_CA=1 npm

.DEFAULT_GOAL := help
.PHONY: help serve build kernel kernel-sources passages test test-quick test-library bench accessibility oracle lint format wheel \
	twin lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: $(NODE) ## Build every language, serve them on 127.0.0.1, rebuild and reload on save (PORT=8000)
	@$(BIN)/python -m sitekit serve --port $(PORT)

build: $(NODE) ## Write the site to site/: French at /, the others at /<lang>/
	@$(BIN)/python -m sitekit build

kernel: $(NODE) ## Make the real Linux that pages boot, and fetch those of guests, from packages of Debian
	@$(BIN)/python -m sitekit kernel

passages: $(VENV) ## Find the quotations of docs/passages.toml in packages of Debian, and record the passages
	@$(BIN)/python -m sitekit passages

kernel-sources: $(VENV) ## Fetch the sources of its programs to dist/kernel-sources/, to publish beside the site
	@$(BIN)/python -m sitekit kernel --sources dist/kernel-sources

test: lint $(NODE) ## Check and run everything, on all cores: style, types, examples, library, site, browser
	@$(BIN)/python -m pytest --numprocesses=auto --dist=loadscope --no-loadscope-reorder --durations=10

test-quick: $(VENV) ## Run the quick tests of the modules and pages that have changed since main
	@tests="$$($(BIN)/python -m tests.support.changed)"; test -z "$$tests" || $(BIN)/python -m pytest $$tests

test-library: $(VENV) ## Run only the tests and doctests of the virtfaq library
	@$(BIN)/python -m pytest tests/virtfaq tests/conformance --doctest-modules --pyargs virtfaq

bench: $(NODE) ## Measure speed, as ratios within one run
	@$(BIN)/python -m pytest tests/benchmarks --benchmark-enable --benchmark-columns=min,median,max -s

accessibility: $(NODE) ## Audit every page, and record the result for the accessibility statement
	@VIRTFAQ_RECORD=1 $(BIN)/python -m pytest tests/browser/test_access.py

oracle: $(VENV) ## Compare the models with the real Nova, SimPy and queueing theory
	@VIRTFAQ_ORACLE=1 $(BIN)/python -m pytest tests/oracle

lint: $(VENV) ## Check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(VENV) ## Format the code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

wheel: $(VENV) ## Build the wheel of virtfaq in dist/
	@$(BIN)/python -m sitekit wheel dist

twin: build $(TWIN) ## Build the site by ProperDocs with MaterialX, and by Zensical, and compare the pages
	@$(BIN)/python -m tests.support.twin build/twin/venv

lock: $(VENV) ## Pin the dependencies again: requirements.lock with hashes, package-lock.json with integrity
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11.2 --fork-strategy fewest --generate-hashes \
		--group dev --no-emit-index-url --no-annotate --custom-compile-command "make lock" \
		--upgrade --output-file requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11.2 --fork-strategy fewest --generate-hashes \
		--group twin --no-emit-package mkdocs-material --constraint requirements.lock \
		--no-emit-index-url --no-annotate --custom-compile-command "make lock" \
		--upgrade --output-file requirements.twin.lock
	@$(NPM) install --package-lock-only --loglevel=error

clean: ## Remove what the other targets made, but for the virtual environment
	@rm -rf build site dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

# The machine's own pip fills the environment: Debian's Python has none to put in it.
$(VENV): requirements.lock pyproject.toml
	@echo "Installing the tools into .venv (once)"
	@$(PYTHON) -m venv --without-pip .venv
	@$(PYTHON) -m pip --python .venv install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(PYTHON) -m pip --python .venv install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Only what is listed: the one package that is left out has its files at the places of the one that replaces it.
$(TWIN): requirements.twin.lock
	@echo "Installing the other builders into build/twin/venv (once)"
	@$(PYTHON) -m venv --clear --without-pip build/twin/venv
	@$(PYTHON) -m pip --python build/twin/venv install --quiet --disable-pip-version-check --no-deps --require-hashes \
		-r requirements.twin.lock
	@touch $@

$(NODE): package-lock.json $(VENV)
	@echo "Installing the runtime of the pages and what audits them into node_modules (once)"
	@$(NPM) ci --loglevel=error
	@touch $@
