"""The operations of graphql/admin/ on webhooks, integrations and sales channels.

They come last: deliveries keep the server busy afterwards, and more channels make others dearer.
"""

from collections.abc import Mapping, Sequence

from benchmarks.work.operation import Operation, nothing, the_admin
from db.demo.shop import demo_id

MOST = 45  # of 50 webhooks, and so many of other entries of a list that is answered whole


def operations() -> Sequence[Operation]:
    """In an order in which each finds what it needs."""
    return [*_of_integrations(), *_of_webhooks(), *_of_sales_channels()]


def _of_integrations() -> Sequence[Operation]:
    create = Operation(
        "admin/create-integration",
        lambda n: {"input": {"label": f"No. {n}", "roleIds": [demo_id("role", "Support")]}},
        the_admin,
        most=MOST,
    )

    def made(number: int) -> Mapping[str, object]:
        return {"id": create.made[number]["integration"]["id"]}

    return [
        create,
        Operation(
            "admin/update-integration",
            lambda n: {**made(n), "input": {"label": f"Number {n}"}},
            the_admin,
            most=MOST,
        ),
        Operation("admin/rotate-integration-secret", made, the_admin, most=MOST),
        Operation("admin/integrations", nothing, the_admin),
        Operation("admin/delete-integration", made, the_admin, most=MOST),
    ]


def _of_webhooks() -> Sequence[Operation]:
    """Their address is not public, so nothing is sent."""
    create = Operation(
        "admin/create-webhook",
        lambda n: {"input": {"url": f"https://crm.example/{n}", "events": ["ORDER_PLACED"]}},
        the_admin,
        most=MOST,
    )

    def made(number: int) -> Mapping[str, object]:
        return {"id": create.made[number]["webhook"]["id"]}

    return [
        create,
        Operation(
            "admin/update-webhook",
            lambda n: {**made(n), "input": {"events": ["IMITATION_ENDED"]}},
            the_admin,
            most=MOST,
        ),
        Operation("admin/webhooks", nothing, the_admin),
        Operation("admin/webhook-deliveries", nothing, the_admin),
        Operation("admin/test-webhook", made, the_admin, most=MOST),
        Operation("admin/replay-webhook-delivery", lambda n: {"id": str(n + 1)}, the_admin),
        Operation("admin/delete-webhook", made, the_admin, most=MOST),
    ]


def _of_sales_channels() -> Sequence[Operation]:
    outlet = demo_id("channel", "Outlet")
    return [
        Operation("admin/sales-channels", nothing, the_admin),
        Operation(
            "admin/update-sales-channel",
            lambda n: {"id": outlet, "input": {"name": f"Outlet {n}"}},
            the_admin,
        ),
        Operation("admin/rotate-access-key", lambda _: {"salesChannelId": outlet}, the_admin),
        Operation(
            "admin/create-sales-channel",
            lambda n: {"input": {"name": f"Shop {n}", "type": "EXTERNAL"}},
            the_admin,
        ),
    ]
