# make run | test | fast | lint | bench | clean        needs only Python 3.11 and make
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8501
RETRY_SECONDS ?= 3
VENV := .venv
BIN := $(VENV)/bin
# Tests run in as many processes as there are cores, four at most: each starts worker processes of its own. One that
# fails runs once more, because a loaded machine makes browsers and servers miss their time; the summary names it.
PARALLEL := -n auto --maxprocesses 4 --dist worksteal --reruns 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export OMP_WAIT_POLICY ?= PASSIVE

# A stamp file for each set of packages: made again only when its requirements change.
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev

.PHONY: help run test fast lint bench clean

help:
	@echo "make run    install what is missing and open the dashboard on 127.0.0.1, PORT=$(PORT)"
	@echo "make test   all tests: fast, slow (real models) and a real browser where chromium is present"
	@echo "make fast   the fast tests only"
	@echo "make lint   ruff over everything, mypy over core"
	@echo "make bench  the chain against a plain script; PHOTOS=folder to use your own photos"
	@echo "make clean  remove $(VENV) and caches (not your data in .merchlens)"

run: $(RUN_STAMP)
	@$(BIN)/python -m core serve --port "$(PORT)"

test: $(DEV_STAMP)
	@$(BIN)/python -m pytest $(PARALLEL) $(ARGS)

fast: $(DEV_STAMP)
	@$(BIN)/python -m pytest $(PARALLEL) -m "not slow and not browser" $(ARGS)

lint: $(DEV_STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/mypy

bench: $(DEV_STAMP)
	@$(BIN)/python -m benchmarks.chain $(if $(PHOTOS),--photos "$(PHOTOS)",) $(ARGS)

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "No Python found. Install Python 3.11, or name it: make run PYTHON=/path/to/python3.11"; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { \
	  echo "Merchlens needs Python 3.11, but $(PYTHON) is another version. Install it, or name it: make run PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Creating $(VENV)"
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Python could not create an environment. On Debian and Ubuntu: apt-get install python3.11-venv"; exit 1; }

define install
	@echo "Installing $(1): about two minutes the first time"
	@for try in 1 2 3; do \
	  $(BIN)/python -m pip install --quiet --retries 5 -r $(1) && exit 0; \
	  echo "Installing failed (try $$try of 3)"; sleep $$((try * $(RETRY_SECONDS))); \
	done; echo "Packages could not be installed: check the network and run the same command again."; exit 1
	@touch $@
endef

$(RUN_STAMP): requirements.txt | $(BIN)/python
	$(call install,requirements.txt)

$(DEV_STAMP): requirements.txt requirements-ray.txt requirements-render.txt requirements-dev.txt | $(BIN)/python
	$(call install,requirements-dev.txt)
	@touch $(RUN_STAMP)
