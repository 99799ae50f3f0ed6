# Each target does its own set-up. `make help` lists them.
.DEFAULT_GOAL := help
PORT ?= 8000
HOME_DIR ?= touchline-home
PEOPLE ?= 20000
PYTHON ?= python3
BIN := .venv/bin
CORES ?= -n logical --dist loadgroup

.PHONY: help install demo test check dev bench prove pictures

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/made-run: requirements/run.txt pyproject.toml
	@sh requirements/make-venv $(PYTHON) run

.venv/made-dev: requirements/dev.txt pyproject.toml
	@sh requirements/make-venv $(PYTHON) dev

install: .venv/made-run ## Make .venv with what Touchline needs to run
	@echo "Touchline is installed. Next: make demo, or $(BIN)/touchline --help"

.venv/made-bench: requirements/bench.txt pyproject.toml
	@sh requirements/make-venv $(PYTHON) bench

demo: .venv/made-run ## Fill a workspace with the sample business and serve it (PORT=8000 PEOPLE=20000)
	@exec $(BIN)/touchline --home "$(HOME_DIR)" demo --people $(PEOPLE) --port $(PORT)

dev: .venv/made-dev ## Serve the workspace and restart when the source changes (PORT=8000)
	@exec $(BIN)/watchfiles '$(BIN)/touchline --home "$(HOME_DIR)" serve --port $(PORT)' src

test: .venv/made-dev ## Run the tests, then on PostgreSQL those that touch the operations store (ARGS=tests/people)
	@$(BIN)/python -m pytest $(CORES) $(ARGS)
	@TOUCHLINE_TEST_STORE=postgresql $(BIN)/python -m pytest $(CORES) -m "not pure" $(ARGS)

check: .venv/made-dev ## Lint, types, rooms and docs
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports && $(BIN)/python docs/check.py

bench: .venv/made-bench ## Measure speed and memory; writes docs/benchmarks.md
	@$(BIN)/python -m benchmarks

prove: .venv/made-dev ## The long proofs: ten times the kills and examples; writes docs/proofs.md (ARGS=tests/lake)
	@TOUCHLINE_PROVE=1 $(BIN)/python docs/prove.py $(ARGS)

pictures: .venv/made-dev ## Take the pictures of README and docs anew in Chromium
	@$(BIN)/python docs/take_pictures.py
