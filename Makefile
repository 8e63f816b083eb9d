# `make` alone prints the targets. Everything runs inside .venv/, which is made when it
# is first needed and again when the lock or the project file change.

SPECS ?= specs
OUT ?= generated
# What `make test` runs, and how diagnostics of documents are shown.
TESTS ?=
FORMAT ?= text
# How tests share the processors, and the seconds that none takes but one that hangs.
PARALLEL ?= -n auto --dist loadscope --no-loadscope-reorder --timeout 900
SEED ?= 0
COUNT ?= 100000

BIN := .venv/bin
READY := .venv/.ready
# What generating needs is a part of that, and enough as long as nothing else is asked.
LIGHT := .venv/.light
GENERATES := $(if $(wildcard $(READY)),$(READY),$(LIGHT))
PYTHONS := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11)
WHOLE := build/whole
EXAMPLES := build/examples
RELEASE := build/release
DROP := $(or $(MDCLIENT_DROP),build/drop)
CODE := generator templates/runtime
TYPED := $(CODE) tests/typing

LOCKED := --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock"

# Recipes take it from there: a path of anybody's is no piece of a script.
export SPECS

# Output of recipes that run at the same time stays apart, where make can do that.
APART := $(if $(filter output-sync,$(.FEATURES)),--output-sync)

export PIP_DISABLE_PIP_VERSION_CHECK := 1

# Where Python writes no byte code, each process of the tests would compile all modules.
unexport PYTHONDONTWRITEBYTECODE

# pyright: the node that its package brings, and no look for newer releases.
export PYRIGHT_PYTHON_GLOBAL_NODE := 0
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## Print the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

.PHONY: generate
generate: $(GENERATES) ## Generate the client of SPECS (specs/) in OUT (generated/)
	$(BIN)/mdclient generate --specs $(SPECS) --out $(OUT)

.PHONY: demo
demo: $(READY) ## Call the API in a sandbox: without an account, without a network
	@PYTHONPATH=generated $(BIN)/python examples/demo.py

.PHONY: test
test: $(READY) ## Run the tests, except those of `check` and `long`
	$(BIN)/pytest $(PARALLEL) $(TESTS)

.PHONY: regenerate
regenerate: ## Take in the pages in SPECS: release, test and build the client
	$(MAKE) intake
	$(MAKE) documents
	$(MAKE) release
	$(MAKE) test
	$(MAKE) wheel

