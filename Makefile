# What can be done with this repository; `make help` lists it.

PORT ?= 8000
HOST ?= 127.0.0.1
PYTEST ?=

python = .venv/bin/python
tools = PATH="$(CURDIR)/.venv/bin:$$PATH"
export PYTHONUNBUFFERED = 1

.DEFAULT_GOAL := help
.PHONY: help setup run demo test-tools test checks lint typecheck test-js test-python bench screenshots messages clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s%s\n", $$1, $$2 }' Makefile

setup: ## the environment in .venv, and a secret key in .env
	@sh deploy/setup.sh

run: setup ## the whole site on PORT (8000) of HOST (127.0.0.1), until Ctrl-C
	@$(python) manage.py serve --prepare --host $(HOST) --port $(PORT)

demo: setup ## accounts and scripts to try; prints how to log in
	@$(python) manage.py prepare
	@$(python) manage.py demo

test-tools: setup
	@sh deploy/test-tools.sh

test: checks test-python ## everything that must pass

checks: test-tools # each of the three keeps one core busy
	@$(MAKE) --no-print-directory -j2 -O lint typecheck test-js

lint: test-tools ## style, imports between layers, templates, migrations, JavaScript
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	.venv/bin/lint-imports
	.venv/bin/djlint --lint --quiet templates
	$(python) manage.py check --fail-level WARNING
	$(python) manage.py makemigrations --check --dry-run
	$(tools) npm run --silent lint

typecheck: test-tools ## types
	$(python) -m mypy

test-js: test-tools ## tests of the JavaScript, and whether static/vendor is what its sources give
	$(tools) npm run --silent test
	$(tools) npm run --silent vendor:check

# Much of a test of the site is waiting, for a server or a clock: three at a time keep two cores busy.
test-python: test-tools ## tests of the site; PYTEST="-k name" chooses
	$(python) -m pytest -n 3 --dist worksteal --ignore tests/e2e --ignore tests/alone --ignore tests/stack --junitxml=var/junit-site.xml $(PYTEST)
	$(python) -m pytest tests/e2e -n 3 --dist load --maxschedchunk 1 --junitxml=var/junit-browser.xml $(PYTEST)
	$(python) -m pytest tests/alone --junitxml=var/junit-alone.xml $(PYTEST)
	$(python) -m pytest tests/stack --junitxml=var/junit-stack.xml $(PYTEST)

bench: test-tools ## measure, and print the figures as JSON
	@$(tools) $(python) -m benchmarks

screenshots: test-tools ## pictures of every page, for README and docs
	@$(python) -m tests.e2e.screenshots

messages: test-tools ## collect the texts for translators, and compile what they gave
	$(python) manage.py messages

clean: ## remove what was installed and built; data in var/ stays
	rm -rf .venv node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
