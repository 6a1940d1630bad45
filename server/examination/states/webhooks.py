"""Checks whether webhooks answer, and whether what is sent to them can be signed."""

from resolvers.application import Application
from resolvers.webhooks.state import WebhookState, webhook_state
from server.examination.findings import Finding, Verdict
from server.settings.checks import Check


async def examine_webhooks(application: Application) -> Finding:
    """The finding about all active webhooks."""
    return of_webhooks(await webhook_state(application))


def of_webhooks(state: WebhookState) -> Finding:
    """The worst of what is true of them."""
    if state.unsigned:
        text = (
            f"{state.unsigned} get nothing: the key that sealed their secrets is not in SECRET; "
            "put it back behind the others, or create these webhooks anew"
        )
        return Finding(Check.WEBHOOKS, Verdict.FAILED, text)
    if state.failing and state.failing_since is not None:
        since = state.failing_since.isoformat(timespec="seconds")
        text = (
            f"{state.failing} of {state.active} do not answer, the first since {since}; "
            f"{state.given_up} get only tests and replays: look at `webhookDeliveries`"
        )
        return Finding(Check.WEBHOOKS, Verdict.WARNING, text)
    return Finding(Check.WEBHOOKS, Verdict.OK, f"{state.active} active, none fails")
