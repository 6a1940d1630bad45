"""Makes the cells of a table harmless for spreadsheets, which run a text that looks like a formula.

Spreadsheets skip blanks, read some wide and small signs as the ASCII ones, and may split a line at
another separator than the one it was written with: what follows it is then a cell of its own, which
loses the quotation marks that it begins with.
"""

import re
from typing import Final

_BLANK: Final = r"[\"\s\x00-\x1f\x7f\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]*"
_SIGN: Final = r"[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u207a\u207c\u208a\u208c]"
_BEGINS: Final = re.compile(rf"(^|[;\t\r\n\v\f\x85\u2028\u2029])(?={_BLANK}{_SIGN})")


def harmless(cell: str) -> str:
    """The text with an apostrophe where a formula could begin; spreadsheets read the rest as text.

    It is for reading: a program reads the JSON, which has the values as they are.
    """
    return _BEGINS.sub(r"\1'", cell)
