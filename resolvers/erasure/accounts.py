"""Erases a customer or a user: their account with what belongs to it, then every other trace."""

from typing import TYPE_CHECKING

from auth.audit.erasable import Person
from auth.errors import NotFound
from auth.texts import arguments
from auth.vocabulary import ImitationEndReason
from db.engine.locks import Lock, Subject, locks, of_customer
from db.statements.customers import customer_changes
from db.statements.imitation import audit
from db.statements.imitation.imitation_filters import of_customer as imitations_of
from db.statements.shop import contexts, customers
from db.statements.users import users
from resolvers.audit.recording import Source, event
from resolvers.erasure.person import Traces, count_traces, erase_traces, record_erasure
from resolvers.imitation.ending import end_imitations, end_imitations_of_users
from resolvers.values.last_admin import check_admin_stays

if TYPE_CHECKING:
    from resolvers.application import Application


async def look(application: "Application", person: Person, subject_id: str) -> tuple[bool, Traces]:
    """Whether the person has an account, and what else there is of them; raises NotFound."""
    arguments.identifier(subject_id, field="id")
    reads = application.database.reads
    get = customers.get if person is Person.CUSTOMER else users.get
    account = await get(reads, subject_id) is not None
    traces = await count_traces(application, person, subject_id)
    if not account and not traces.known:
        raise NotFound
    return account, traces


async def erase(application: "Application", person: Person, subject_id: str) -> tuple[bool, Traces]:
    """Erase the person; the answer is as that of `look` before.

    Raises NotFound, Invalid for the last super admin, NotSealed, NoCheckpoint or NoKey.
    """
    account, _ = await look(application, person, subject_id)
    remove = _remove_customer if person is Person.CUSTOMER else _remove_user
    if account:
        await remove(application, subject_id)
    traces = await erase_traces(application, person, subject_id)
    if account and not traces.events_naming:
        await record_erasure(application, person, subject_id)
    return account, traces


async def _remove_customer(application: "Application", customer_id: str) -> None:
    """As deleteCustomer does, but the event has no customer number."""
    source = Source(application.clock())
    async with application.database.transaction(locks(*of_customer(customer_id))) as session:
        which, reason = imitations_of(customer_id), ImitationEndReason.CUSTOMER_DEACTIVATED
        await end_imitations(session, which, reason, source, application.rules)
        await contexts.remove_of_customer(session, customer_id)
        if await customers.get(session, customer_id) is not None:
            deleted = event(source, "customer.deleted") | {"customer_id": customer_id}
            await session.write(*customer_changes.removal(customer_id), audit.addition(deleted))


async def _remove_user(application: "Application", user_id: str) -> None:
    """As deleteUser does, but the event has no name, and the id as an own value."""
    source = Source(application.clock())
    alone = locks(Lock(Subject.PRIVILEGES), Lock(Subject.USER, user_id))
    async with application.database.transaction(alone) as session:
        user = await users.get(session, user_id)
        if user is None:
            return
        await check_admin_stays(session, user)
        reason = ImitationEndReason.USER_DEACTIVATED
        await end_imitations_of_users(session, [user_id], reason, source, application.rules)
        deleted = event(source, "user.deleted") | {"user_id": user_id}
        await session.write(*users.removal(user), audit.addition(deleted))