.PHONY: intake
intake: ## Replace the pages in specs/ with those in SPECS
	@set -e; \
	if [ "$$SPECS" -ef specs ]; then exit; fi; \
	set -- "$$SPECS"/classes/*-api.md "$$SPECS"/*-api.md; \
	if ! [ -e "$$1" ] && ! [ -e "$$2" ]; then \
		echo "make: there are no pages of classes in $$SPECS." >&2; exit 1; \
	fi; \
	for name in classes definitions api-classes.md "*-api.md" "*-definition.md"; do \
		rm -rf specs/$$name; \
		for path in "$$SPECS"/$$name; do \
			if [ -e "$$path" ]; then cp -R -P "$$path" specs; fi; \
		done; \
	done

.PHONY: documents
documents: $(READY) ## Check the pages in specs/
	$(BIN)/mdclient inspect --specs specs --format $(FORMAT) >/dev/null

.PHONY: release
release: $(READY) ## Release generated/ if specs/ or the generator changed
	@mkdir -p $(RELEASE)
	$(BIN)/mdclient release --specs specs --out generated \
		--report $(RELEASE)/changes.md --summary $(RELEASE)/summary

.PHONY: wheel
wheel: $(READY) ## Build the wheel of generated/ in dist/
	rm -rf dist
	cd generated && "$(CURDIR)/$(BIN)/python" -m hatchling build -t wheel -d ../dist

.PHONY: check
check: $(READY) $(DROP) ## Run everything that CI runs
	$(MAKE) --jobs=2 --no-print-directory $(APART) whole types lint drift
	$(BIN)/pytest $(PARALLEL) -m "not long" $(TESTS)

.PHONY: long
long: $(READY) $(DROP) ## Run the tests that take minutes
	MDCLIENT_DROP=$(DROP) $(BIN)/pytest $(PARALLEL) -m long $(TESTS)
	$(BIN)/python -m tests.mutation --seed $(SEED) --count $(COUNT) $(DROP)

.PHONY: lint
lint: $(READY) ## Check style, also of the client
	$(BIN)/ruff check .
	$(BIN)/black --check --quiet .

.PHONY: types
types: $(READY) $(EXAMPLES) ## Check the types of the generator, the runtime and the client
	$(BIN)/mypy $(TYPED) generated/genesys_cloud
	MYPYPATH=$(EXAMPLES)/client:examples $(BIN)/mypy --cache-dir $(EXAMPLES)/mypy examples
	$(BIN)/pyright $(TYPED) generated/genesys_cloud examples

.PHONY: drift
drift: $(READY) ## Check that generated/ is up to date
	$(BIN)/mdclient generate --specs specs --out generated --check --strict

# What takes longest begins first.
.PHONY: whole
whole: whole-pyright whole-mypy whole-verify ## Check style and types of the client of a whole drop
	$(BIN)/ruff check --no-cache $(WHOLE)/genesys_cloud

.PHONY: whole-pyright
whole-pyright: $(WHOLE)/use.py
	$(BIN)/pyright $(WHOLE)/genesys_cloud $(WHOLE)/use.py

.PHONY: whole-mypy
whole-mypy: $(WHOLE)/use.py
	MYPYPATH=$(WHOLE) $(BIN)/mypy --cache-dir build/mypy \
		$(WHOLE)/genesys_cloud $(WHOLE)/use.py

.PHONY: whole-verify
whole-verify: $(WHOLE)/use.py
	cd $(WHOLE) && PATH="$(CURDIR)/$(BIN):$$PATH" PYTHONPATH=. \
		pyright --verifytypes genesys_cloud --ignoreexternal

# Calls of every operation, for type checkers.
.PHONY: $(WHOLE)/use.py
$(WHOLE)/use.py: $(READY) $(DROP)
	rm -rf $(WHOLE)
	$(BIN)/mdclient generate --specs $(DROP) --config specs/client.toml --out $(WHOLE)
	$(BIN)/mdclient inspect --python --specs $(DROP) --config specs/client.toml \
		| $(BIN)/python -m tests.typing.everything > $@

.PHONY: fuzz
fuzz: $(READY) $(DROP) ## Mutate pages of a drop at random: SEED=0, COUNT=100000
	$(BIN)/python -m tests.mutation --seed $(SEED) --count $(COUNT) $(DROP)

.PHONY: bench
bench: $(READY) ## Measure speed and memory beside other programs
	$(BIN)/python -m bench

.PHONY: golden
golden: $(READY) ## Update the expected files of tests/cases/
	$(BIN)/pytest tests/unit -k case --golden

.PHONY: lock
lock: ## Update the locked dependencies
	uv pip compile $(LOCKED) --upgrade \
		--extra sandbox --group dev --output-file requirements.lock pyproject.toml
	uv pip compile $(LOCKED) --constraint requirements.lock --upgrade \
		--group build --output-file requirements-generate.lock pyproject.toml

.PHONY: clean
clean: ## Remove the environment, builds and caches
	rm -rf .venv bench/.envs build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The client of all examples: that of specs/ with the pages that they need beyond.
.PHONY: $(EXAMPLES)
$(EXAMPLES): $(READY)
	rm -rf $@/specs $@/client
	mkdir -p $@
	cp -R specs $@/specs
	cp -R examples/specs/. $@/specs
	$(BIN)/mdclient generate --specs $@/specs --out $@/client

build/drop: $(wildcard tests/synthetic/*.py) | $(READY)
	rm -rf $@
	$(BIN)/python -m tests.synthetic $@

# Byte code is made here: where Python is told to write none, every run would compile.
define environment
@set -eu; \
for name in $(PYTHONS); do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		&& python=$$(command -v "$$name") && break; \
done; \
if [ -z "$${python:-}" ]; then \
	echo "make: Python 3.11 or newer is needed; looked for: $(PYTHONS)." >&2; \
	echo "make: name another one with PYTHON=..." >&2; \
	exit 1; \
fi; \
echo "make: installing $(1) into .venv with $$python" >&2; \
rm -rf .venv; \
if command -v uv >/dev/null; then \
	uv venv --quiet --python "$$python" .venv; \
	uv pip sync --quiet --require-hashes --python $(BIN)/python $(1); \
	uv pip install --quiet --no-deps --no-build-isolation \
		--python $(BIN)/python --editable .; \
else \
	"$$python" -m venv .venv; \
	$(BIN)/pip install --quiet --no-compile --no-deps --require-hashes -r $(1); \
	$(BIN)/pip install --quiet --no-compile --no-deps --no-build-isolation --editable .; \
fi; \
$(BIN)/python -m compileall -q -j 0 .venv/lib generator || :
@touch $@
endef

$(LIGHT): requirements-generate.lock pyproject.toml
	$(call environment,requirements-generate.lock)

$(READY): requirements.lock pyproject.toml
	$(call environment,requirements.lock)
