#!/bin/sh
# Locked packages into the environment of a Python: `install.sh .venv/bin/python -r FILE.lock`.
# uv takes two seconds for what takes pip thirty. It does not know pip's settings (an index of one's
# own, say): where it fails, pip tries.
set -eu
python=$1
shift
pip="$python -m pip install --quiet --disable-pip-version-check --require-hashes"
uv="$python -m uv pip install --quiet --python $python --require-hashes"

$python -c 'import uv' 2>/dev/null || $pip -r requirements-install.lock
$uv "$@" || $pip "$@"
