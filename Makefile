# The same commands for a person and for CI. `make demo` and `make test` need nothing but
# Python 3.11 or newer, make and git; the first of them makes the environment in .venv.

ENVIRONMENT := .venv
READY := $(ENVIRONMENT)/.ready
RUN := $(ENVIRONMENT)/bin/python
CODE := src tests $(wildcard bench docs/conf.py tools)

# A Python without its bytecode starts too slowly to be measured, or liked.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo test lint format bench docs pictures build messages lock clean

help: ## Show these lines
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

demo: $(READY) ## Run the main job on the data that the project carries
	@$(RUN) tools/demo.py

test: $(READY) ## Run all tests; ARGS="tests/steps -k rank" runs some
	@tools/browser
	@$(RUN) -m pytest --numprocesses auto --maxprocesses 8 --dist worksteal $(ARGS)

lint: $(READY) ## Check style, format and types
	@$(RUN) -m ruff check
	@$(RUN) -m ruff format --check
	@$(RUN) -m mypy $(CODE)

format: $(READY) ## Put the code into the house format
	@$(RUN) -m ruff check --fix
	@$(RUN) -m ruff format

bench: $(READY) ## Measure, as ratios taken in one run
	@$(RUN) -m bench

docs: $(READY) ## Build the documentation into docs/_build/html
	@$(RUN) -m sphinx -W --keep-going -q -b html docs docs/_build/html
	@echo docs/_build/html/index.html

pictures: $(READY) ## Make the pictures of the README anew, in a browser
	@$(RUN) tools/pictures.py

build: $(READY) ## Build a wheel into dist
	@$(RUN) -m build --wheel --no-isolation --outdir dist

messages: $(READY) ## Bring the catalogues of messages up to date and compile them
	@$(RUN) tools/messages.py

# No address may stand in the lock: where packages come from is the machine's business.
lock: $(READY) ## Lock the dependencies again; ARGS=--upgrade takes the newest
	@$(RUN) -m uv pip compile pyproject.toml --all-extras --group dev --quiet \
		--universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --output-file requirements.lock $(ARGS)
	@! grep -n '://' requirements.lock

clean: ## Remove what was built; the environment stays
	rm -rf build dist out docs/_build .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -path ./$(ENVIRONMENT) -prune -o -name __pycache__ -prune -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml tools/environment
	@tools/environment $(ENVIRONMENT)
	@touch $@
