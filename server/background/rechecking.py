"""Asks the providers of this process whether sign-ins go on."""

from collections.abc import Sequence
from functools import partial

from auth.sign_in.oidc.refusals import Cause, SignInRefused
from resolvers.application import Application
from resolvers.oidc.rechecking import recheck
from server.oidc.remote import Remote


async def recheck_sign_ins(application: Application, *, remotes: Sequence[Remote]) -> None:
    """Ask about all that are due."""
    by_name = {remote.provider.name: remote for remote in remotes}
    while await recheck(application, partial(_ask, by_name)):
        pass


async def _ask(remotes: dict[str, Remote], name: str, refresh_token: str) -> str | None:
    """A provider that is no longer in the settings vouches for nobody."""
    if name not in remotes:
        raise SignInRefused(Cause.CODE_REFUSED)
    return (await remotes[name].refresh(refresh_token)).refresh_token
