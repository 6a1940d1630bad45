"""Checks that no sales channel admits two accounts with one e-mail address.

Every change of an address, of the channel to which an account is bound, and of a guest into an
account claims the address until commit, so that two changes cannot both find it free. An import
has more addresses than PostgreSQL has locks: it locks all customers, which these changes share.
"""

from typing import TYPE_CHECKING

from auth.errors import Invalid
from auth.sign_in.shared_addresses import may_share
from db.engine.unique import claim
from db.statements.shop import customers

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import Customer
    from db.statements.customers.customer_changes import Changes


async def check_address(session: "Session", customer: "Customer | None", new: "Changes") -> None:
    """Raise Invalid if `new` values let the account meet another one; None is a new customer.

    Guests have no account, and share addresses with all.
    """
    if new.get("guest", customer.guest if customer else False):
        return
    if not new.keys() & {"email", "guest", "bound_sales_channel_id"}:
        return
    email = new.get("email", customer.email if customer else "")
    stored = customer.bound_sales_channel_id if customer else None
    bound = new.get("bound_sales_channel_id", stored)
    await claim(session, "customers.email", [email])
    for other in await customers.find_accounts(session, email):
        is_another = customer is None or other.id != customer.id
        if is_another and not may_share(bound, other.bound_sales_channel_id):
            raise _refusal(customer, email)


def _refusal(customer: "Customer | None", email: str) -> Invalid:
    """It names the sales channel where an account keeps its address."""
    if customer is None or customer.guest or customer.email != email:
        return Invalid("email", "Another account has this address.")
    return Invalid("boundSalesChannelId", "Another account has the same e-mail address.")
