"""A read-only imitation gets full access, in the same session and with the same end."""

from functools import partial
from typing import TYPE_CHECKING, Final

from auth.errors import FactorRequired, ImitationRefused, MissingPrivilege, NotLoggedIn
from auth.imitation import reasons
from auth.privileges import Privilege
from auth.sign_in.factors.methods import names_of
from auth.sign_in.factors.step_up import SignIn, check_access, check_age, is_required
from db.statements.users import grants, held_factors, renewed_sessions
from resolvers.audit.recording import event
from resolvers.imitation.vetoes import decided, recorded
from resolvers.request.access import DENIALS, record_imitator_refusal
from resolvers.request.limits.imitation_tokens import count_token_request
from resolvers.request.refusals import record_refusal
from resolvers.request.signed_in import factors_of, lacks_factor
from resolvers.store.upgrading.decision import FULL, Reason, check_held, decide

if TYPE_CHECKING:
    from resolvers.request.context import RequestContext
    from resolvers.request.store_context import LiveImitation, StoreContext
    from resolvers.store.upgrading.decision import Decision

OPERATION: Final = "upgradeImitation"


async def upgrade(
    ctx: "RequestContext", *, reason: str, reason_category: str | None
) -> "StoreContext":
    """Give the imitation of this session full access; one that has it stays as it is.

    Raises MissingPrivilege, StepUpRequired, RateLimited, Invalid and ImitationRefused as a new
    token does, and NotLoggedIn where the imitation has ended.
    """
    store = await ctx.store()
    live = store.imitation
    if live is None:
        raise MissingPrivilege([Privilege.IMITATION_UPGRADE])
    try:
        await _check_user(ctx, live)
        if live.access is FULL:
            return store
        await count_token_request(ctx, live.user.id)
        checked = _checked(ctx, reason, reason_category)
        deciding = partial(decide, ctx, store, live.user.id, checked)
        found = await decided(ctx.application, deciding)
    except DENIALS as denial:
        await record_imitator_refusal(ctx, live, OPERATION, denial)
        raise
    if found.refusals:
        await _record(ctx, live, found)
        raise ImitationRefused(found.refusals, [veto.text for veto in found.vetoes])
    return await ctx.continue_with(store.token)


async def may_upgrade(ctx: "RequestContext") -> bool:
    """Whether the imitation of this session is read-only, and its user may ask for more."""
    live = (await ctx.store()).imitation
    if live is None or live.access is FULL:
        return False
    try:
        await _check_privilege(ctx, live.user.id)
    except (MissingPrivilege, NotLoggedIn):
        return False
    return True


async def _check_user(ctx: "RequestContext", live: "LiveImitation") -> None:
    """Raise MissingPrivilege, StepUpRequired or FactorRequired.

    The request has no session of the user's: that in which the imitation began counts, or the one
    in its place. A sign-in elsewhere does not tell who sits in front of this imitation.
    """
    user_id = live.user.id
    await _check_privilege(ctx, user_id)
    rules, now = ctx.rules, ctx.now()
    if not is_required(rules) and not rules.factor_required_roles:
        return
    idle_since = now - rules.user_session_idle_timeout
    reads = ctx.application.database.reads
    newest = await renewed_sessions.find_newest(
        reads, live.id, user_id, now=now, idle_since=idle_since
    )
    (held,) = await held_factors.find(reads, [user_id]) or (None,)
    if held is None:
        raise NotLoggedIn
    if lacks_factor(held, rules):  # as in the admin, where nothing but adding one is open to them
        raise FactorRequired
    names = names_of(admin=held.admin, roles=held.roles)
    at, factor = (newest.shown_at, newest.factor) if newest else (None, None)
    sign_in = SignIn(at, factor, factors_of(held), names)
    check_age(sign_in, rules=rules, now=now)
    check_access(sign_in, FULL, rules=rules)


async def _check_privilege(ctx: "RequestContext", user_id: str) -> None:
    found = await grants.find_by_users(ctx.application.database.reads, [user_id])
    if not found:
        raise NotLoggedIn
    check_held(admin=found[0].admin, granted=found[0].granted)


def _checked(ctx: "RequestContext", reason: str, category: str | None) -> Reason:
    text = reasons.required_reason(reason, ctx.rules)
    return Reason(text, reasons.category(category, ctx.rules))


async def _record(ctx: "RequestContext", live: "LiveImitation", found: "Decision") -> None:
    detail = {"operation": OPERATION, "reasons": found.refusals, **recorded(found.vetoes)}
    refused = event(ctx.source, "imitation.refused", imitation=found.imitation, detail=detail)
    await record_refusal(ctx, refused, by=live.user)
