# The commands of the house. `make run` and `make test` need Python 3.11+ and a package index, nothing else: where
# Chromium, PostgreSQL or Node is missing, the tests say loudly what they did not try.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
# As many tests side by side as there are cores, but not more browsers than memory.
# An idle process takes over tests that wait at another one, so that no long journey is left at the end.
SIDE_BY_SIDE := -n auto --maxprocesses 4 --dist worksteal
# The ten slowest tests, and how the time is shared between journeys, races, property tests and the rest.
TIMES := --durations=10
# Further arguments for pytest, to choose a part: make prove ARGS="-k race"
ARGS ?=
DEMO := DJANGO_SETTINGS_MODULE=kasch_site.settings.demo

.PHONY: run dev test test-postgres journeys prove check format bench messages clean

.venv/run: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

.venv/dev: .venv/run
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $@

run: .venv/run  ## the demo house at http://127.0.0.1:8000 (PORT= to change)
	$(DEMO) $(BIN)/python manage.py serve_demo --port $(PORT)

dev: .venv/dev  ## the same with autoreload and full error pages
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py demo --if-empty
	$(BIN)/python manage.py runserver 127.0.0.1:$(PORT)

test: .venv/dev  ## everything on SQLite, each journey once; of races, kills and random tests a small amount
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) $(TIMES) $(ARGS)

test-postgres: .venv/dev  ## what asks the database once more, on PostgreSQL where a server is found
	$(BIN)/python -m tests.postgres $(SIDE_BY_SIDE) $(TIMES) $(ARGS)

journeys: .venv/dev  ## the journeys at all widths, in both colour schemes, with all fonts
	JOURNEYS=all $(BIN)/python -m pytest $(SIDE_BY_SIDE) $(TIMES) tests/journeys $(ARGS)

prove: .venv/dev  ## races, kills, stock and random tests in full, on both databases; writes docs/proof.md (takes hours)
	$(BIN)/python -m tests.prove $(ARGS)

check: .venv/dev  ## format, lint, import contracts, missing migrations, the production settings
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m tests.production_check

format: .venv/dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/dev  ## what a request costs, as ratios to a bare Django page
	$(BIN)/python -m bench

messages: .venv/dev  ## collect the strings to translate (needs gettext) and compile them
	$(BIN)/python manage.py makemessages --all --no-obsolete --no-location
	$(BIN)/python -m tests.compile_messages

clean:
	rm -rf .venv var node_modules
