"""Only named plug-ins are loaded; one that cannot be asked stops the start, and `doctor` agrees."""

from typing import Any

import pytest

from auth.imitation.vetoes import Attempt
from server.application import wire
from server.examination.plugins import examine_plugins
from server.settings.explained import UnusableSettings, read_explained
from server.settings.settings import Settings
from tests.plugins.conftest import Install
from tests.support.engines.kept import AUDIT_KEY
from tests.support.servers import command, environment

MEMORY = "sqlite:///:memory:"


async def hold(_attempt: Attempt) -> None: ...


def not_async(_attempt: Attempt) -> None: ...


def settings(plugins: str, **others: Any) -> Settings:
    values: dict[str, Any] = {"audit_key": AUDIT_KEY, "plugins": plugins, **others}
    return Settings(database_url=MEMORY, **values)


def test_nothing_is_loaded_that_is_not_named(install: Install, tmp_path: Any) -> None:
    install(hold=hold)
    with (tmp_path / "shop_rules-1.dist-info" / "entry_points.txt").open("a") as file:
        file.write("\nbroken = there.is.no.such.module:veto")

    assert wire(settings("")).plugins is None
    assert wire(settings("hold, hold")).plugins is not None
    assert examine_plugins(settings("hold")).text == "hold"


UNUSABLE = {
    "nope": "there is no plug-in nope; installed: broken, hold, plain",
    "hold,plain": "plain is not an async function",
    "broken": "broken cannot be loaded: ModuleNotFoundError at ",
}


@pytest.mark.parametrize("environment", ["development", "production"])
@pytest.mark.parametrize("names", UNUSABLE)
def test_one_that_cannot_be_asked_stops_the_start(
    install: Install, tmp_path: Any, names: str, environment: str
) -> None:
    install(hold=hold, plain=not_async)
    with (tmp_path / "shop_rules-1.dist-info" / "entry_points.txt").open("a") as file:
        file.write("\nbroken = there.is.no.such.module:veto")
    given = settings(names, environment=environment, secret="7f3c9a1e5b8d2064f1a7c3e9b5d80246")

    with pytest.raises(UnusableSettings, match=f"IMITATE_PLUGINS: {UNUSABLE[names]}"):
        wire(given)

    found = examine_plugins(given)
    assert str(found.verdict) == "failed"
    assert UNUSABLE[names] in found.text
    assert found.stops_production


def test_one_name_of_two_packages_is_refused(install: Install) -> None:
    install(hold=hold)
    install("other_rules", hold=hold)

    with pytest.raises(UnusableSettings, match="several installed packages have a plug-in hold"):
        wire(settings("hold"))


@pytest.mark.parametrize("names", ["Hold", "a b", "../x", "a" * 65, ",".join(map(str, range(11)))])
def test_what_is_no_name_is_refused(monkeypatch: pytest.MonkeyPatch, names: str) -> None:
    monkeypatch.setenv("IMITATE_PLUGINS", names)

    with pytest.raises(UnusableSettings, match="IMITATE_PLUGINS: "):
        read_explained()


def test_serve_ends_with_one_line(tmp_path: Any) -> None:
    env = environment(database_url=f"sqlite:///{tmp_path}/none.db", plugins="nope")

    ended = command("serve", "--no-migrate", "--port", "0", env=env)

    assert ended.returncode == 1
    assert ended.stderr == "Error: IMITATE_PLUGINS: there is no plug-in nope; installed: none\n"
