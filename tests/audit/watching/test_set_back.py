"""A process that has signed a newer tree seals nothing in one that was put back or replaced."""

import pytest

from resolvers.audit.sealing import seal_new_events
from resolvers.audit.watching.seen_end import SeenEnd, SetBack
from tests.audit.harms import found
from tests.audit.watching.backups import back_up, restore
from tests.support.shop import Shop


@pytest.fixture
def seen() -> SeenEnd:
    """What the one process remembers."""
    return SeenEnd()


async def sealed(shop: Shop, seen: SeenEnd | None, *names: str) -> int:
    for name in names:
        await shop.agent(name)
    return await seal_new_events(shop.application, seen)


async def refused(shop: Shop, seen: SeenEnd) -> None:
    await shop.agent("admin")
    before = await shop.everything()

    with pytest.raises(SetBack):
        await seal_new_events(shop.application, seen)

    assert await shop.everything() == before


async def test_restored_backup_is_not_sealed_before_the_process_is_started_again(
    shop: Shop, seen: SeenEnd
) -> None:
    await sealed(shop, seen, "eve")
    await back_up(shop)
    await sealed(shop, seen, "alice")
    await restore(shop)

    assert (await found(shop)).valid  # the database alone does not show it
    await refused(shop, seen)
    assert await seal_new_events(shop.application, SeenEnd()) == 1


async def test_empty_audit_log_is_not_sealed(shop: Shop, seen: SeenEnd) -> None:
    await back_up(shop)
    await sealed(shop, seen, "eve")
    await restore(shop)

    await refused(shop, seen)


async def test_other_history_of_more_events_is_not_sealed(shop: Shop, seen: SeenEnd) -> None:
    await sealed(shop, seen, "eve")
    await back_up(shop)
    await sealed(shop, seen, "alice")
    await restore(shop)
    await sealed(shop, None, "victor", "victor")  # by a process that was started meanwhile

    assert (await found(shop)).valid
    await refused(shop, seen)


async def test_what_other_processes_have_sealed_is_continued(shop: Shop, seen: SeenEnd) -> None:
    for number in (1, 2, 3, 5):
        await sealed(shop, seen, "eve")
        assert await sealed(shop, None, *["alice"] * number) == number

    assert await sealed(shop, seen, "victor") == 1
    assert (await found(shop)).checked == 4 + 11 + 1


async def test_rolled_back_sealing_is_not_remembered(
    shop: Shop, seen: SeenEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The signature is in no other place, so the next one signs other salts at the same size."""
    await sealed(shop, seen, "eve")
    await shop.agent("alice")
    before = await shop.everything()

    async def fail(*_arguments: object) -> None:
        raise TimeoutError

    with monkeypatch.context() as patched:
        patched.setattr("db.statements.imitation.audit_waiting.remove_waiting", fail)
        with pytest.raises(TimeoutError):
            await seal_new_events(shop.application, seen)

    assert await shop.everything() == before
    assert await seal_new_events(shop.application, seen) == 1
    assert [row["event_id"] for row in await shop.rows("audit_checkpoints")] == [1, 2]
    verified = await found(shop)
    assert (verified.valid, verified.checked, verified.unsealed) == (True, 2, 0)
