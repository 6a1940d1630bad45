"""The form of a hand-over at a foreign shop: what each kit of `integrations/` refuses."""

from typing import Any

import httpx
import pytest

from tests.browser.admin.landing.kits import Foreign
from tests.browser.admin.live import Live

FORM = {"content-type": "application/x-www-form-urlencoded"}


def token_for(support: Live, foreign: Foreign, name: str = "bob") -> dict[str, str]:
    """The fields of the admin's form."""
    answer = support.ask(
        "admin/generate-imitate-customer-token",
        support.agent("alice"),
        customerId=support.customer(name),
        salesChannelId=foreign.channel_id,
    )
    made: dict[str, Any] = answer["data"]["generateImitateCustomerToken"]
    return {key: made[key] for key in ("token", "customerId", "userId")}


def land(foreign: Foreign, form: dict[str, str], origin: str | None) -> httpx.Response:
    headers = {} if origin is None else {"origin": origin}
    with foreign.client() as client:
        return client.post(foreign.landing, data=form, headers=headers)


def enter(client: httpx.Client, foreign: Foreign, support: Live) -> httpx.Response:
    form = token_for(support, foreign)
    return client.post(foreign.landing, data=form, headers={"origin": support.url})


def imitations(support: Live) -> list[dict[str, Any]]:
    found = support.ask("admin/imitations", support.agent("victor"))
    nodes: list[dict[str, Any]] = found["data"]["imitations"]["nodes"]
    return nodes


def test_a_token_works_once_and_gives_a_new_session(foreign: Foreign, support: Live) -> None:
    form = token_for(support, foreign)
    with foreign.client() as client:
        before = dict(client.get("/account").cookies)
        first = client.post(foreign.landing, data=form, headers={"origin": support.url})
        after = dict(client.cookies)
    second = land(foreign, form, support.url)

    assert (first.status_code, first.headers["location"]) == (303, "/account")
    assert first.headers["cache-control"] == "no-store"
    assert after
    assert before.items().isdisjoint(after.items())
    assert second.status_code == 400
    assert "not valid any more" in second.text
    assert form["token"] not in second.text


def test_a_session_that_the_visitor_brought_is_not_adopted(foreign: Foreign, support: Live) -> None:
    """Fixation: an attacker knows the value of the cookie beforehand."""
    with foreign.client() as client:
        enter(client, foreign, support)
        names = list(dict(client.cookies))
    chosen = dict.fromkeys(names, "chosen-by-the-attacker")
    with foreign.client() as client:
        client.cookies.update(chosen)
        landed = enter(client, foreign, support)
    with foreign.client() as attacker:
        attacker.cookies.update(chosen)
        page = attacker.get("/account")

    assert landed.status_code == 303
    assert "Please log in" in page.text


@pytest.mark.parametrize(
    "origin", [None, "null", "http://evil.example", "http://127.0.0.1", "suffix"]
)
def test_a_form_of_another_page_redeems_nothing(
    foreign: Foreign, support: Live, origin: str | None
) -> None:
    form = token_for(support, foreign)

    refused = land(foreign, form, f"{support.url}.evil.example" if origin == "suffix" else origin)

    assert refused.status_code == 403
    assert [one["status"] for one in imitations(support)] == ["PENDING"]


def test_a_link_redeems_nothing(foreign: Foreign, support: Live) -> None:
    form = token_for(support, foreign)

    with foreign.client() as client:
        refused = client.get(foreign.landing, params=form, headers={"origin": support.url})

    assert refused.status_code in {403, 405}
    assert [one["status"] for one in imitations(support)] == ["PENDING"]


@pytest.mark.parametrize(
    "change", [{"token": ""}, {"token": "imi_x"}, {"customerId": "0" * 32}, {"operation": "End"}]
)
def test_other_values_redeem_nothing(
    foreign: Foreign, support: Live, change: dict[str, str]
) -> None:
    form = token_for(support, foreign)
    extra = "operation" in change  # a field that is not the form's is left alone

    answered = land(foreign, {**form, **change}, support.url)

    assert answered.status_code == (303 if extra else 400)
    status = "ACTIVE" if extra else "PENDING"
    assert [one["status"] for one in imitations(support)] == [status]


def test_a_customer_whom_the_shop_does_not_know_is_not_entered(
    foreign: Foreign, support: Live
) -> None:
    refused = land(foreign, token_for(support, foreign, "heidi"), support.url)

    assert refused.status_code == 404
    assert [one["endReason"] for one in imitations(support)] == ["LOGOUT"]


def test_the_end_is_asked_for_by_the_banner_alone(foreign: Foreign, support: Live) -> None:
    with foreign.client() as client:
        enter(client, foreign, support)
        forged = client.post("/imitation/end", data={"csrf": "guessed"})
        linked = client.get("/imitation/end")
        page = client.get("/account")

    assert (forged.status_code, linked.status_code) == (403, 403)
    assert "Account of Bob" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert [one["status"] for one in imitations(support)] == ["ACTIVE"]


def test_another_hand_over_replaces_the_one_before(foreign: Foreign, support: Live) -> None:
    with foreign.client() as client:
        for _ in range(2):
            enter(client, foreign, support)

    ends = [(one["status"], one["endReason"]) for one in imitations(support)]
    assert ends == [("ACTIVE", None), ("ENDED", "SUPERSEDED")]


def test_without_an_answer_of_imitate_nothing_of_the_customer_is_shown(
    foreign: Foreign, support: Live
) -> None:
    with foreign.client() as client:
        enter(client, foreign, support)
        support.change("ALTER TABLE contexts RENAME TO gone")
        page = client.get("/account")

    assert page.status_code in {403, 503}
    assert "Account of" not in page.text


ODD: dict[str, dict[str, Any]] = {
    "none": {},
    "json": {"json": {"token": "imi_x"}},
    "not UTF-8": {"content": b"token=%ff%fe&customerId=\xff", "headers": FORM},
    "twice": {"content": b"token=a&token=b&customerId=c&customerId=d", "headers": FORM},
    "brackets": {"content": b"token[]=a&token[b]=c&customerId[__proto__]=d", "headers": FORM},
    "names of ours": {"content": b"operation=End&request=a&csrf=b&__proto__=c", "headers": FORM},
    "large": {"content": b"token=" + b"a" * 100_000, "headers": FORM},
    "several parts": {"data": {"token": "a"}, "files": {"file": b"b"}},
}


@pytest.mark.parametrize("body", ODD)
def test_odd_bodies_are_refused_without_a_fault(foreign: Foreign, support: Live, body: str) -> None:
    sent = {**ODD[body], "headers": {**ODD[body].get("headers", {}), "origin": support.url}}

    with foreign.client() as client:
        refused = client.post(foreign.landing, **sent)

    assert refused.status_code in {400, 403, 413}, refused.text
    assert "Traceback" not in refused.text
    assert imitations(support) == []
