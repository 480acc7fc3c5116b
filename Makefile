# The two commands that matter are `make run` and `make test`; `make` alone lists them all.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
PYTHON := .venv/bin/python
KHOTIN := .venv/bin/khotin
PYTEST := $(PYTHON) -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder
# The bundled replica portals; their news are searched for by `make run`.
DEMO := KHOTIN_SITES=tests/portals/sites
SITES ?=
ARGS ?=

# Where it is set, each start of khotin would compile every module anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help
help:  ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

.PHONY: run
run: .venv/run.stamp  ## crawl the bundled sample portals, index them, and search
	@[ -n "$${KHOTIN_ELASTICSEARCH_URL:-$$ELASTICSEARCH_URL}" ] || $(KHOTIN) es start
	@$(PYTHON) -m tests.portals start
	@$(DEMO) $(KHOTIN) run
	@for query in "sắp xếp đơn vị hành chính" "chuyen doi so" "lịch cúp điện"; do \
	    echo; echo "khotin search --size 2 \"$$query\""; $(KHOTIN) search --size 2 "$$query" || exit; done
	@echo
	@echo "Search on:       $(KHOTIN) search \"lễ hội\"     ($(KHOTIN) --help lists every verb)"
	@echo "Search page:     $(KHOTIN) serve           (http://127.0.0.1:8080)"
	@echo "Live portals:    make crawl SITES=\"nghean/*\"  ($(KHOTIN) sites lists them)"
	@echo "End all of it:   make stop"

.PHONY: crawl
crawl: .venv/run.stamp  ## crawl live portals, index them: make crawl SITES="nghean/*"
	@[ -n "$(SITES)" ] || { echo 'Name the portals: make crawl SITES="nghean/*"' >&2; exit 2; }
	@[ -n "$${KHOTIN_ELASTICSEARCH_URL:-$$ELASTICSEARCH_URL}" ] || $(KHOTIN) es start
	@set -f; $(KHOTIN) run $(SITES)

.PHONY: stop
stop:  ## end what `make run` started; what it kept stays
	@[ ! -x $(PYTHON) ] || $(PYTHON) -m tests.portals stop
	@[ ! -x $(KHOTIN) ] || $(KHOTIN) es stop

.PHONY: test
test: .venv/dev.stamp  ## run the tests but the drills, on an Elasticsearch of their own: make test ARGS="-k bulk"
	@$(PYTEST) $(or $(ARGS),-m "not drill")

.PHONY: drills
drills: .venv/dev.stamp  ## the long tests that break things on purpose: a quarter of an hour
	@$(PYTEST) -m drill $(ARGS)

.PHONY: lost-workers
lost-workers: .venv/dev.stamp  ## kill and freeze workers that share a queue: takes two minutes
	@TESTS_FROZEN=1 $(PYTHON) -m pytest tests/operations/test_workers.py $(ARGS)

.PHONY: lint
lint: .venv/dev.stamp  ## check style, format and the directions of imports
	@.venv/bin/ruff check --quiet .
	@.venv/bin/ruff format --quiet --check .
	@.venv/bin/lint-imports --no-logo

.PHONY: types
types: .venv/dev.stamp  ## check the types
	@.venv/bin/mypy

.PHONY: audit
audit: .venv/dev.stamp  ## look for known vulnerabilities in what requirements.txt pins
	@.ci/audit

.PHONY: check
check: lint types test  ## lint, types and test

.PHONY: bench
bench: .venv/dev.stamp  ## measure against the peers into docs/benchmarks.md: takes an hour
	@[ -n "$${KHOTIN_ELASTICSEARCH_URL:-$$ELASTICSEARCH_URL}" ] || $(KHOTIN) es start
	@$(PYTHON) -m bench $(ARGS)

