"""What is erased from the audit log is erased from every delivery that is sent afterwards."""

from auth.audit.erasable import Person
from resolvers.audit.sealing import seal_new_events
from resolvers.erasure.accounts import erase
from tests.support.clients import Agent
from tests.support.shop import Shop
from tests.webhooks.receiver import Receiver
from tests.webhooks.sending import send, states, subscribe


async def test_erased_names_are_null_in_what_is_sent_later(
    shop: Shop, admin: Agent, alice: Agent, receiver: Receiver
) -> None:
    await subscribe(admin, receiver, "IMITATION_STARTED", "IMITATION_ENDED")
    visitor = await shop.imitator(alice)
    await visitor.run("storefront/customer-logout")
    await seal_new_events(shop.application)
    await erase(shop.application, Person.CUSTOMER, shop.customer("bob"))
    await erase(shop.application, Person.USER, shop.user("alice"))

    await send(shop)

    assert receiver.kinds == ["imitation.started", "imitation.ended"]
    for received in receiver.got:
        assert received.data["customerId"] == shop.customer("bob")
        assert (received.data["username"], received.data["customerNumber"]) == (None, None)
    assert receiver.got[1].data["cause"] == "LOGOUT"
    receiver.verify_all()


async def test_a_delivery_whose_event_is_gone_fails_and_sends_nothing(
    shop: Shop, admin: Agent, alice: Agent, receiver: Receiver
) -> None:
    await subscribe(admin, receiver, "IMITATION_STARTED")
    await shop.imitator(alice)
    await seal_new_events(shop.application)
    await shop.change("UPDATE webhook_deliveries SET event_id = 999999")

    await send(shop)

    assert receiver.got == []
    assert await states(admin) == ["WAITING"]
    shop.clock.advance(days=3)
    await send(shop)
    assert await states(await shop.agent("admin")) == ["FAILED"]
