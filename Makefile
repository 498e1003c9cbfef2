# Two commands matter: `make run` opens Gatehouse, `make test` proves it. The rest are their parts.
# Recipes longer than a line or two live in tests/scripts.

.PHONY: run test lint bench fuzz fonts page clean
.DEFAULT_GOAL := run

# One build at a time: cargo and npm use every core by themselves.
.NOTPARALLEL:

PAGE_SOURCES := $(shell find ui -type d \( -name node_modules -o -name dist \) -prune -o -type f -print 2>/dev/null)
FONTS := $(addprefix assets/fonts/NotoSans,-Regular.ttf -Bold.ttf SC-Regular.ttf SC-Bold.ttf)

## Opens the window with a sample event; without a display does the same work on the command line.
run:
	@tests/scripts/run.sh

## Runs every check there is, as the server does.
test:
	@tests/scripts/test.sh

## Looks at style only: rustfmt, clippy, licences, the page's types.
lint:
	@tests/scripts/lint.sh

## Measures speed in a release build and prints the table (written to target/bench/bench.md too).
bench:
	@tests/scripts/toolchain.sh rust
	cargo bench -p gatehouse-core --bench desk

## Searches for inputs that break a reader; needs cargo-fuzz and says how to get it. `make test` does a little of it.
fuzz:
	@tests/scripts/fuzz.sh

## Puts the badge fonts and their licence where the badges look for them.
fonts: $(FONTS)

## Builds the page the window shows; the window crate cannot be built without it.
page: ui/dist/index.html

clean:
	cargo clean
	rm -rf ui/dist ui/node_modules assets/fonts

$(FONTS) &: ui/node_modules/.package-lock.json tests/scripts/fonts.sh
	@tests/scripts/fonts.sh

ui/dist/index.html: ui/node_modules/.package-lock.json $(PAGE_SOURCES)
	cd ui && npm run --silent build
	@touch $@

ui/node_modules/.package-lock.json: ui/package-lock.json
	@tests/scripts/toolchain.sh node
	cd ui && npm ci --no-audit --no-fund
	@touch $@
