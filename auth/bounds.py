"""The most entries of each list that is answered whole; one more is refused where it is made."""

from typing import Final

from auth.errors import Invalid

SALES_CHANNELS: Final = 1000
DOMAINS: Final = 200  # of a sales channel
ROLES: Final = 500
WEBHOOKS: Final = 50
INTEGRATIONS: Final = 500
COUNTED_USERS: Final = 50  # of the overview: those with the most imitations
COUNTED_REASONS: Final = 50  # of refusals, likewise
REASON_CATEGORIES: Final = 50  # of the settings
CUSTOMER_ROWS: Final = 500  # of one call
WAITING_REQUESTS: Final = 20  # for approvals, of a user
PLUGINS: Final = 10  # that the setting names


def check_sales_channels(number: int) -> None:
    """Raise Invalid for more sales channels than there may be; `number` includes the new one."""
    text = f"There are {SALES_CHANNELS} sales channels, which is the most."
    _check(number, SALES_CHANNELS, field="name", text=text)


def check_domains(number: int) -> None:
    """Raise Invalid for more domains than a sales channel may have."""
    _check(number, DOMAINS, field="domains", text=f"A sales channel has at most {DOMAINS} domains.")


def check_roles(number: int) -> None:
    """Raise Invalid for more roles than there may be; `number` includes the new one."""
    _check(number, ROLES, field="name", text=f"There are {ROLES} roles, which is the most.")


def check_webhooks(number: int) -> None:
    """Raise Invalid for more webhooks than there may be; `number` includes the new one."""
    _check(number, WEBHOOKS, field="url", text=f"There are {WEBHOOKS} webhooks, which is the most.")


def check_integrations(number: int) -> None:
    """Raise Invalid for more integrations than there may be; `number` includes the new one."""
    text = f"There are {INTEGRATIONS} integrations, which is the most."
    _check(number, INTEGRATIONS, field="label", text=text)


def check_customer_rows(number: int) -> None:
    """Raise Invalid for more rows of customers than one call may have."""
    text = f"A call has at most {CUSTOMER_ROWS} rows."
    _check(number, CUSTOMER_ROWS, field="rows", text=text)


def check_waiting_requests(number: int) -> None:
    """Raise Invalid for more requests of a user that wait; `number` includes the new one."""
    text = f"You have {WAITING_REQUESTS} requests that wait, which is the most."
    _check(number, WAITING_REQUESTS, field="customerId", text=text)


def _check(number: int, most: int, *, field: str, text: str) -> None:
    if number > most:
        raise Invalid(field, text)
