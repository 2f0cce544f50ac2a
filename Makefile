PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --quiet -c constraints.txt

.PHONY: demo edit test docs screenshots lint help

help:  ## list these targets
	@awk -F ':.*  ## ' '/^[a-z]+:.*  ## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/installed  ## draw the visual anagram into out/
	$(BIN)/anagraph run graphs/visual_anagram.json --out out

edit: $(VENV)/installed  ## open the editor
	$(BIN)/anagraph edit

test: $(VENV)/installed-dev  ## run all tests, in two processes
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

docs: $(VENV)/installed-dev  ## write docs/nodes.md from the type hints
	$(BIN)/python -m app.reference

screenshots: $(VENV)/installed-dev  ## make the pictures of the editor in docs/images (needs xvfb and xdotool)
	xvfb-run -a -s "-screen 0 1680x1050x24" $(BIN)/python -m app.screenshots

lint: $(VENV)/installed-dev  ## check style, types and imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

# The stamps: nothing is installed again until one of the two files changes.
$(VENV)/installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV) (torch and diffusers, a few minutes) ..."
	$(INSTALL) -e .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(INSTALL) -e ".[dev]"
	touch $@
