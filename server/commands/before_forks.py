"""Loads what workers need before the first is forked, so that all share its memory."""

from uvicorn import Config

from schema.build import build
from server.background.tasks import spare_the_collector
from server.settings.settings import Settings


def load_before_forks(config: Config, settings: Settings) -> None:
    """Nothing of which a fork would get half: no event loop, thread, connection or plug-in."""
    build()
    config.get_loop_factory()  # uvicorn imports it there
    if settings.providers:
        import server.oidc.routes  # noqa: F401, PLC0415 - 5 MB, for providers alone
    spare_the_collector()  # each collection of a worker would copy what it looks through
