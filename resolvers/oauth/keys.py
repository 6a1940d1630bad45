"""The keys that sign JWTs: finds, makes and rotates them. Each process reads them when needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from anyio.to_thread import run_sync

from auth import sealed_secrets
from auth.oauth import signing_keys
from auth.oauth.signing_keys import Times
from auth.sealed_secrets import NotOpened
from db.statements.oauth import jwt_keys
from resolvers.audit.recording import Source, record

if TYPE_CHECKING:
    from datetime import datetime

    from joserfc.jwk import ECKey

    from db.engine.session import Session
    from db.models import JwtKey
    from resolvers.application import Application

PURPOSE: Final = "jwt keys"


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key and its times. `key` is None where no key of SECRET opens it."""

    id: str
    created_at: "datetime"
    times: Times
    key: "ECKey | None"


async def find(application: "Application") -> Sequence[KnownKey]:
    """Every key that is stored, the one that signs latest first."""
    await run_sync(signing_keys.load)
    return _opened(application, await jwt_keys.find(application.database.reads))


async def find_verifying(application: "Application", *, now: "datetime") -> "Sequence[ECKey]":
    """The keys that services are shown, those that do not sign yet included."""
    found = await find(application)
    return [known.key for known in found if known.key and known.times.verifies(now)]


async def find_signing(application: "Application", source: Source) -> "ECKey":
    """The key that signs at this moment; the first one is made here."""
    return _signing(await find(application), source) or await _make_first(application, source)


async def rotate(application: "Application", *, at_once: bool) -> KnownKey:
    """Make the next key. It signs as soon as services can know it, those before it then end.

    `at_once`, for keys that others have got hold of: it signs now, and all tokens before are over.
    """
    source = Source(application.clock())
    async with application.database.transaction() as session:
        await jwt_keys.hold(session)
        signs_from = signing_keys.begin(source.at, at_once=at_once)
        until = signing_keys.end_of_others(signs_from, source.at, at_once=at_once)
        await jwt_keys.retire(session, until=until)
        await jwt_keys.remove_over(session, before=source.at)
        key = await _add(application, session, source, signs_from)
    return KnownKey(str(key.kid), source.at, Times(signs_from, None), key)


async def _make_first(application: "Application", source: Source) -> "ECKey":
    async with application.database.transaction() as session:
        known = _opened(application, await jwt_keys.hold(session))
        made_meanwhile = _signing(known, source)
        return made_meanwhile or await _add(application, session, source, source.at)


async def _add(
    application: "Application", session: "Session", source: Source, signs_from: "datetime"
) -> "ECKey":
    key = signing_keys.new_key()
    key_id, plain = str(key.kid), signing_keys.stored_form(key)
    sealed = sealed_secrets.seal(plain, keys=application.audit_keys, purpose=PURPOSE, owner=key_id)
    await jwt_keys.add(session, key_id, sealed, now=source.at, at=signs_from)
    await record(session, source, "jwt_key.made", detail={"key": key_id, "signs_from": signs_from})
    return key


def _signing(known: Sequence[KnownKey], source: Source) -> "ECKey | None":
    return next((one.key for one in known if one.key and one.times.signs(source.at)), None)


def _opened(application: "Application", stored: "Sequence[JwtKey]") -> Sequence[KnownKey]:
    return [
        KnownKey(
            row.id,
            row.created_at,
            Times(row.signs_from, row.verifies_until),
            _open(application, row),
        )
        for row in stored
    ]


def _open(application: "Application", row: "JwtKey") -> "ECKey | None":
    try:
        plain = sealed_secrets.unseal(
            row.sealed, keys=application.audit_keys, purpose=PURPOSE, owner=row.id
        )
    except NotOpened:
        return None
    return signing_keys.key_of(plain)
