#!/bin/sh
# Prints the Python for .venv: $PYTHON if given, else the first of these that is new enough and
# can make environments. It is run, not only found: a version manager's stand-in may be empty.
# The system's comes first: the image of deploy/ has Debian's, and distributions optimise theirs by
# profiles, which takes a tenth of the CPU away that a request costs on one that pyenv has built.
candidates=${PYTHON:-/usr/bin/python3 python3.13 python3.12 python3.11 python3}
for python in $candidates; do
    if "$python" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
    then
        echo "$python"
        exit
    fi
done
echo "imitate needs Python 3.11 or newer, with its venv module (Debian: apt install python3-venv)." >&2
echo "Tried: $candidates. Choose one: make PYTHON=/path/to/python" >&2
exit 1
