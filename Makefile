# make demo   build the sample help centre and serve it (PORT=8000)
# make site   build it into site/, without serving; like the demo, it plays MOS itself
# make test   install what the tests need, and run them all
# make docs   prove the documentation, and build it into docs/site; make docs-serve serves it (PORT=8000)
# make lint   ruff and mypy
# make test-core     the tests that need no browser, no neighbour and nothing of npm's, such as on Windows and macOS
# make test-lowest   the same, with the oldest versions that pyproject.toml allows
# make dist   the wheel and the source, checked for PyPI; with TAG=v1.2.3, only if that is the version
# make bench  measure speed beside other plugins (PARTS="pieces builds" for some of it); no part of the tests
# make clean  remove what these made

PORT ?= 8000
PYTHON ?= python3
SCRIPTS := $(if $(filter Windows_NT,$(OS)),Scripts,bin)
BIN := .venv/$(SCRIPTS)

# Two notices of MkDocs and Material about other projects.
export NO_MKDOCS_2_WARNING := 1
export DISABLE_MKDOCS_2_WARNING := true

.PHONY: demo site test test-core test-lowest docs docs-serve lint dist bench clean system

demo: .venv/demo
	@echo "The sample help centre: http://127.0.0.1:$(PORT)/  (stop with Ctrl+C)"
	$(BIN)/mkdocs serve --dev-addr 127.0.0.1:$(PORT)

site: .venv/demo
	MOS_SANDBOX=true $(BIN)/mkdocs build

test: .venv/test .venv-hosts/properdocs .venv-hosts/zensical .venv-hosts/techdocs .venv-hosts/materialx tests/node_modules system
	$(BIN)/python -m pytest -n auto

test-core: .venv-core
	.venv-core/$(SCRIPTS)/python -m pytest -n auto -m $(CORE)

test-lowest: .venv-lowest
	.venv-lowest/$(SCRIPTS)/python -m pytest -n auto -m $(CORE)

# Beside Python, they need Node.js, for what it makes of our links.
CORE := "not browser and not neighbour and not npm"

# What is built with MOS played by itself proves nothing, so it is built in earnest first.
docs: PROVEN := $(shell mktemp -d)
docs: .venv/demo
	$(BIN)/python docs/generate.py --check
	$(BIN)/mkdocs build --strict --config-file docs/mkdocs.yml --site-dir $(PROVEN)
	$(BIN)/mkdocs-mos check --strict $(PROVEN)
	MOS_SANDBOX=true $(BIN)/mkdocs build --config-file docs/mkdocs.yml

docs-serve: .venv/demo
	$(BIN)/mkdocs serve --config-file docs/mkdocs.yml --dev-addr 127.0.0.1:$(PORT)

lint: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

dist: .venv/test
	test -z "$(TAG)" || test "$(TAG)" = "v$$($(BIN)/python -c 'from mkdocs_mos import __version__; print(__version__)')"
	rm -rf dist
	$(BIN)/python -m build --outdir dist
	$(BIN)/twine check --strict dist/*
	$(BIN)/check-wheel-contents dist/*.whl

bench: .venv/bench tests/benchmarks/node_modules system
	$(BIN)/python -m tests.benchmarks $(PARTS)

clean:
	rm -rf .venv .venv-core .venv-hosts .venv-lowest dist site docs/site tests/node_modules tests/benchmarks/node_modules benchmarks.json .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/demo .venv/test .venv/bench: .venv/%: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[$*]'
	touch $@

# Environments of other hosts, without MkDocs, and of neighbours that demand versions of their own, or take the place of
# others: ours is installed beside each alone.
.venv-hosts/properdocs: HOST := properdocs==1.6.7 properdocs-theme-mkdocs==1.6.7 pymdown-extensions
.venv-hosts/zensical: HOST := zensical==0.0.73
.venv-hosts/techdocs: HOST := mkdocs-techdocs-core==1.7.1
.venv-hosts/materialx: HOST := mkdocs-materialx==10.2.2
.venv-hosts/%: pyproject.toml
	test -x $@/$(SCRIPTS)/python || $(PYTHON) -m venv $@
	$@/$(SCRIPTS)/python -m pip install --quiet --disable-pip-version-check $(HOST) 'segno>=1.6' 'selectolax>=1.0.1' 'ada-url>=4.0' 'regex>=2023.3.22' 'webencodings>=0.6' 'babel>=2.12' tzdata
	$@/$(SCRIPTS)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

.venv-core: pyproject.toml
	test -x $@/$(SCRIPTS)/python || $(PYTHON) -m venv $@
	$@/$(SCRIPTS)/python -m pip install --quiet --disable-pip-version-check --editable '.[test-core]'
	touch $@

# uv chooses the oldest versions; whatever the tests bring must do with those.
.venv-lowest: LOWEST := .venv-lowest/lowest.txt
.venv-lowest: UV = $@/$(SCRIPTS)/uv pip
.venv-lowest: pyproject.toml
	test -x $@/$(SCRIPTS)/python || $(PYTHON) -m venv $@
	$@/$(SCRIPTS)/python -m pip install --quiet --disable-pip-version-check uv
	$(UV) install --quiet --python $@ --resolution lowest-direct --editable .
	$(UV) freeze --quiet --python $@ --exclude-editable > $(LOWEST)
	$(UV) install --quiet --python $@ --constraints $(LOWEST) --editable '.[test-core]'
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
