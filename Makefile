# The newcomer's commands. Each sets up .venv from the lock, then calls a task of tasks.py.
PYTHON ?= python3
BIN := .venv/bin
# The lock names everything; Python compiles what is imported, when it is: a third of the time of an installation.
INSTALL := install --quiet --disable-pip-version-check --require-hashes --no-deps --no-compile

html: .venv/ready        ## build the site of content/ into output/
	@$(BIN)/invoke build

test: .venv/ready-dev    ## run every test
	@$(BIN)/invoke test

test-long: .venv/ready-dev ## the long runs as well: fuzzing, fault loops, large sites
	@$(BIN)/invoke test --long

check: .venv/ready       ## name every problem in the content
	@$(BIN)/invoke check

serve: .venv/ready       ## build, serve on http://localhost:8000 and build again at every change
	@$(BIN)/invoke serve

lint: .venv/ready-dev    ## format and types
	@$(BIN)/invoke lint

lock: .venv/ready-dev    ## resolve the dependencies anew
	@$(BIN)/invoke lock

clean:                   ## remove all that can be made again
	rm -rf .venv output .output.* .cache

.venv/ready: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip $(INSTALL) -r requirements.txt
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.txt
	$(BIN)/pip $(INSTALL) -r requirements-dev.txt
	@touch $@

.PHONY: html test test-long check serve lint lock clean
