# zhengce: `make run` starts it, `make test` checks it. Both set themselves up.
# On Windows, where there is no make, the README has the same steps.

VENV ?= .venv
HOME_OPTION = $(if $(ZHENGCE_HOME),--home "$(ZHENGCE_HOME)",)
PORT ?= 7860
SOURCES = corpus index qa page evals commands cli.py ui.py
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check
# A bar for a person; a few lines for a log.
PIP_INSTALL = $(PIP) install $(if $(CI),-qq --progress-bar off,$(shell [ -t 2 ] || echo "-qq --progress-bar off")) -c constraints.txt

.PHONY: help run install test check eval setup-dev setup-browser clean

help:
	@echo 'make run      install, prepare the model and the sample library, open the page'
	@echo 'make install  install only: the command is then $(BIN)/zhengce'
	@echo 'make test     install what the tests need, check the code, run the tests'
	@echo 'make check    ruff, mypy, import-linter'
	@echo 'make eval     the evaluations; ZHENGCE_EVAL_DATA names the folder with their data'

run: install
	@$(BIN)/zhengce serve $(HOME_OPTION) --sample --open --port $(PORT)

install: $(VENV)/.installed

# The interpreter: PYTHON if set, else the first that is new enough and can make an environment.
$(BIN)/python:
	@for python in $(PYTHON) python3.11 python3.12 python3.13 python3 python; do \
	  if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    echo "Using $$python: $$("$$python" -V)"; exec "$$python" -m venv $(VENV); \
	  fi; \
	done; \
	echo 'No Python 3.11 or newer with venv was found. Install one (Debian: apt-get install python3 python3-venv),'; \
	echo 'or name yours: make run PYTHON=/path/to/python3'; exit 1

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo 'Installing packages (about 2 GB, two to five minutes) …'
	@$(PIP_INSTALL) -e '.[ocr]'
	@touch $@

setup-dev: $(VENV)/.installed-dev

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo 'Installing packages, with those for the tests (about 2 GB, two to five minutes) …'
	@$(PIP_INSTALL) -e '.[dev,ocr]'
	@touch $@ $(VENV)/.installed

# The page's tests need a Chromium and a Chinese font. Without them they are skipped, and this says why.
setup-browser:
	@sh .ci/browser

test: setup-dev setup-browser check
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m 'not alone'
	@$(BIN)/python -m pytest -m alone

check: setup-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy $(SOURCES)
	@$(BIN)/lint-imports

eval: install
	@$(BIN)/zhengce eval ncp --out evals/results
	@$(BIN)/zhengce eval --report --out evals/results

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
