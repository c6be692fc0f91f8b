# Everything in one command each; the environment is made in .venv when it is missing or out of date.
# Needs Python 3.11 or newer, make and git. See what there is: make help

PYTHON ?= python3
BIN := .venv/bin

# One more than there are cores: somebody always waits for PostgreSQL.
WORKERS = $$($(BIN)/python -c 'import os; print((os.cpu_count() or 1) + 1)')

# Some machines ask for no bytecode to be kept. Each worker and each server that a test starts would compile all anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help play demo manifest serve test words soak chaos mutants fuzz bench image screenshots lint house audit check lock clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

play: .venv/run ## Klatch in a Slack workspace in your browser; no account needed (make play ARGS=--fresh)
	@$(BIN)/python app.py playground --open $(ARGS)

demo: .venv/run ## A story in the terminal, in five chapters (all that each person sees: make demo ARGS=--all)
	@$(BIN)/python app.py demo $(ARGS)

manifest: .venv/run ## Print the app's manifest, to be pasted at api.slack.com (make manifest ARGS=--socket)
	@$(BIN)/python app.py manifest $(ARGS)

serve: .venv/run ## Answer a real Slack workspace (see README)
	@$(BIN)/python app.py serve

test: .venv/dev ## The whole suite, on SQLite and on PostgreSQL
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -q

words: .venv/dev ## Bring the catalogues of every language up to what the code says
	$(BIN)/python -m tests.words

soak: .venv/dev ## The long runs: kill -9 a hundred times, state machines by the thousand
	$(BIN)/python -m pytest -m 'soak or either_database or hypothesis' --both --hypothesis-profile=thorough -q

chaos: .venv/dev ## Replicas killed, PostgreSQL restarted, Slack failing: ten minutes (make chaos ARGS=--minute)
	$(BIN)/python -m tests.chaos $(ARGS)

mutants: .venv/dev ## Change the use cases and rules, 120 times by lot: does a test notice? (make mutants ARGS="--number 9")
	$(BIN)/python -m tests.mutants $(ARGS)

fuzz: .venv/dev ## Every entry knocked at with bent requests, for ten minutes (make fuzz ARGS="--minutes 1")
	$(BIN)/python -m tests.fuzz $(ARGS)

bench: .venv/dev ## Measure, and write bench.json; or two revisions in turns (make bench ARGS="compare=main asks")
	$(BIN)/python -m benchmarks $(ARGS)

image: .venv/dev ## Build the image, by docker or else by buildah, and ask Klatch in it whether it is ready
	$(BIN)/python -m tests.image

screenshots: .venv/dev ## Take the pictures of the README anew, into docs/screenshots, and draw the icon
	$(BIN)/python -m docs.screenshots
	$(BIN)/python -m docs.icon

lint: .venv/dev ## Style, strict types, the floors of the house and its names
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.house --lint

house: .venv/dev ## How the code is built: lengths, and which files a request passes, traced while the story plays
	$(BIN)/python -m tests.house

audit: .venv/dev ## Are there known holes in the packages that Klatch needs?
	$(BIN)/python -m tests.security.audit

lock: .venv/dev ## Pin the newest versions that pyproject.toml allows, with hashes
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml --group playground -c requirements.txt -o requirements-playground.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml --group dev -c requirements-playground.txt -o requirements-dev.txt

clean: ## Remove the environment and what tools left behind
	rm -rf .venv .mutants .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache bench.json

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Klatch needs Python 3.11 or newer; set PYTHON to one: make PYTHON=python3.12 …")'
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
