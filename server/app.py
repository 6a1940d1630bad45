"""The ASGI application: its routes and the middleware around them."""

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from resolvers.application import Application
from server.application import wire
from server.background.freed_memory import use_one_arena
from server.background.tasks import lifespan
from server.endpoint.door import Door
from server.endpoint.view import GraphQLView, unknown_path
from server.examination.examine import Examination
from server.examination.start import UnsafeConfiguration, check_start
from server.health import Readiness
from server.oauth.routes import oauth_routes
from server.openapi.route import openapi_route
from server.pages.admin import routes
from server.pages.audit_export import audit_export_routes
from server.pages.audit_log import audit_log_routes
from server.pages.metrics import PATH as METRICS
from server.pages.metrics import metrics_routes
from server.pages.storefront import storefront_host
from server.responses import failed
from server.settings.explained import UnusableSettings, read_explained
from server.settings.settings import Settings
from server.shopware.routes import shopware_routes
from server.telemetry import request_log
from server.telemetry.metrics import Metrics
from server.telemetry.observer import Observed, Observer
from server.telemetry.traces import TracesNotInstalled, open_traces
from server.transport.cors import Cors
from server.transport.host_check import HostCheck
from server.transport.known_origins import KnownOrigins
from server.transport.protocol import Served
from server.transport.proxies import TrustedProxies
from server.transport.request_limits import RequestLimits
from server.transport.security_headers import SecurityHeaders
from storefront import static_files
from storefront.app import Storefront

if TYPE_CHECKING:
    from server.oidc.remote import Remote


def create(
    settings: Settings | None = None,
    application: Application | None = None,
    observer: Observer | None = None,
) -> ASGIApp:
    """The ASGI application; raises UnsafeConfiguration where production must not start.

    ASGI servers call it without arguments: a process that cannot start then ends with one line.
    """
    request_log.configure()
    if settings is None:
        return _create_or_exit()
    check_start(settings)
    return assemble(settings, application, observer)


def _create_or_exit() -> ASGIApp:
    try:
        return create(read_explained())
    except (UnusableSettings, UnsafeConfiguration, TracesNotInstalled) as refusal:
        raise SystemExit(f"Error: {refusal}") from None


def assemble(
    settings: Settings, application: Application | None = None, observer: Observer | None = None
) -> ASGIApp:
    """The application after `check_start`; `serve` calls it in each of its processes."""
    use_one_arena()
    request_log.configure(settings.log_format)
    application = application or wire(settings)
    application = replace(application, examine=Examination(settings, application, os.environ))
    observer = observer or Observer(
        Metrics(), open_traces(settings.traces_url), for_people=settings.log_format.is_for_people
    )
    view = GraphQLView(settings, application)
    remotes = _remotes(application)

    app = Starlette(
        routes=[
            *own_routes(settings, application, view, observer.metrics, remotes),
            Mount("/", Storefront(storefront_host(settings, application, observer))),
        ],
        lifespan=lifespan(application, observer, remotes),
        exception_handlers={Exception: _failed},
    )
    known_origins = KnownOrigins(settings, application)
    door = Door(_transport(app, settings, known_origins), view, known_origins, settings)
    return Served(_behind_proxies(Observed(door, observer), settings), settings)


async def _failed(_request: Request, fault: Exception) -> Response:
    """Starlette raises the exception again, and the observer logs it."""
    return failed(fault)


def own_routes(
    settings: Settings,
    application: Application,
    view: GraphQLView,
    metrics: Metrics,
    remotes: "Sequence[Remote]" = (),
) -> list[BaseRoute]:
    """What is served on every host, before a storefront is: see auth/texts/own_paths.py."""
    return [
        *audit_export_routes(settings, application),
        *routes(settings, application, view),
        *metrics_routes(settings, application, metrics),
        *audit_log_routes(settings, application),
        *oauth_routes(settings, application),
        *_oidc_routes(settings, application, remotes),
        *shopware_routes(settings, application),
        openapi_route(settings),
        Mount("/auth", unknown_path),
        Mount("/graphql", unknown_path),
        Route("/health/live", _live),
        Route("/health/ready", Readiness(application).answer),
        Mount(static_files.PATH, static_files.Files()),
        Route(static_files.ICON, static_files.icon),
    ]


def _remotes(application: Application) -> "Sequence[Remote]":
    """The providers of OpenID Connect, for which alone is loaded what they need."""
    if not application.providers:
        return ()
    from server.oidc.fetching import Fetcher  # noqa: PLC0415 - see above
    from server.oidc.remote import Remote  # noqa: PLC0415 - see above

    fetcher = Fetcher()
    return [Remote(provider, fetcher) for provider in application.providers]


def _oidc_routes(
    settings: Settings, application: Application, remotes: "Sequence[Remote]"
) -> Sequence[BaseRoute]:
    if not remotes:
        return ()
    from server.oidc.routes import oidc_routes  # noqa: PLC0415 - see above

    return oidc_routes(settings, application, remotes)


def _transport(app: ASGIApp, settings: Settings, known_origins: KnownOrigins) -> ASGIApp:
    """The middleware of requests that are not plain, the innermost first."""
    app = RequestLimits(app, settings)
    app = Cors(app, known_origins)  # outside, so that a page can read the refusal
    open_metrics = (METRICS,) if settings.metrics_token is None else ()
    app = HostCheck(app, known_origins, further=open_metrics)
    return SecurityHeaders(app, is_https=settings.is_https)


def _behind_proxies(app: ASGIApp, settings: Settings) -> ASGIApp:
    """What trusted proxies say of the client and the scheme counts for everything inside."""
    return TrustedProxies(app, settings.trusted_proxies) if settings.trusted_proxies else app


async def _live(_request: Request) -> Response:
    """200 as long as the process answers; the database is not asked."""
    return JSONResponse({"status": "live"})
