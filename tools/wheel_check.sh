#!/usr/bin/env bash
# Builds the wheel and uses it where nothing but its own dependencies is installed: BIN=DIR wheel_check.sh
#
# Three proofs: the checkout installs from wheels alone, without a compiler; the built wheel holds the facts it needs;
# and the command works outside the checkout, without one development package.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
unset PYTHONPATH
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_USER=0

echo "wheel: building"
"$BIN/python" -m pip wheel -qq --no-deps --no-index --no-build-isolation --wheel-dir "$scratch/dist" "$root"
wheel=$(ls "$scratch"/dist/countermark-*.whl)

echo "wheel: installing from wheels alone, with no compiler on the PATH"
"$BIN/python" -m venv "$scratch/checkout"
CC=false CXX=false "$scratch/checkout/bin/python" -m pip install -qq --only-binary=:all: "$root"

echo "wheel: installing $(basename "$wheel") with the locked dependencies"
"$BIN/python" -m venv "$scratch/clean"
python="$scratch/clean/bin/python"
"$python" -m pip install -qq --only-binary=:all: --require-hashes --no-deps -r requirements.lock
"$python" -m pip install -qq --no-deps --no-index "$wheel"
"$python" -m pip check

cd "$scratch"
export XDG_DATA_HOME="$scratch/data" COUNTERMARK_LEDGER="$scratch/ledger"
for environment in checkout clean; do
  command="$scratch/$environment/bin/countermark"
  "$command" --help >"$scratch/help.txt"
  grep -q '^Usage: countermark' "$scratch/help.txt"
  "$command" --version
done
for forbidden in pytest mypy followthemoney pandas; do
  if "$python" -c "import $forbidden" 2>/dev/null; then
    echo "wheel: $forbidden is in the clean environment, so this proves nothing" >&2
    exit 1
  fi
done
if grep -qw demo "$scratch/help.txt"; then
  mkdir demo-run
  (cd demo-run && "$scratch/clean/bin/countermark" demo >"$scratch/demo.txt" 2>&1) || { cat "$scratch/demo.txt"; exit 1; }
  test -s "$scratch/demo.txt"
fi
"$scratch/clean/bin/countermark" marking "08161636 2221A3" --maker "u-blox" --json >"$scratch/marking.json"
"$python" -c 'import json, sys; json.load(open(sys.argv[1]))' "$scratch/marking.json"
echo "wheel: passed"
