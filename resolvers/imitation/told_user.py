"""The user behind an imitation as the customer may be told, which AUDIT_BY_NAME decides."""

from typing import TYPE_CHECKING

from auth.imitation.by_name import Alias, alias_of
from auth.vocabulary import ByName
from db.statements.shop.stored_context import StoredUser

if TYPE_CHECKING:
    from db.models import Imitation
    from resolvers.application import Application


def told_user(application: "Application", user: StoredUser, customer_id: str) -> StoredUser:
    """The user as stored, or an alias in place of all that is theirs."""
    if application.rules.audit_by_name is ByName.NAME:
        return user
    alias = find_alias(application, user.id, customer_id)
    return StoredUser(alias.id, alias.name, alias.name, "")


def user_of(imitation: "Imitation") -> StoredUser:
    """The user whom the record of an imitation names."""
    names = imitation.user_username, imitation.user_first_name, imitation.user_last_name
    return StoredUser(imitation.user_id, *names)


def find_alias(application: "Application", user_id: str, customer_id: str) -> Alias:
    """The alias of a user in the account of a customer; it changes with the first key of SECRET."""
    key = application.audit_keys[0]
    return alias_of(key=key, user_id=user_id, customer_id=customer_id)
