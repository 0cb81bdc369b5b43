#!/bin/sh
# Every check that is not a test; the same for a person and for CI.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
ruff check .
ruff format --check .
mypy
lint-imports
python resources/build_translations.py --check
