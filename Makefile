# `make` prints what there is to do. Everything runs in .venv, made from the lock files.

PYTHON ?= python3.11
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed
CHECKOV := .venv-checkov

PACKAGES := $(patsubst %/,%,$(dir $(wildcard */pyproject.toml deploy/*/pyproject.toml)))
TESTS := $(wildcard $(addsuffix /tests,$(PACKAGES)))
# Where schemathesis is imported there is but one test, and that needs the stack.
FAST := -m "not chaos and not journey" --ignore tests/api
KILLED := $(wildcard svc-*/tests/integration/test_service_process.py) $(addprefix svc-notify/tests/integration/test_,worker_process.py wrong_clocks.py)
SPREAD := --dist loadfile --no-loadscope-reorder
STACK_TESTS := tests/client tests/journeys tests/web
UNIT_TESTS := $(wildcard */tests/unit deploy/*/tests/unit)
UNIT_HALF := $(addsuffix /tests/unit,shared gateway svc-dossier)
# Without the plugin that starts the servers, a test that needs one fails here.
UNIT := $(PY) -m pytest -q -p no:local_stack -m "not process and not slow" --hypothesis-profile quick

# Compiled modules are kept, whatever the environment says: else each run compiles every test again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run mini-app one-stop demo unit guards unit-one-half unit-other-half test test-fast test-drivers chaos test-dates unit-dates short-dates check rules-check boards boards-check slo observability format docs lint types hooks graph bench compose-check k8s-check drill-restore soak fuzz \
  secrets lock clean distclean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

PORTS ?= usual
run: $(STAMP) ## everything on this machine, in the foreground; Ctrl-C stops it; PORTS=free beside another stack
	@$(PY) -m local_stack run --ports $(PORTS)

mini-app: $(STAMP) ## the package that Zalo's tools deploy, in web/mini-app/www, and the size of each part
	@$(PY) -m local_stack mini-app

one-stop: $(STAMP) ## a stand-in for the province's one-stop system, to run beside `make run`
	@$(PY) -m one_stop_simulator

demo: $(STAMP) ## a dossier, school dues, a report and a question, from the tap to the Zalo message, then exit
	@$(PY) -m tests.journeys.demo

# Two runs of their own: two workers of one would each collect all, and carrying 5,000 reports costs more than the tests.
unit: $(STAMP) ## the packages' own tests that need no MongoDB and no Kafka: seconds, after every change
	@$(MAKE) --no-print-directory --jobs 2 --output-sync unit-one-half unit-other-half

unit-one-half: $(STAMP)
	@$(UNIT) $(UNIT_HALF)

unit-other-half: $(STAMP)
	@$(UNIT) $(filter-out $(UNIT_HALF),$(UNIT_TESTS))

guards: $(STAMP) ## what holds the whole together: layers, vocabulary, documents, settings, images
	@$(PY) docs/generate.py --check; documents=$$?; \
	$(UNIT) -n 2 --dist loadfile tests/guards tests/documents tests/containers && exit $$documents

# Most tests wait for MongoDB or Kafka, so several share the cores; of whole stacks there are two.
test: test-fast ## all tests but those of `make chaos`, with real MongoDB and Kafka
	$(PY) -m pytest -n 2 $(SPREAD) -m journey --durations 10 $(STACK_TESTS)

CHAOS ?= full
chaos: $(STAMP) ## kills, outages, rolling restarts, a guarded Kafka, drawn requests; CHAOS=short: each once, as `make check` has it
	@$(PY) -m local_stack fetch
	CHAOS=$(CHAOS) $(PY) -m pytest -m chaos --durations 10 tests/chaos tests/journeys tests/api $(KILLED)

test-fast: $(STAMP) ## the tests that do not start the whole stack
	@$(PY) -m local_stack fetch
	$(PY) -m pytest -n 5 $(SPREAD) $(FAST)

test-drivers: $(STAMP) ## test-fast with every test of a store twice: pymongo and motor
	@$(PY) -m local_stack fetch
	$(PY) -m pytest -n 4 $(SPREAD) $(FAST) --both-drivers

# Everything is shifted, MongoDB and Kafka too. What needs the whole stack has one of the days: five would take hours.
test-dates: $(STAMP) ## test-fast as if it were another day, five of them, and the stack's tests on one (an hour or two)
	@$(PY) -m local_stack fetch
	@$(PY) -m tests.dates.packages
	$(PY) -m tests.dates -n 4 $(SPREAD) $(FAST)
	$(PY) -m tests.dates --day "29 February 2028" -n 2 $(SPREAD) -m journey $(STACK_TESTS)

unit-dates: $(STAMP) ## the unit tests on the same five days
	$(PY) -m tests.dates -q -n 2 --dist worksteal $(wildcard */tests/unit)

# Two of the days, with fewer examples of generated data, so that `make check` has it in about a minute.
short-dates: $(STAMP)
	$(PY) -m tests.dates --short -q -n 2 --dist worksteal -m "not process and not slow" --hypothesis-profile quick $(wildcard */tests/unit)

check: lint types test short-dates ## what CI runs: all of it, each kill once, unit tests on two other days
	@$(MAKE) --no-print-directory chaos CHAOS=short

format: $(STAMP) ## lay out the code and mend what ruff can mend
	@$(PY) -m ruff check --fix --exit-zero --quiet
	@$(PY) -m ruff format
	@$(PY) -m ruff check

docs: $(STAMP) ## write the documents that follow from the code
	@$(PY) docs/generate.py

lint: $(STAMP)
	$(PY) -m ruff check
	$(PY) -m ruff format --check

# Test modules of two packages may share a name, so each test folder is checked by itself.
types: $(STAMP)
	$(PY) -m mypy $(wildcard */src deploy/*/src) bench
	@for tests in $(TESTS); do \
	  echo "mypy $$tests"; \
	  (cd $$(dirname $$tests) && MYPYPATH=$$(basename $$tests) $(CURDIR)/$(PY) -m mypy --config-file $(CURDIR)/pyproject.toml --cache-dir $(CURDIR)/.mypy_cache \
	    --explicit-package-bases --allow-untyped-defs --allow-incomplete-defs --no-warn-unreachable tests) || exit 1; \
	done
	$(PY) -m mypy --explicit-package-bases tests
	$(PY) -m mypy docs/generate.py .ci/commit_message.py $(wildcard deploy/compose/*.py deploy/images/*.py)

hooks: $(STAMP) ## once: check every commit of this clone before it is made
	@$(PY) -m pre_commit install

graph: $(STAMP) ## the state tables; docs/*-states.md are the same, and a test says so
	@for service in svc_dossier svc_feedback svc_payment svc_content; do $(PY) -m $$service graph || exit 1; done

bench: $(STAMP) ## measurements, each beside a peer in the same run; results in bench/results.md
	@$(PY) -m bench

# Needs Prometheus' own promtool (Debian, Ubuntu: apt-get install prometheus); without it its tests are skipped and say so.
rules-check: $(STAMP) ## every alert fires for its fault and for nothing else, and its runbook's first command runs
	@$(PY) -m pytest -q -p no:local_stack tests/alerts tests/guards/test_alerts.py -rs

boards: $(STAMP) ## write Grafana's boards from deploy/grafana/src
	@$(PY) -m grafana_boards deploy/grafana/boards

boards-check: $(STAMP) ## every query of the boards on a real Prometheus while the demo plays, then each board drawn in Chromium
	@$(PY) -m grafana_boards deploy/grafana/boards --check
	@$(PY) -m tests.boards

# Sloth is a Go program: go install github.com/slok/sloth/cmd/sloth@v0.16.0
slo: ## write the burn rates of deploy/prometheus/slo.yaml with Sloth
	@sloth generate --default-slo-period=30d -i deploy/prometheus/slo.yaml -o deploy/prometheus/rules/slo.yaml

observability: $(STAMP) ## Prometheus and Grafana beside the containers: http://127.0.0.1:3000
	@$(PY) -m local_stack jmx-agent deploy/compose/kafka/agent
	@grep -qs '^KAFKA_OPTS=' .env || printf '\nKAFKA_OPTS=-javaagent:/opt/agent/jmx.jar=9404:/opt/kafka-jmx.yaml\n' >> .env
	@docker compose --profile observability up -d --build --wait
	@echo "Grafana: http://127.0.0.1:$${GRAFANA_PORT:-3000}, user admin, password in deploy/compose/secrets/grafana_password"

compose-check: $(STAMP) ## the containers: demo, then each killed, stopped, removed and restarted while citizens file; nothing lost
	@$(PY) -m tests.containers

k8s-check: $(STAMP) $(CHECKOV)/.installed ## manifests of deploy/k8s, offline; where KUBECONFIG names a control plane, by its server too
	@K8S_CHECK=1 $(PY) -m pytest -rs -q tests/k8s --ignore tests/k8s/test_server.py
	@K8S_CHECK=1 $(PY) -m pytest -rs -v --no-header tests/k8s/test_server.py

drill-restore: $(STAMP) ## back up 1 GB while it is written to, lose it, restore it: how much is gone, how long it took
	@$(PY) -m tests.drill

MINUTES ?= 10
soak: $(STAMP) ## MINUTES=10 of submissions while Zalo fails and processes are killed; every dossier must have its message
	@$(PY) -m tests.soak --minutes $(MINUTES)

fuzz: MINUTES = 1
fuzz: $(STAMP) ## MINUTES=1 of mutated files, forms, texts, chunked bodies and cursors from SEED=1: no crash, no hang, no 5xx
	@$(PY) -m tests.fuzz --minutes $(MINUTES) --seed $(or $(SEED),1)

secrets: ## passwords and keys for docker compose up, made once
	@python3 deploy/compose/make_secrets.py

lock: $(STAMP) ## pin the newest versions that fit requirements*.in, and the jars of Kafka
	$(PY) -m pip install --quiet uv
	@for name in requirements requirements-dev requirements-checkov; do \
	  $(PY) -m uv pip compile --quiet --universal --upgrade --generate-hashes --no-header --no-annotate \
	    --no-emit-index-url --no-emit-find-links --python-version 3.11 $$name.in -o $$name.lock || exit 1; \
	done
	$(PY) -m local_stack lock-kafka

clean: ## remove the data, logs and secrets of the local stack
	@test ! -e .local/stack.lock || flock -n .local/stack.lock true || { echo "The stack is running: stop it first" >&2; exit 1; }
	@rm -rf .local .pytest_cache .mypy_cache .ruff_cache .hypothesis

distclean: clean ## also remove the environment
	@rm -rf $(VENV) $(CHECKOV)

$(CHECKOV)/.installed: requirements-checkov.lock
	@echo "Installing Checkov, once; this takes some minutes."
	@$(PYTHON) -m venv $(CHECKOV)
	@$(CHECKOV)/bin/python -m pip install --disable-pip-version-check --quiet --progress-bar off --require-hashes -r $<
	@touch $@

$(STAMP): requirements-dev.lock $(addsuffix /pyproject.toml,$(PACKAGES))
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 is needed and $(PYTHON) is not it: install it, or name it with make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "No environment could be made: install the venv module (Debian, Ubuntu: apt-get install python3.11-venv)" >&2; exit 1; }
	@echo "Installing the locked dependencies, which takes a minute or two …"
	@$(PY) -m pip install --disable-pip-version-check --quiet --progress-bar off --require-hashes -r requirements-dev.lock || { \
	  echo "The locked dependencies could not be installed: see the last lines above; behind a proxy set HTTPS_PROXY," \
	    "with a package index of your own set PIP_INDEX_URL" >&2; exit 1; }
	@$(PY) -m pip install --disable-pip-version-check --quiet --no-index --no-deps --no-build-isolation $(addprefix -e ./,$(PACKAGES))
	@touch $@
