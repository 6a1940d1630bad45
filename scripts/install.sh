#!/bin/sh
# Installs locked packages into the environment of a Python:
# `install.sh .venv/bin/python -r FILE.lock`. uv takes two seconds for what takes pip thirty, but does
# not read pip's settings (another index, for example): where uv fails, pip tries.
set -eu
python=$1
shift
# Without a network they would try for minutes before they give up.
export UV_HTTP_RETRIES="${UV_HTTP_RETRIES:-1}" PIP_RETRIES="${PIP_RETRIES:-1}"
pip="$python -m pip install --quiet --disable-pip-version-check --require-hashes"
uv="$python -m uv pip install --quiet --python $python --require-hashes"
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# The text of a failure, unless it is the network: then one line says so.
give_up() {
    $python scripts/unreachable.py pip || cat "$log" >&2
    exit 1
}

$python -c 'import hatchling, uv' 2>/dev/null || $pip -r locks/install.lock 2>"$log" || give_up
# The packages may be in uv's cache, where there is no network.
$uv "$@" 2>"$log" || $uv --offline "$@" 2>/dev/null || $pip "$@" 2>>"$log" || give_up
