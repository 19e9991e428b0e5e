#!/usr/bin/env bash
# Makes sure that Debian packages are there: debian_packages.sh NAME...
# As root it installs what is missing; for anyone else, and elsewhere, it says in one line what to install.
set -euo pipefail

command -v dpkg-query >/dev/null || exit 0 # not a Debian: what needs the packages will say so itself
missing=()
for name in "$@"; do
  dpkg-query --show --showformat '${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || missing+=("$name")
done
[ ${#missing[@]} -gt 0 ] || exit 0
if [ "$(id -u)" -ne 0 ]; then
  echo "countermark: missing Debian packages: run 'sudo apt-get install ${missing[*]}' first." >&2
  exit 2
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
echo "Installing ${missing[*]} ..." >&2
install() { apt-get install --yes --quiet --no-install-recommends "${missing[@]}" >"$log" 2>&1; }
update() { apt-get update --quiet >"$log" 2>&1; }
{ update && install; } || { sleep 5 && update && install; } || {
  cat "$log" >&2
  exit 2
}
