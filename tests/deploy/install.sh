#!/bin/sh
# Installs what `make test-deploy` tries: as root on Debian its programs, and linters of PyPI into .venv/deploy.
set -eu
wanted="caddy curl nginx-light openssl postgresql prometheus python3-venv shellcheck systemd"
missing=
for package in $wanted; do
    dpkg -s "$package" 2>/dev/null | grep -q '^Status: install ok installed' || missing="$missing $package"
done
if [ -n "$missing" ] && [ "$(id -u)" = 0 ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq || true
    # shellcheck disable=SC2086  # several packages
    apt-get install -qq -y --no-install-recommends $missing || echo "Could not install$missing; going on without." >&2
elif [ -n "$missing" ]; then
    echo "Not installed, and not root:$missing" >&2
fi

[ -x .venv/deploy/bin/python ] || .venv/bin/python -m uv venv --quiet .venv/deploy
.venv/bin/python -m uv pip install --quiet --python .venv/deploy/bin/python --require-hashes -r locks/deploy.lock
