# Needs only Python 3.11 or newer and make; everything else comes from the lock files.
SHELL := /bin/sh
# Every Python that is started would compile all that it imports, which takes over a second.
unexport PYTHONDONTWRITEBYTECODE
python := .venv/bin/python
install := sh scripts/install.sh $(python)
# The command .venv/bin/imitate; the code stays where it is.
editable := $(python) -m uv pip install --quiet --python $(python) --no-deps --no-build-isolation --editable .
compile := $(python) -m uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--custom-compile-command "make lock" $(UPGRADE)
# Node comes from PATH; where it is needed and missing, PyPI's is installed into .venv.
admin = @$(python) scripts/build_admin.py --ready $(1) || { \
	echo "Installing Node from PyPI into .venv"; $(install) -r locks/node.lock; } && \
	$(python) scripts/build_admin.py $(1)

# The browser tests need a process of their own: Playwright's event loop excludes asyncio's. A worker takes neighbours, which have
# the same servers.
browser = $(if $(filter no,$(BROWSER)),@echo "The browser tests were left out: BROWSER=no",$(python) -m pytest -n 2 --dist worksteal tests/browser)

# `make run PORT=8010`; a variable of the environment does not count.
port = $(if $(findstring command,$(origin PORT)),--port $(PORT))

# An environment whose Python was removed or replaced is created anew.
ifeq ($(shell { $(python) -c 'import pip' || echo gone; } 2>/dev/null),gone)
$(shell rm -rf .venv)
endif

.PHONY: help run test test-beside test-deploy test-faults test-ha test-pooler test-upgrade soak pytest check admin admin-test admin-dev wheel bench lock .venv
.DELETE_ON_ERROR:

.DEFAULT_GOAL := run

## help: this list
help:
	@sed -n 's/^## \([a-z-]*\): /\1|/p' $(firstword $(MAKEFILE_LIST)) | \
		while IFS='|' read -r target text; do printf 'make %-13s %s\n' "$$target" "$$text"; done

## run: serve the demo shop on http://127.0.0.1:8000; PORT=8010 takes another port
run: .venv/run
	$(call admin,--lean)
	@echo "Loading the demo shop"
	@$(python) -m server serve --demo $(port)

## test: check, then every test on SQLite and PostgreSQL; BROWSER=no leaves out those with a browser
# Steps that leave a processor idle run at the same time.
test: .venv/test
	$(MAKE) -j2 check admin FOR=--with-tests
	$(MAKE) -j2 admin-test pytest
	$(browser)

## test-beside: the tests that need programs of the system: PHP, PgBouncer
# What needs programs that PyPI and npm do not have; a missing one leaves its tests out, by name.
test-beside: .venv/test
	$(call admin)
	$(python) -m pytest --beside -n 2 -rs tests/browser
	$(python) -m pytest --beside -n 2 -rs tests/db/engine/test_pgbouncer.py

## test-faults: disks that are full or fail, and names that are gone; the real thing needs root
test-faults: .venv/test
	$(python) -m pytest --beside -n 1 -rs tests/faults/machine

## test-pooler: the tests of races, sessions and kills through PgBouncer
test-pooler: .venv/test
	TEST_POOLER=pgbouncer $(python) -m pytest -n 2 --dist worksteal -k postgresql \
		tests/races tests/faults tests/imitation tests/sign_in tests/account tests/context tests/cart

## soak: moderate load for ten minutes; SECONDS=3600 for an hour
soak: .venv/test
	SOAK_SECONDS=$(or $(SECONDS),600) $(python) -m pytest -q -p no:xdist -o faulthandler_timeout=0 tests/soak

## test-upgrade: the previous release beside this one, migrations that are killed, backups; takes minutes
test-upgrade: .venv/test
	$(python) -m pytest -rs tests/upgrades/beside

## test-deploy: the files for operators and docs/operating.md, word by word; installs Debian's programs where it may
test-deploy: .venv/test wheel
	sh tests/deploy/install.sh
	$(python) -m pytest --beside -rs tests/deploy

## test-ha: the cluster of deploy/ha in network namespaces loses its primary under load; needs root and Debian, takes ten minutes
test-ha: .venv/test
	sh tests/ha/install.sh
	$(python) -m pytest -s -rs --no-postgres tests/ha

## pytest: the tests in Python without those with a browser
pytest: .venv/test .venv/tlog/bin/aics-tlog
	$(python) -m pytest -n 2 --dist worksteal

## admin: build the administration where anything has changed
admin: .venv/run
	$(call admin,$(FOR))

## admin-test: types and tests of the administration
admin-test: .venv/test
	$(call admin,--test)

## admin-dev: the administration on http://localhost:5173/admin/ with hot reload; needs a running server
admin-dev: .venv/run
	$(call admin,--dev)

## wheel: the wheel and the source archive, with the administration, into dist/
wheel: .venv/run
	$(call admin)
	$(python) -m uv build --quiet --no-build-isolation

## check: format, lint, types, imports and the printed schema; under a minute
check: .venv/test
	$(python) -m ruff format --check .
	$(python) -m ruff check .
	$(python) -m mypy
	.venv/bin/lint-imports --no-logo
	$(if $(wildcard server/__main__.py),$(python) -m server schema --check)

## bench: measure against another commit and other programs; SMOKE=1 tries it briefly
# `make bench ONLY=context CLIENTS=1,16 ROUNDS=4 SECONDS=2 BASE=commit`.
BASE ?= 9ea0396

bench: .venv/test
	$(python) -m benchmarks $(if $(SMOKE),--smoke) $(if $(BASE),--base $(BASE)) $(if $(ONLY),--only $(ONLY)) \
		$(if $(CLIENTS),--clients $(CLIENTS)) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SECONDS),--seconds $(SECONDS))

## lock: lock what pyproject.toml asks for; UPGRADE=--upgrade takes the newest versions
lock: .venv/test
	$(compile) pyproject.toml --output-file locks/run.lock
	$(compile) --group node --output-file locks/node.lock
	$(compile) --group data --no-deps --output-file locks/data.lock
	$(compile) --group deploy --output-file locks/deploy.lock
	$(subst 3.11,3.12,$(compile)) --group tlog --output-file locks/tlog.lock
	$(compile) pyproject.toml --extra traces --constraint locks/run.lock --output-file locks/traces.lock
	$(compile) pyproject.toml --extra test --extra traces --constraint locks/traces.lock --output-file locks/test.lock
	$(compile) --group install --constraint locks/test.lock --output-file locks/install.lock

.venv: .venv/test

# A stamp for each lock, so that a second run installs nothing. The test lock contains the other.
.venv/run: locks/run.lock locks/install.lock $(python)
	@echo "Installing the locked packages from PyPI into .venv; this takes seconds to a minute"
	@$(install) -r $<
	@$(editable)
	@touch $@

.venv/test: locks/test.lock locks/data.lock locks/install.lock locks/run.lock $(python)
	@echo "Installing the locked packages and those of the tests from PyPI into .venv; this takes a minute"
	@$(install) -r $<
	@$(install) --no-deps -r locks/data.lock
	@$(editable)
	@touch .venv/run $@

.venv/tlog/bin/aics-tlog: locks/tlog.lock .venv/test
	@sh scripts/second-verifier.sh .venv/tlog
	@touch -c $@

$(python):
	@python=$$(PYTHON="$(PYTHON)" scripts/find-python.sh) && \
	echo "Creating .venv with $$python" && "$$python" -m venv --clear .venv
