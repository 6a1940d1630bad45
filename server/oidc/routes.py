"""The routes of sign-in by OpenID Connect: a few for each provider, and none without one."""

from collections.abc import Mapping, Sequence

from starlette.routing import BaseRoute, Route

from resolvers.application import Application
from server.oidc.backchannel import BackChannelLogout
from server.oidc.pages import Serve, SignInPage
from server.oidc.remote import Remote
from server.oidc.sign_in import PATH, SignIn
from server.settings.settings import Settings


def oidc_routes(
    settings: Settings, application: Application, remotes: Sequence[Remote]
) -> Sequence[BaseRoute]:
    """The routes of these providers."""
    sign_in = SignIn(settings)
    pages = {"login": sign_in.login, "callback": sign_in.callback, "logout": sign_in.logout}
    return [
        route for remote in remotes for route in _routes_of(settings, application, remote, pages)
    ]


def _routes_of(
    settings: Settings, application: Application, remote: Remote, pages: Mapping[str, Serve]
) -> Sequence[BaseRoute]:
    start = f"{PATH}/{remote.provider.name}"
    return [
        Route(f"{start}/backchannel-logout", BackChannelLogout(application, remote)),
        *(
            Route(f"{start}/{name}", SignInPage(settings, application, remote, serve))
            for name, serve in pages.items()
        ),
    ]
