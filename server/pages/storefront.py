"""Hands the storefront what it knows of the process: shops, operations, and whose page asks."""

import uuid
from collections.abc import Mapping

import structlog
from starlette.datastructures import Headers
from starlette.requests import Request

from auth.sign_in.origins import is_own, origin_of
from resolvers.application import Application
from resolvers.store.storefronts import find_storefront
from server.endpoint.credentials import context_cookies
from server.faults import faults
from server.pages.run_operation import InProcess
from server.settings.settings import Settings
from server.telemetry.observer import Observer
from storefront.host import CookieNames, Host, Shop

log = structlog.get_logger()


def storefront_host(settings: Settings, application: Application, observer: Observer) -> Host:
    """Everything that the pages know of this process."""

    async def find_shop(request: Request) -> Shop | None:
        return await _find_shop(settings, application, request)

    return Host(
        find_shop=find_shop,
        execute=InProcess(application, observer.tell, settings),
        report=_report,
        is_own_page=_is_own_page,
        now=application.clock,
        secrets=settings.secrets,
        admin_url=settings.public_url,
        admin_urls=_admin_urls(settings),
        is_https=settings.is_https,
    )


def _admin_urls(settings: Settings) -> Mapping[str, str]:
    """Only the public address may have a path."""
    urls = {origin: origin for origin in settings.own_origins}
    return urls | {origin_of(settings.public_url): settings.public_url}


async def _find_shop(settings: Settings, application: Application, request: Request) -> Shop | None:
    # For a Host that is none, the URL has the address of the server, which may be another shop's.
    host = request.headers.get("host", request.url.netloc)
    scheme, path = request.url.scheme, request.scope["path"]
    found = await find_storefront(application, scheme=scheme, host=host, path=path)
    if found is None:
        return None
    imitation, own = context_cookies(settings, found.access_key)
    return Shop(
        url=found.url,
        origin=origin_of(found.url),
        name=found.name,
        access_key=found.access_key,
        language=found.language,
        currency=found.currency,
        landing_path=found.landing_path,
        languages=found.languages,
        cookies=CookieNames(imitation=imitation, own=own, way_back=f"{imitation}-way-back"),
    )


def _is_own_page(shop: Shop, headers: Headers) -> bool:
    """A page with `Referrer-Policy: no-referrer` sends `Origin: null`: Fetch Metadata decides."""
    origin = headers.get("origin")
    return is_own(
        origin=None if origin == "null" else origin,
        fetch_site=headers.get("sec-fetch-site"),
        own_origins={shop.origin},
    )


def _report(fault: Exception) -> str:
    request_id = uuid.uuid4().hex
    log.error("page.failed", request_id=request_id, **faults(fault))
    return request_id
