"""Which URLs of shops this server's own routes answer."""

from typing import Any

import pytest
from starlette.routing import Mount, Route

from auth.texts.own_paths import OWN, is_own
from server.app import own_routes
from server.application import wire
from server.endpoint.view import GraphQLView
from server.settings.settings import Settings
from server.telemetry.metrics import Metrics
from tests.support.engines.kept import AUDIT_KEY


async def test_are_those_of_the_applications_routes() -> None:
    values: dict[str, Any] = {"audit_key": AUDIT_KEY, "audit_public": True}
    settings = Settings(database_url="sqlite:///:memory:", **values)
    application = wire(settings)

    routes = own_routes(settings, application, GraphQLView(settings, application), Metrics())

    assert {type(route) for route in routes} <= {Route, Mount}
    paths = [route.path for route in routes if isinstance(route, Route | Mount)]
    assert {path.split("/")[1] for path in paths} == OWN
    await application.database.dispose()


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("https://shop.example", False),
        ("https://shop.example/de", False),
        ("https://shop.example/apis", False),
        ("https://shop.example/de/api", False),
        ("https://api.example/API", False),
        ("https://shop.example/api", True),
        ("https://shop.example/api/de", True),
        ("https://shop.example/%61pi/de", True),
        ("https://shop.example/store-api", True),
        ("https://shop.example/.well-known/shop", True),
        ("https://a;sandbox/api", False),
    ],
)
def test_begin_with_a_segment_of_an_own_route(url: str, *, own: bool) -> None:
    assert is_own(url) is own
