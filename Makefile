# What people do with this project. Each target sets up what it lacks.
#
#   make run      start it with example data on http://localhost:8000
#   make test     every test        make check   format, lint, types
#   make bench    speed, each figure beside its reference
#   make words    bring the catalogues up to the texts in the code

VENV ?= .venv
PORT ?= 8000
PYTHON ?= python3
PY = $(VENV)/bin/python
FLASK = $(VENV)/bin/flask --app wsgi
WORKERS ?= 2

CATALOGUES = $(wildcard app/translations/*/LC_MESSAGES/messages.po)
BABEL = $(VENV)/bin/pybabel

.PHONY: help run test check format bench words clean

help:
	@sed -n 's/^#   //p' Makefile

run: $(VENV)/.words
	@.ci/system-packages pango || echo "Everything but PDF works without it."
	@$(FLASK) migrate
	@$(FLASK) demo --when-empty
	@$(FLASK) serve --port $(PORT)

test: $(VENV)/.dev $(VENV)/.words
	@.ci/system-packages pango chromium driver poppler zbar || echo "Tests that need them are skipped and say so."
	@PYTHONDONTWRITEBYTECODE= $(PY) -m pytest -n $(WORKERS) --dist worksteal -q

check: $(VENV)/.dev
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@$(PY) -m djlint app/templates --lint --quiet

format: $(VENV)/.dev
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

bench: $(VENV)/.dev $(VENV)/.words
	@.ci/system-packages pango chromium driver || echo "Without them their figures are missing."
	@$(PY) -m bench

# What is new comes in without a translation, so that a test says which words are missing.
words: $(VENV)/.run
	@$(BABEL) --quiet extract --mapping-file pyproject.toml --keywords _l --no-wrap \
		--add-location file --sort-by-file --output-file app/translations/messages.pot app
	@$(BABEL) --quiet update --input-file app/translations/messages.pot \
		--output-dir app/translations --no-wrap --no-fuzzy-matching --ignore-obsolete \
		--ignore-pot-creation-date

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/.run: requirements.txt
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.words: $(CATALOGUES) $(VENV)/.run
	@$(BABEL) --quiet compile --directory app/translations
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
