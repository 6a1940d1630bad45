"""What becomes of the fields behind a chunked body: nothing (RFC 9110, 6.5.1)."""

from typing import Final


class _Dropped(list[tuple[bytes, bytes]]):
    """A list of headers that stays empty.

    uvicorn adds trailers to the headers, where they count as what a proxy has checked, and it adds
    any number of them.
    """

    def append(self, _field: tuple[bytes, bytes]) -> None:
        """Nothing is kept."""


TRAILERS: Final = _Dropped()
