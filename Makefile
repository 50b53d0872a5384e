# make test   installs what is missing, then runs the whole suite
# make ci     what has to pass before a change is taken
# make bench  how fast it is on this machine

.PHONY: test ci bench tools

test: tools
	cargo test

ci:
	.ci/run

bench:
	cargo bench

tools:
	.ci/tools
