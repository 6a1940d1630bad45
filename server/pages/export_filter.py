"""Reads the filters of an export from the parameters of its address: those of the list."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from starlette.datastructures import QueryParams

from auth.errors import Invalid
from auth.vocabulary import ImitationAccess, ImitationEndReason, ImitationStatus
from resolvers.admin.imitations.listing import ImitationFilter

BOOLEANS: Final = {"true": True, "false": False}

_PARAMETERS: Final[Mapping[str, tuple[str, Callable[[str], Any]]]] = {
    "active": ("active", BOOLEANS.__getitem__),
    "status": ("status", ImitationStatus),
    "customerId": ("customer_id", str),
    "userId": ("user_id", str),
    "salesChannelId": ("sales_channel_id", str),
    "access": ("access", ImitationAccess),
    "endReason": ("end_reason", ImitationEndReason),
    "reason": ("reason", str),
    "reasonCategory": ("reason_category", str),
    "orderPlaced": ("order_placed", BOOLEANS.__getitem__),
    "orderNumber": ("order_number", str),
    "since": ("since", datetime.fromisoformat),
    "until": ("until", datetime.fromisoformat),
}


def read_filter(parameters: QueryParams) -> ImitationFilter:
    """The filter; raises Invalid for a name that is unknown or sent twice, and for other values.

    A filter that was misspelt would export more than the auditor meant.
    """
    given: dict[str, Any] = {}
    for name, value in parameters.multi_items():
        if name not in _PARAMETERS or _PARAMETERS[name][0] in given:
            raise Invalid(name[:64], "Each filter of the list can be sent once.")
        target, read = _PARAMETERS[name]
        given[target] = _read(name, value, read)
    return ImitationFilter(**given)


def _read(name: str, value: str, read: Callable[[str], Any]) -> object:
    try:
        return read(value)
    except (KeyError, ValueError) as error:
        raise Invalid(name) from error
