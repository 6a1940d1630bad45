"""The routes of sign-in by OpenID Connect: a few for each provider, and none without one."""

from collections.abc import Sequence

from starlette.routing import BaseRoute, Route

from resolvers.application import Application
from server.oidc.backchannel import BackChannelLogout
from server.oidc.failed import FailedPage
from server.oidc.pages import Serve, SignInPage
from server.oidc.remote import Remote
from server.oidc.sign_in import PATH, SignIn
from server.settings.settings import Settings


def oidc_routes(
    settings: Settings, application: Application, remotes: Sequence[Remote]
) -> Sequence[BaseRoute]:
    """The routes of these providers."""
    sign_in = SignIn(settings)
    return [
        route for remote in remotes for route in _routes_of(settings, application, remote, sign_in)
    ]


def _routes_of(
    settings: Settings, application: Application, remote: Remote, sign_in: SignIn
) -> Sequence[BaseRoute]:
    start = f"{PATH}/{remote.provider.name}"
    failed = f"{start}/failed"

    def page(serve: Serve, failed: str | None = None) -> SignInPage:
        return SignInPage(settings, application, remote, serve, failed=failed)

    return [
        Route(f"{start}/backchannel-logout", BackChannelLogout(application, remote)),
        Route(f"{start}/login", page(sign_in.login)),
        Route(f"{start}/callback", page(sign_in.callback, failed)),
        Route(f"{start}/logout", page(sign_in.logout)),
        Route(failed, FailedPage(settings)),
    ]
