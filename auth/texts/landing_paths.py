"""Parses the path on which a shop takes the hand-over of an imitation."""

import re
from typing import Final

from auth.texts import url_paths

LONGEST: Final = 255  # characters of the normal form
_PATH: Final = re.compile(r"/[^\s?#\\]*")


def parse(written: str) -> str:
    """The path in its normal form; raises ValueError.

    A slash at the end stays: a shop may answer the path without it by a redirect, which loses the
    form.
    """
    if _PATH.fullmatch(written) is None:
        raise ValueError("A path begins with a slash and has no query and no fragment.")
    end = "/" if written.endswith("/") else ""
    normal = url_paths.joined(url_paths.segments(written.removesuffix("/"))) + end
    if len(normal) > LONGEST:
        raise ValueError("The path is too long.")
    return normal
