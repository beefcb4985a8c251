# Two commands do all the set-up: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test test-all check crash fuzz bench docs clean

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	@# torch first and pinned: otherwise pip takes a build with gigabytes of GPU libraries.
	$(BIN)/pip install --quiet --constraint constraints.txt torch==2.13.0
	$(BIN)/pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

run: $(VENV)/.installed
	$(BIN)/laborwire demo

# All promises, the heavy checks on a sample; `make test-all` leaves nothing out.
test: TESTS = -m "not thorough"
test test-all: $(VENV)/.installed-dev
	@# The explorer is tested in Debian's chromium; without it those tests are skipped, loudly.
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq chromium; } >/dev/null 2>&1 \
		|| echo "CHROMIUM IS MISSING: the explorer is not tested in a browser (apt-get install chromium)" >&2
	@# A worker that crashes ends the run, which then says where: with one in its place it could wait for ever.
	$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder --max-worker-restart=0 $(TESTS)

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m cogapp --check README.md docs/data-dictionary.md docs/questions.md
	$(BIN)/python -m pytest tests/docs

# Full counts of what `make test` runs on a sample. Each goes on where it was stopped.
KILLS ?= 200
crash: $(VENV)/.installed-dev
	$(BIN)/python tests/flows/crash.py --kills $(KILLS)
	PYTHONPATH=. $(BIN)/python tests/spiders/crash_crawl.py --kills $(KILLS)

PAGES ?=
MUTATIONS ?= 10000
fuzz: $(VENV)/.installed-dev
	$(BIN)/python tests/extract/fuzz.py --mutations $(MUTATIONS) $(PAGES)

# make bench PAGES=pages.jsonl.gz (lines with id, url and html)
bench: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/night.py $(PAGES)

# Write the generated parts of README and data dictionary anew.
docs: $(VENV)/.installed-dev
	$(BIN)/python -m cogapp -r README.md docs/data-dictionary.md docs/questions.md

# Leaves what cannot be made again: archive, decisions, snapshots. A demo is removed with: laborwire demo --remove
clean:
	rm -rf $(VENV) data/var/work
