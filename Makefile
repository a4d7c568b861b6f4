# make demo   build the sample help centre and serve it (PORT=8000)
# make site   build it into site/, without serving; like the demo, it plays MOS itself
# make test   install what the tests need, and run them all
# make lint   ruff and mypy
# make bench  measure speed beside other plugins (PARTS="pieces builds" for some of it); no part of the tests
# make clean  remove what these made

PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin

# Two notices of MkDocs and Material about other projects.
export NO_MKDOCS_2_WARNING := 1
export DISABLE_MKDOCS_2_WARNING := true

.PHONY: demo site test lint bench clean system

demo: .venv/demo
	@echo "The sample help centre: http://127.0.0.1:$(PORT)/  (stop with Ctrl+C)"
	$(BIN)/mkdocs serve --dev-addr 127.0.0.1:$(PORT)

site: .venv/demo
	MOS_SANDBOX=true $(BIN)/mkdocs build

test: .venv/test .venv-hosts/properdocs .venv-hosts/zensical tests/node_modules system
	$(BIN)/python -m pytest -n auto

lint: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/bench tests/benchmarks/node_modules system
	$(BIN)/python -m tests.benchmarks $(PARTS)

clean:
	rm -rf .venv .venv-hosts site tests/node_modules tests/benchmarks/node_modules benchmarks.json .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/demo .venv/test .venv/bench: .venv/%: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[$*]'
	touch $@

# Environments without MkDocs, for the tests of other hosts: ours is installed beside the host alone.
.venv-hosts/properdocs: HOST := properdocs==1.6.7 properdocs-theme-mkdocs==1.6.7 pymdown-extensions
.venv-hosts/zensical: HOST := zensical==0.0.73
.venv-hosts/%: pyproject.toml
	test -x $@/bin/python || $(PYTHON) -m venv $@
	$@/bin/python -m pip install --quiet --disable-pip-version-check $(HOST) 'segno>=1.6' 'selectolax>=1.0' 'ada-url>=4.0' 'regex>=2023.3.22' 'webencodings>=0.6' 'babel>=2.12' tzdata
	$@/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

tests/node_modules tests/benchmarks/node_modules: %/node_modules: %/package.json system
	cd $* && npm install --silent --no-audit --no-fund --no-package-lock
	touch $@

# The tests drive a real browser, and compare links with what Node makes of them.
system:
	@missing=""; \
	command -v java >/dev/null || missing="$$missing openjdk-17-jre-headless"; \
	command -v npm >/dev/null || missing="$$missing nodejs npm"; \
	command -v openssl >/dev/null || missing="$$missing openssl"; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	test -z "$$missing" || if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; \
	else \
	  echo "make test needs these packages of your system, please install them:$$missing"; exit 1; \
	fi
