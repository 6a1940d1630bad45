"""Asks the providers of this process whether sign-ins go on, each in a lane of its own."""

from functools import partial
from typing import TYPE_CHECKING

from auth.sign_in.oidc.refusals import Cause, SignInRefused
from resolvers.application import Application
from resolvers.oidc.rechecking import Ask, find_due, recheck
from server.background.lanes import Lanes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from server.oidc.remote import Remote


def rechecking(remotes: "Sequence[Remote]") -> Lanes:
    """A lane for each provider about whose users something is due."""
    ask = asking(remotes)

    async def work(application: Application, provider: str) -> None:
        await recheck(application, ask, provider)

    return Lanes(find_due, work)


def asking(remotes: "Sequence[Remote]") -> Ask:
    """Asks these providers."""
    return partial(_ask, {remote.provider.name: remote for remote in remotes})


async def _ask(remotes: "dict[str, Remote]", name: str, refresh_token: str) -> str | None:
    """A provider that is no longer in the settings vouches for nobody."""
    if name not in remotes:
        raise SignInRefused(Cause.CODE_REFUSED)
    return (await remotes[name].refresh(refresh_token)).refresh_token
