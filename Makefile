# make test   installs what is missing, then runs the whole suite
# make ci     what has to pass before a change is taken
# make bench  how fast it is on this machine
# make fuzz   mutated articles through the judge for ten minutes, or FUZZ_SECONDS=…; what breaks it lies in target/fuzz

.PHONY: test ci bench fuzz tools

FUZZ_SECONDS ?= 600

test: tools
	cargo test

ci:
	.ci/run

bench:
	cargo bench

fuzz:
	MASTHEAD_FUZZ_SECONDS=$(FUZZ_SECONDS) cargo test --release --test it fuzz::mutants -- --nocapture

tools:
	.ci/tools
