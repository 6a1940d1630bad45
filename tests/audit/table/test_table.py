"""E15: what notices each harm to the audit log, as the table in docs/audit-log.md says."""

import re
from pathlib import Path

import pytest

from db.engine.drivers.sqlite import connection as sqlite_connection
from tests.audit.table.acts import ACTS
from tests.audit.table.world import newest_checkpoint, notices_of, world_of
from tests.support.shop import Shop

TEXT = (Path(__file__).parents[3] / "docs" / "audit-log.md").read_text(encoding="utf-8")
COLUMNS = ("verification", "server", "doctor", "outsider")
ONLY_ON = re.compile(r"(.*?)(?: on SQLite, (.*?) on PostgreSQL)?")


def section(title: str) -> str:
    return TEXT.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def rows() -> dict[str, list[str]]:
    """The cells of each row by its harm."""
    lines = [line for line in section("Harms").splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines[1:]]
    return {harm: others for harm, *others in cells}


def on(engine: str, cell: str) -> str:
    """What a cell says of one engine."""
    found = ONLY_ON.fullmatch(cell)
    assert found is not None
    return found[2] if found[2] and engine == "postgresql" else found[1]


def test_each_row_is_tried() -> None:
    assert list(rows()) == list(ACTS)


def named(title: str) -> list[str]:
    """The harms that a section names."""
    return re.findall(r"^- \*\*(.*?)\*\*", section(title), re.MULTILINE)


def unnoticed(engine: str) -> list[str]:
    return [harm for harm, cells in rows().items() if {on(engine, one) for one in cells} == {"—"}]


def test_what_nothing_notices_is_named() -> None:
    assert named("What nothing notices") == unnoticed("sqlite")
    assert set(unnoticed("postgresql")) <= set(unnoticed("sqlite"))


def test_what_only_outsiders_notice_is_named() -> None:
    assert named("What only outsiders notice") == [
        harm for harm, cells in rows().items() if cells == ["—", "—", "—", "noticed"]
    ]


@pytest.mark.parametrize("harm", ACTS)
async def test_e15_harm_is_noticed_as_the_table_says(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    monkeypatch.setattr(sqlite_connection, "BUSY_TIMEOUT", 200)
    async with world_of(shop) as world:
        kept = await newest_checkpoint(world)
        assert kept is not None
        await ACTS[harm](world)

        notices = await notices_of(world, kept)

    engine = "sqlite" if world.is_sqlite else "postgresql"
    expected = [on(engine, cell) for cell in rows()[harm]]
    assert notices == dict(zip(COLUMNS, expected, strict=True))
