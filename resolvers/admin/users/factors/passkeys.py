"""Users register passkeys, name them and remove them."""

from functools import partial
from typing import TYPE_CHECKING

from auth.errors import Invalid, NotFound
from auth.sign_in.factors import passkeys
from auth.sign_in.factors.methods import Method
from auth.sign_in.factors.passkeys import NotVerified, Purpose
from auth.texts import arguments
from db.statements.factors import passkey_challenges
from db.statements.factors import passkeys as stored
from resolvers.admin.users.factors.changing import (
    added,
    changing,
    check_may_change,
    find_factors,
    removed,
)
from resolvers.request.factors.passkey_work import perform, verify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auth.sign_in.factors.passkeys import NewPasskey
    from resolvers.request.context import RequestContext

LONGEST_NAME = 100  # characters


async def begin(ctx: "RequestContext") -> str:
    """What the device is asked for. Raises StepUpRequired, or Invalid if there are too many."""
    signed_in = await check_may_change(ctx)
    user, challenge, now = signed_in.user, passkeys.new_challenge(), ctx.now()
    async with changing(ctx, signed_in) as session:
        existing = [row.credential_id for row in await stored.find(session, user.id)]
        _check_room(existing)
        await passkey_challenges.add(
            session,
            passkeys.hash_of(challenge),
            purpose=Purpose.REGISTER,
            user_id=user.id,
            until=now + passkeys.LIFETIME,
        )
    ask = partial(passkeys.registration, ctx.application.site, challenge, existing=existing)
    return await perform(partial(ask, user_id=user.id, username=user.username))


async def finish(ctx: "RequestContext", *, credential: str, name: str) -> "Sequence[str]":
    """Store the passkey that the device has made; recovery codes with a first factor.

    Raises Invalid.
    """
    signed_in = await ctx.enrolling_user()
    user_id, now = signed_in.user.id, ctx.now()
    name = arguments.line(name, field="name", longest=LONGEST_NAME)
    made = await _verified(ctx, user_id, arguments.printable(credential, field="credential"))
    async with changing(ctx, signed_in) as session:
        _check_room(await stored.find(session, user_id))
        before = await find_factors(session, signed_in)
        passkey_id = await stored.add(
            session, user_id=user_id, name=name, now=now, **made._asdict()
        )
        if passkey_id is None:
            raise _refused()
        return await added(ctx, session, signed_in, Method.PASSKEY, before, passkey=passkey_id)


async def _verified(ctx: "RequestContext", user_id: str, credential: str) -> "NewPasskey":
    """The challenge is used up in any case."""
    try:
        answer = await perform(partial(passkeys.read, credential))
        hash_ = passkeys.hash_of(answer.challenge)
        writes, now = ctx.application.database.writes, ctx.now()
        if await passkey_challenges.use(
            writes, hash_, purpose=Purpose.REGISTER, user_id=user_id, now=now
        ):
            return await verify(partial(passkeys.verify_registration, ctx.application.site, answer))
    except NotVerified:
        pass
    raise _refused()


async def remove(ctx: "RequestContext", passkey_id: str) -> bool:
    """Remove a passkey. Raises StepUpRequired, or NotFound if the user has none of this id."""
    signed_in = await check_may_change(ctx)
    arguments.identifier(passkey_id, field="id")
    async with changing(ctx, signed_in) as session:
        if not await stored.remove(session, signed_in.user.id, passkey_id):
            raise NotFound
        await removed(ctx, session, signed_in, factor=Method.PASSKEY, passkey=passkey_id)
    return True


def _check_room(existing: "Sequence[object]") -> None:
    most = passkeys.MOST
    if len(existing) >= most:
        raise Invalid("credential", f"A user has at most {most} passkeys.")


def _refused() -> Invalid:
    return Invalid("credential", "This is no new passkey for this site. Begin again.")
