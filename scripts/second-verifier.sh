#!/bin/sh
# Installs aics-tlog, a second verifier of the audit log, into an environment of its own. It needs
# Python 3.12; where there is none it is left out, which its tests say as well.
set -eu
folder=$1
for python in python3.14 python3.13 python3.12 python3 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[2-9]*/bin/python3; do
    if "$python" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 12))' 2>/dev/null
    then
        "$python" -m venv --clear "$folder"
        .venv/bin/python -m uv pip install --quiet --python "$folder/bin/python" --require-hashes -r locks/tlog.lock ||
            "$folder/bin/python" -m pip install --quiet --require-hashes -r locks/tlog.lock
        exit
    fi
done
echo "The second verifier of the audit log, aics-tlog, is left out: it needs Python 3.12."
