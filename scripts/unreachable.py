"""Says in one line that a registry cannot be reached; answers 1 where it can.

`unreachable.py pip` asks the index of pip's settings, `unreachable.py URL` that address. Every
answer counts as reached: what failed then failed for another reason, which its own text tells.
"""

import ssl
import subprocess
import sys
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from node_packages import without_password

WAIT = 10  # seconds
PYPI = "https://pypi.org/simple/"


def main(registry: str) -> int:
    address = without_password(index_of_pip() if registry == "pip" else registry)
    reason = why_unreachable(address)
    if reason is None:
        return 1
    other = "PIP_INDEX_URL" if registry == "pip" else "npm_config_registry"
    told = f"Error: cannot reach {address} ({reason}), from which packages are installed."
    print(told, f"Connect to the network, or set HTTPS_PROXY or {other}.", file=sys.stderr)
    return 0


def index_of_pip() -> str:
    """The index that pip asks, by its settings in files and in the environment."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    named = dict(line.split("=", 1) for line in told.splitlines() if "=" in line)
    for key in (":env:.index-url", "install.index-url", "global.index-url"):
        if key in named:
            return named[key].strip("'\"")
    return PYPI


def why_unreachable(address: str) -> str | None:
    """None where it answers."""
    try:
        urlopen(address, timeout=WAIT).close()  # noqa: S310 - the address is the user's own setting
    except HTTPError:
        return None
    except URLError as failure:
        if isinstance(failure.reason, ssl.SSLError):
            return None  # the installer may know the certificate
        return f"{getattr(failure.reason, 'strerror', None) or failure.reason}"
    except TimeoutError:
        return f"no answer within {WAIT} seconds"
    except (OSError, ValueError) as failure:
        return str(failure)
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
