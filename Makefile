# The two commands: `make demo` brings up the portal, `make test` runs its tests. Both do their own set-up.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON_FOUND = $$(scripts/find_python)
VENV = $${COMITY_VENV:-.venv}
WORKERS ?= auto

.PHONY: help demo test bench lint format messages relock clean setup

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

demo: ## Bring up the portal with demo content at http://127.0.0.1:8000/ (PORT=8080 chooses another port)
	@python=$(PYTHON_FOUND) && PORT='$(PORT)' exec "$$python" scripts/demo.py

setup: ## Make the environment with the tools of tests and checks
	@python=$(PYTHON_FOUND) && "$$python" scripts/bootstrap.py --dev

test: setup ## Run the tests (ARGS="tests/search -k rebuild" chooses, WORKERS=0 runs them in one process)
	@"$(VENV)/bin/python" -m pytest -n $(WORKERS) $(ARGS)

bench: setup ## Compare search with Wagtail's own, on servers of its own; writes a report below reports/
	@python=$(PYTHON_FOUND) && "$$python" scripts/with_servers.py "$(VENV)/bin/python" -m tests.bench $(ARGS)

lint: setup ## Check style, types, layers, templates, translations and missing migrations
	@"$(VENV)/bin/python" scripts/lint.py

format: setup ## Format the Python sources
	@"$(VENV)/bin/python" -m ruff format . && "$(VENV)/bin/python" -m ruff check --fix .

messages: setup ## Gather the texts to translate into locale/ (needs gettext) and compile the translations
	@"$(VENV)/bin/python" manage.py makemessages --locale fr --no-location --no-wrap \
		--ignore var --ignore .venv --ignore tests --ignore portal/static/vendor
	@"$(VENV)/bin/python" scripts/compile_messages.py

relock: ## Choose versions anew for requirements/*.in and write the hash-locked files (needs uv)
	@scripts/relock

clean: ## Delete what can be made again; the database, uploads and search index in var/ stay
	@rm -rf "$(VENV)" var/static var/assets portal/static/vendor reports
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