.PHONY: soak
soak: .venv/dev.stamp  ## memory over 50,000 made-up pages into docs/benchmarks.md
	@[ -n "$${KHOTIN_ELASTICSEARCH_URL:-$$ELASTICSEARCH_URL}" ] || $(KHOTIN) es start
	@$(PYTHON) -m bench.soak $(ARGS)

.PHONY: year
year: .venv/dev.stamp  ## live through a year of 40 replica portals and judge it: takes an hour
	@[ -n "$${KHOTIN_ELASTICSEARCH_URL:-$$ELASTICSEARCH_URL}" ] || $(KHOTIN) es start
	@$(PYTHON) -m tests.year $(ARGS)

.PHONY: relevance
relevance: .venv/dev.stamp  ## judge the search beside the standard analyzer; fails below a floor
	@[ -n "$${KHOTIN_ELASTICSEARCH_URL:-$$ELASTICSEARCH_URL}" ] || $(KHOTIN) es start
	@$(PYTHON) -m tests.relevance $(ARGS)

.PHONY: quality
quality: .venv/dev.stamp  ## score the facts of labelled pages, beside peers; fails below a floor
	@$(PYTHON) -m tests.quality $(ARGS)

.PHONY: bench-search
bench-search: .venv/dev.stamp  ## time the search over 200,000 generated documents: takes an hour
	@[ -n "$${KHOTIN_ELASTICSEARCH_URL:-$$ELASTICSEARCH_URL}" ] || $(KHOTIN) es start
	@$(PYTHON) -m bench.search_speed $(ARGS)

.PHONY: screenshots
screenshots: .venv/dev.stamp  ## take the documents' pictures of the pages anew
	@[ -n "$${KHOTIN_ELASTICSEARCH_URL:-$$ELASTICSEARCH_URL}" ] || $(KHOTIN) es start
	@$(PYTHON) -m tests.page.screenshots

LOCK := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock" pyproject.toml -

.PHONY: lock
lock: .venv/dev.stamp  ## write the lock files anew from pyproject.toml
	@echo 'setuptools>=77  # builds the package itself' | \
	    $(LOCK) --upgrade --output-file requirements.txt
	@echo 'setuptools>=77' | \
	    $(LOCK) --upgrade --group dev --constraints requirements.txt --output-file requirements-dev.txt
	@printf 'kb-dashboard-core==0.4.1\ntatsu<5.16\n' | $(subst 3.11,3.12,$(subst pyproject.toml,,$(LOCK))) \
	    --upgrade --output-file kibana/requirements.txt  # tatsu 5.24 never ends on a formula

.PHONY: dashboards
dashboards: .venv/dev.stamp  ## compile kibana/*.yaml to saved objects, with a Python 3.12 or newer
	@.venv/bin/uv run --quiet --no-project --isolated --python '>=3.12' \
	    --with-requirements kibana/requirements.txt kibana/compile.py

.PHONY: kibana
kibana: .env  ## start Elasticsearch and Kibana in Docker, with roles, keys and dashboards
	@docker compose run --rm -T objects >/dev/null
	@grep -q KHOTIN_READER_KEY .env || docker compose run --rm -T setup keys >>.env
	@echo "Kibana: http://127.0.0.1:5601, user docgia, password READER_PASSWORD of .env"
	@echo "Index:  ELASTICSEARCH_URL=http://127.0.0.1:9200 ELASTICSEARCH_API_KEY=<KHOTIN_INDEXER_KEY of .env>"

.env:
	@umask 077; for name in ELASTIC_PASSWORD KIBANA_PASSWORD READER_PASSWORD KIBANA_ENCRYPTION_KEY; do \
	    echo "$$name=$$(od -An -N 24 -tx1 /dev/urandom | tr -d ' \n')"; done >$@

.PHONY: clean
clean:  ## remove what can be made again; the archive in data/ stays
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/run.stamp: requirements.txt pyproject.toml .ci/setup
	@.ci/setup requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt pyproject.toml .ci/setup
	@.ci/setup requirements-dev.txt
	@touch $@ .venv/run.stamp
