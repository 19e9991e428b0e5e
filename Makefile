# `make demo` and `make test` need Python >= 3.11 (with venv) and make; nothing else has to be there.
# Another Python: make PYTHON=/path/to/python3.12 demo. Another place for the environment: COUNTERMARK_VENV=DIR.

PYTHON ?= python3
export COUNTERMARK_VENV ?= $(CURDIR)/.venv
BIN := $(COUNTERMARK_VENV)/bin
SRC := PYTHONPATH="$(CURDIR)/src"
PYTEST := $(SRC) "$(BIN)/python" -m pytest -q
BOOTSTRAP = @command -v "$(PYTHON)" >/dev/null 2>&1 \
	|| { echo "countermark: no $(PYTHON) on the PATH: install Python 3.11 or newer, with venv." >&2; exit 2; }; \
	"$(PYTHON)" tools/bootstrap.py

.PHONY: help demo test gate nightly clean lock env-gate format lint types imports spelling wheel slow fuzz ftm browser \
	benchmarks scorecard

help:
	@echo "make demo     make the environment and trace the demo case"
	@echo "make test     the fast tests; choose some with ARGS='-k marking'"
	@echo "make gate     everything that a change has to pass"
	@echo "make nightly  long runs: kill points, large files"
	@echo "make lock     solve the lock files again"
	@echo "make clean    remove environments and caches"
	@echo "Without make: python3 tools/bootstrap.py demo, python3 tools/bootstrap.py test"
	@echo "With uv:      uv run countermark demo, uv run --group test pytest"

demo:
	$(BOOTSTRAP) demo

test:
	$(BOOTSTRAP) test $(ARGS)

gate: lint types imports spelling wheel slow fuzz ftm browser benchmarks scorecard
	@echo "gate: passed"

env-gate:
	$(BOOTSTRAP) env gate

format: env-gate
	"$(BIN)/python" -m ruff check --fix .
	"$(BIN)/python" -m ruff format .

lint: env-gate
	"$(BIN)/python" -m ruff format --check .
	"$(BIN)/python" -m ruff check .

types: env-gate
	"$(BIN)/python" -m mypy --strict
	"$(BIN)/python" -m mypy --strict tools/environment.py

imports: env-gate
	$(SRC) "$(BIN)/lint-imports" --no-cache

spelling: env-gate
	git ls-files -z | xargs -0 "$(BIN)/python" -m codespell_lib

wheel: env-gate
	@BIN="$(BIN)" bash tools/wheel_check.sh

slow: env-gate
	$(PYTEST) -n auto --dist worksteal -m "slow and not browser"

# Every list parser reads damaged files for so many seconds.
FUZZ_SECONDS ?= 60
fuzz: env-gate
	COUNTERMARK_FUZZ_SECONDS=$(FUZZ_SECONDS) $(PYTEST) -n auto --dist worksteal tests/property -k fuzz

ftm:
	@if ls tests/contract/test_ftm*.py >/dev/null 2>&1; then \
		bash tools/debian_packages.sh g++ pkg-config libicu-dev && \
		"$(PYTHON)" tools/bootstrap.py env ftm && \
		COUNTERMARK_REQUIRE=ftm $(SRC) "$(COUNTERMARK_VENV)-ftm/bin/python" -m pytest -q -p no:randomly \
			tests/contract/test_ftm*.py; \
	else echo "ftm: no contract test yet"; fi

browser: env-gate
	@if ls tests/browser/test_*.py >/dev/null 2>&1; then \
		bash tools/debian_packages.sh chromium && COUNTERMARK_REQUIRE=browser $(PYTEST) -m browser; \
	else echo "browser: no test yet"; fi

benchmarks: env-gate
	@if [ -f benchmarks/run.py ]; then $(SRC) "$(BIN)/python" benchmarks/run.py --smoke; \
	else echo "benchmarks: none yet"; fi

scorecard: env-gate
	@if [ -f evaluation/markings/score.py ]; then $(SRC) "$(BIN)/python" evaluation/markings/score.py; \
	else echo "scorecard: none yet"; fi

nightly: env-gate
	COUNTERMARK_FUZZ_SECONDS=600 $(PYTEST) -n auto --dist worksteal tests/property -k fuzz
	COUNTERMARK_NIGHTLY=1 $(PYTEST) -n auto --dist worksteal -m "slow and not browser"

lock:
	bash tools/lock.sh $(ARGS)

clean:
	rm -rf .venv .venv-ftm build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache benchmarks/out demo
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
