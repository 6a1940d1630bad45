"""A folder holds at most a dozen files, so that a reader sees its contents at a glance."""

from collections import Counter
from pathlib import PurePosixPath

from tests.project.tree import texts

# Their files have numbers, in the order in which they were written.
SERIES = {"docs/adr", "db/migrations/versions"}


def test_a_folder_holds_at_most_a_dozen_files() -> None:
    paths = [PurePosixPath(path) for path in texts()]
    sizes = Counter(str(path.parent) for path in paths if path.name != "__init__.py")

    assert {folder for folder, size in sizes.items() if size > 12} - SERIES == set()
    assert sizes.keys() > SERIES
