"""The door `imitate` and `python -m imitate`: finds the rooms, then runs the command line.

The rooms are top-level packages: in a wheel below this folder, in the checkout beside it. Their
folder becomes the first entry of `sys.path`.
"""

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
ROOMS: Final = ("auth", "db", "resolvers", "schema", "server", "storefront")


def main() -> None:
    folder = HERE if (HERE / "server").is_dir() else HERE.parent
    _put_first(folder)
    for room in ROOMS:
        _check(room, folder)
    from server.__main__ import main as run  # noqa: PLC0415 - it is found only from here on

    run(prog_name="imitate")


def _put_first(folder: Path) -> None:
    """Put the folder first on the import path.

    Python puts the folder of the script first, or under `-m` the current folder: a file there that
    is called `graphql` or `click` would replace a library. Nothing is needed from it.
    """
    if not sys.flags.safe_path:
        del sys.path[0]
    sys.path.insert(0, str(folder))


def _check(room: str, folder: Path) -> None:
    """End the process where another package has the name of the room.

    That takes a program which imports it or hooks into imports before this one starts.
    """
    spec = find_spec(room)
    file = spec.origin if spec else None
    if file is None or not Path(file).resolve().is_relative_to(folder):
        sys.exit(
            f"Error: another package named {room} is imported instead of imitate's ({file}). "
            "Install imitate into an environment of its own."
        )


if __name__ == "__main__":
    main()
