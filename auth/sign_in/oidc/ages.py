"""How old what a provider has signed may be."""

from datetime import timedelta
from typing import Final

SKEW: Final = timedelta(seconds=60)  # between the provider's clock and ours
ID_TOKEN: Final = timedelta(minutes=10)  # between the making of the token and its arrival
LOGOUT_TOKEN: Final = timedelta(minutes=5)  # likewise
KEPT: Final = LOGOUT_TOKEN + 2 * SKEW  # for which a used one is remembered: then it is too old
