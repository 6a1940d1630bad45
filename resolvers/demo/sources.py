"""The computers from which the users of the demo's past worked."""

from datetime import datetime
from typing import Final

from db.models.columns import new_id
from resolvers.audit.recording import Source

ADDRESSES: Final = {"mara": "192.0.2.17", "tom": "192.0.2.42", "lena": "192.0.2.5"}
CALLER: Final = "198.51.100.23"  # of a customer on the phone
BROWSER: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def source_of(username: str, at: datetime) -> Source:
    """A request of the user at this time."""
    return Source(at, ADDRESSES[username], BROWSER, new_id())
