#!/bin/sh
# Installs locked packages into the environment of a Python:
# `install.sh .venv/bin/python -r FILE.lock`. uv takes two seconds for what takes pip thirty, but does
# not read pip's settings (another index, for example): where uv fails, pip tries.
set -eu
python=$1
shift
pip="$python -m pip install --quiet --disable-pip-version-check --require-hashes"
uv="$python -m uv pip install --quiet --python $python --require-hashes"

$python -c 'import hatchling, uv' 2>/dev/null || $pip -r locks/install.lock
$uv "$@" || $pip "$@"
