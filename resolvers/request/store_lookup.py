"""Looks up the store context of a context token, and ends an imitation that must not go on."""

from datetime import datetime
from typing import TYPE_CHECKING

from auth.errors import AccessKeyRequired, SalesChannelNotFound
from auth.imitation.consent import consent_of
from auth.imitation.lifetime import ImitationFacts, reason_to_end
from auth.imitation.policy import may_use_channel
from auth.privileges import Privilege
from auth.sign_in import tokens
from auth.sign_in.tokens import TokenKind
from auth.vocabulary import ByName, Consent
from db.statements.imitation.imitation_filters import of_id
from db.statements.shop import context_lookup
from resolvers.audit.recording import Source
from resolvers.imitation.ending import end_imitations
from resolvers.imitation.told_user import told_user
from resolvers.request.store_context import StoreContext, anonymous, live

if TYPE_CHECKING:
    from auth.rules import Rules
    from auth.vocabulary import ImitationEndReason
    from db.statements.oauth.customer_sessions import Address
    from db.statements.shop.stored_context import StoredChannel, StoredContext, StoredCustomer
    from resolvers.application import Application, RequestFacts


async def find_store_context(
    application: "Application", facts: "RequestFacts", token: str | None
) -> StoreContext:
    """The context that the token stands for now; anonymous for one that is over or unknown.

    Raises AccessKeyRequired or SalesChannelNotFound.
    """
    stored = await _find(application, facts.access_key, token)
    now, rules = application.clock(), application.rules
    reason = _reason_to_end(stored, rules, now)
    if reason is not None and stored.imitation is not None:
        await _end(application, stored.imitation.id, reason, Source.of(facts, now))
    if not stored.channel.active:
        raise SalesChannelNotFound
    if token is None or reason is not None or not _is_live(stored, now):
        return anonymous(stored, facts)
    store = live(stored, token, idle_timeout=rules.imitation_idle_timeout)
    if rules.audit_by_name is not ByName.NAME and stored.customer is not None:
        customer_id = stored.customer.id
        store.lines = [
            (line, user and told_user(application, user, customer_id))
            for line, user in stored.lines
        ]
    return store


async def find_live_session(
    application: "Application", source: Source, address: "Address"
) -> "StoredContext | None":
    """The session at this address if it lives by the same rules; else None, also for a guess.

    `source` is that of an end which is found here.
    """
    stored = await context_lookup.get(
        application.database,
        access_key=address.access_key,
        token_hash=address.token_hash,
        privilege=Privilege.IMITATE_CUSTOMER,
    )
    if stored is None:
        return None
    now = source.at
    reason = _reason_to_end(stored, application.rules, now)
    if reason is not None and stored.imitation is not None:
        await _end(application, stored.imitation.id, reason, source)
    if reason is not None or not stored.channel.active or not _is_live(stored, now):
        return None
    return stored


async def _end(
    application: "Application", imitation_id: str, reason: "ImitationEndReason", source: Source
) -> None:
    async with application.database.transaction() as session:
        await end_imitations(session, of_id(imitation_id), reason, source, application.rules)


async def _find(
    application: "Application", access_key: str | None, token: str | None
) -> "StoredContext":
    if access_key is None:
        raise AccessKeyRequired
    if not (access_key.isascii() and access_key.isprintable()):
        raise SalesChannelNotFound
    stored = await context_lookup.get(
        application.database,
        access_key=access_key,
        token_hash=tokens.hash_of(TokenKind.CONTEXT, token),
        privilege=Privilege.IMITATE_CUSTOMER,
    )
    if stored is None:
        raise SalesChannelNotFound
    return stored


def _reason_to_end(
    stored: "StoredContext", rules: "Rules", now: datetime
) -> "ImitationEndReason | None":
    imitation, customer = stored.imitation, stored.customer
    if imitation is None or imitation.ended_at is not None:
        return None
    facts = ImitationFacts(
        user_active=imitation.user_active,
        privileged=imitation.privileged,
        customer_active=customer is not None and customer.active,
        customer_may_use_channel=customer is not None and _may_use(customer, stored.channel),
        consent=_consent(customer),
        channel_active=stored.channel.active,
        idle_expires_at=imitation.last_used_at + rules.imitation_idle_timeout,
        expires_at=imitation.expires_at,
    )
    return reason_to_end(facts, now=now, consent_required=rules.consent_required)


def _is_live(stored: "StoredContext", now: datetime) -> bool:
    session, customer, imitation = stored.session, stored.customer, stored.imitation
    if session.id is None or session.expires_at <= now:
        return False
    if imitation is not None and imitation.ended_at is not None:
        return False
    return customer is None or (customer.active and _may_use(customer, stored.channel))


def _consent(customer: "StoredCustomer | None") -> Consent:
    if customer is None:
        return Consent.NOT_ASKED
    withdrawn = customer.imitation_consent_withdrawn_at is not None
    return consent_of(given=customer.imitation_consent, changed=withdrawn)


def _may_use(customer: "StoredCustomer", channel: "StoredChannel") -> bool:
    return may_use_channel(customer.bound_sales_channel_id, channel.id)
