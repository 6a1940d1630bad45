"""The routes of sign-in by OpenID Connect: a few for each provider, and none without one."""

from collections.abc import Sequence

from starlette.routing import BaseRoute, Route

from resolvers.application import Application
from server.oidc.backchannel import BackChannelLogout
from server.oidc.pages import SignInPage
from server.oidc.remote import Remote
from server.oidc.sign_in import PATH, SignIn
from server.settings.settings import Settings


def oidc_routes(
    settings: Settings, application: Application, remotes: Sequence[Remote]
) -> Sequence[BaseRoute]:
    """The routes of these providers."""
    sign_in = SignIn(settings)
    return [
        route
        for remote in remotes
        for route in (
            Route(
                f"{PATH}/{remote.provider.name}/login",
                SignInPage(settings, application, remote, sign_in.login),
            ),
            Route(
                f"{PATH}/{remote.provider.name}/callback",
                SignInPage(settings, application, remote, sign_in.callback),
            ),
            Route(
                f"{PATH}/{remote.provider.name}/backchannel-logout",
                BackChannelLogout(application, remote),
            ),
        )
    ]
