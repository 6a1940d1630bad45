"""The page `/metrics` for Prometheus: open in development, in production only with a token."""

import asyncio
from collections.abc import Sequence
from typing import Final

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from resolvers.application import Application
from resolvers.audit.watching.state import SealingState, sealing_state
from resolvers.imitation import counts
from resolvers.imitation.counts import ImitationCounts
from resolvers.webhooks.state import WebhookState, webhook_state
from server.endpoint.bearer import refuse_without
from server.faults import names_of
from server.settings.settings import Settings
from server.telemetry.database_metrics import SharedMetrics
from server.telemetry.metrics import Metrics

log = structlog.get_logger()

PATH: Final = "/metrics"
COUNTED_WITHIN: Final = 3  # seconds; the rest of the page is useful without the database


def metrics_routes(
    settings: Settings, application: Application, metrics: Metrics
) -> Sequence[BaseRoute]:
    """No route in production without a token: the shop then answers 404."""
    token = settings.metrics_token
    if token is None and settings.is_production:
        return []

    async def page(request: Request) -> Response:
        return refuse_without(token, request) or await _page(application, metrics)

    return [Route(PATH, page)]


async def _page(application: Application, metrics: Metrics) -> Response:
    counted, sealing, webhooks = await _count(application) or (None, None, None)
    shared = SharedMetrics(counted, application.database.connections, sealing, webhooks)
    text = generate_latest(metrics.registry) + generate_latest(shared)
    headers = {"content-type": CONTENT_TYPE_LATEST, "cache-control": "no-store"}
    return Response(text, headers=headers)


async def _count(
    application: Application,
) -> tuple[ImitationCounts, SealingState, WebhookState] | None:
    try:
        async with asyncio.timeout(COUNTED_WITHIN):
            return (
                await counts.count(application),
                await sealing_state(application),
                await webhook_state(application),
            )
    except Exception as fault:  # noqa: BLE001 - the page reports the outage
        log.warning("metrics.counting_failed", **names_of(fault))
        return None
