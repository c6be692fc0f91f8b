# One command for each task. The environment in .venv is created when it is missing or out of date.
# Needs Python 3.11 or newer, make and git. To list the commands: make help

PYTHON ?= python3
BIN := .venv/bin

# One more than there are cores, because some worker is always waiting for PostgreSQL.
WORKERS = $$($(BIN)/python -c 'import os; print((os.cpu_count() or 1) + 1)')

# Some machines turn bytecode off. Each worker and each server that a test starts would then compile everything again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help play demo manifest serve test words messages soak chaos mutants fuzz bench image screenshots lint house audit check lock clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

play: .venv/run ## Try Klatch in a Slack workspace in your browser, with no account (start over: make play ARGS=--fresh)
	@$(BIN)/python app.py playground --open $(ARGS)

demo: .venv/run ## Play a story in the terminal, in five chapters (with everything each person sees: make demo ARGS=--all)
	@$(BIN)/python app.py demo $(ARGS)

manifest: .venv/run ## Print the app's manifest, to paste at api.slack.com (make manifest ARGS=--socket)
	@$(BIN)/python app.py manifest $(ARGS)

serve: .venv/run ## Run Klatch in a real Slack workspace (see README.md)
	@$(BIN)/python app.py serve

test: .venv/dev ## Run all tests, on SQLite and on PostgreSQL
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -q

words: .venv/dev ## Update the catalogues of every language from the code
	$(BIN)/python -m tests.words

messages: .venv/dev ## Write all that members read in the story into docs/messages, a page for each language
	$(BIN)/python -m tests.words.messages

soak: .venv/dev ## Run the long tests: kill -9 a hundred times, state machines by the thousand
	$(BIN)/python -m pytest -m 'soak or either_database or hypothesis' --both --hypothesis-profile=thorough -q

chaos: .venv/dev ## Kill replicas, restart PostgreSQL and have Slack fail, for ten minutes (make chaos ARGS=--minute)
	$(BIN)/python -m tests.chaos $(ARGS)

mutants: .venv/dev ## Mutation testing: make 120 random changes to use cases and rules, and see whether a test fails (make mutants ARGS="--number 9")
	$(BIN)/python -m tests.mutants $(ARGS)

fuzz: .venv/dev ## Fuzz every entry with malformed requests, for ten minutes (make fuzz ARGS="--minutes 1")
	$(BIN)/python -m tests.fuzz $(ARGS)

bench: .venv/dev ## Run the benchmarks and write bench.json, or compare two revisions (make bench ARGS="compare=main asks")
	$(BIN)/python -m benchmarks $(ARGS)

image: .venv/dev ## Build the container image with docker or buildah, and check that Klatch becomes ready in it
	$(BIN)/python -m tests.image

screenshots: .venv/dev ## Retake the screenshots in docs/screenshots, and redraw the icon
	$(BIN)/python -m docs.screenshots
	$(BIN)/python -m docs.icon

lint: .venv/dev ## Check style, strict types, layers and names
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.house --lint

house: .venv/dev ## Measure the code: lengths, and the files each request goes through, traced while the story plays
	$(BIN)/python -m tests.house

audit: .venv/dev ## Look for known vulnerabilities in the packages that Klatch needs
	$(BIN)/python -m tests.security.audit

lock: .venv/dev ## Pin the newest versions that pyproject.toml allows, with hashes
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml --group playground -c requirements.txt -o requirements-playground.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml --group dev -c requirements-playground.txt -o requirements-dev.txt

clean: ## Remove the environment and everything tools leave behind
	rm -rf .venv .mutants .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache bench.json

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Klatch needs Python 3.11 or newer; name one with PYTHON: make PYTHON=python3.12 …")'
	@echo "Making .venv …" >&2
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/run: .venv/made requirements-playground.txt
	@echo "Installing what Klatch needs …" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-playground.txt
	@touch $@

.venv/dev: .venv/made requirements-dev.txt
	@echo "Installing what the tests need …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ .venv/run
