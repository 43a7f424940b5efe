# make demo   the whole product on this machine
# make test   the whole test suite
# make lint   style, types and import rules; its parts run beside each other with --jobs
# make coverage   the test suite, with the lines that it runs counted, which takes half as much time again
# make pictures   the README's pictures, as the last test run has left them
# Each does its own set-up (make setup); works with GNU make 3.81 and bash 3.2, as macOS has them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
SHELL := /bin/bash
# Processes that run tests: one more than cores, for tests wait; each has servers and a browser of its own.
TESTERS ?= $(shell cores=$$(getconf _NPROCESSORS_ONLN); echo $$((cores < 8 ? cores + 1 : 8)))
TEST = $(BIN)/python -m pytest --numprocesses=$(TESTERS) --dist=loadfile --no-loadscope-reorder

.PHONY: setup demo test coverage pictures lint types weaknesses style imports

setup: $(STAMP)

$(STAMP): setup.cfg pyproject.toml .ci/setup .ci/tools.txt
	@PYTHON="$(PYTHON)" VENV="$(VENV)" bash .ci/setup
	@touch $(STAMP)

demo: setup
	@exec $(BIN)/hub demo

test: setup
	@exec $(TEST)

coverage: setup
	@exec $(TEST) --cov --cov-report=term

pictures:
	@test -d artifacts/readme || { echo "There are no pictures in artifacts/readme: make test leaves them there." >&2; exit 1; }
	cp artifacts/readme/*.png tests/journeys/pictures/

lint: types weaknesses style imports

style: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy
	$(BIN)/mypy --strict -p hub.sdk -p hub.hookspecs -p tenants

imports: setup
	$(BIN)/lint-imports

weaknesses: setup
	$(VENV)/tools/bin/bandit --quiet --recursive --severity-level medium hub tenants plugins
	$(VENV)/tools/bin/semgrep scan --config .semgrep.yml --error --quiet --metrics=off --disable-version-check hub tenants plugins
