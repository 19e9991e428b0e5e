#!/usr/bin/env bash
# Writes the hashed lock files again, without naming a package index: `make lock`.
#
# One resolution serves all: the widest set is solved first and constrains the others, so a package has one version
# everywhere and an environment can grow from "demo" to "test" to "gate" in place. pip and uv both read the files.
set -euo pipefail
cd "$(dirname "$0")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
uv=$(command -v uv || true)
if [ -z "$uv" ]; then
  "${PYTHON:-python3}" -m venv "$scratch/uv"
  "$scratch/uv/bin/python" -m pip install --quiet --only-binary=:all: uv
  uv="$scratch/uv/bin/uv"
fi

compile() { # compile OUTPUT ARGUMENTS...
  local output=$1
  shift
  "$uv" pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" \
    --output-file "$output" "$@"
}

upgrade=()
if [ "${1:-}" = "--upgrade" ]; then upgrade=(--upgrade); fi
# shellcheck disable=SC2068
compile requirements-gate.lock --group build --group test --group gate ${upgrade[@]+"${upgrade[@]}"}
sed 's/ \\$//; /--hash/d' requirements-gate.lock > "$scratch/constraints.txt"
compile requirements-test.lock --group build --group test --constraint "$scratch/constraints.txt"
compile requirements.lock --group build --constraint "$scratch/constraints.txt"
compile requirements-ftm.lock --group build --group test --extra ftm ${upgrade[@]+"${upgrade[@]}"} \
  --constraint "$scratch/constraints.txt"
