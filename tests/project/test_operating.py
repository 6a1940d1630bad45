"""docs/operating/ names every command, option, metric and event of the log."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click

from resolvers.audit.sealing import seal_new_events
from server.__main__ import main
from tests.support.shop import Shop

ROOT = Path(__file__).parent.parent.parent
CHAPTERS = ROOT / "docs" / "operating"
EVENT = re.compile(r"[a-z_]+\.(?!html$|svg$)[a-z_]+")


def chapter(name: str) -> str:
    return (CHAPTERS / f"{name}.md").read_text(encoding="utf-8")


def leaves(command: click.Command, *path: str) -> Iterator[tuple[str, list[str]]]:
    """Each command that runs, by the words that lead to it, with its options."""
    if not isinstance(command, click.Group):
        named = [name for part in command.params for name in part.opts if name.startswith("--")]
        named += [name for part in command.params for name in part.secondary_opts]
        yield " ".join(path), sorted(named)
        return
    if command.invoke_without_command:
        yield " ".join(path), []
    context = click.Context(command)
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        assert inner is not None
        yield from leaves(inner, *path, name)


def test_commands_and_their_options() -> None:
    documented = {}
    for row in re.findall(r"^\| `([^`]+)` \|", chapter("commands"), re.MULTILINE):
        words = row.split()
        path = [word for word in words if re.fullmatch(r"[a-z][a-z-]*", word)]
        documented[" ".join(path)] = sorted(word for word in words if word.startswith("--"))
    documented["import"] = documented.pop("import customers")  # the row names one kind of three

    assert documented == dict(leaves(main))


async def test_metrics(shop: Shop) -> None:
    await shop.agent("eve")
    await seal_new_events(shop.application)  # one metric is about a checkpoint
    answer = await shop.http.get("/metrics")
    scraped = re.findall(r"^# TYPE (imitate_\w+) ", answer.text, re.MULTILINE)
    families = {name for name in scraped if not name.endswith("_created")}

    named = re.findall(r"^\| (`imitate_.*?) \|", chapter("monitoring"), re.MULTILINE)
    documented = re.findall(r"`(imitate_\w+)`", " ".join(named))

    assert sorted(documented) == sorted(families)


def logged() -> Iterator[str]:
    """The names of events in the modules that write to the log."""
    for file in (ROOT / "server").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        writes = "structlog.get_logger" in text or "background.failures" in text
        found = ast.walk(ast.parse(text)) if writes else []
        for part in found:
            value = part.value if isinstance(part, ast.Constant) else None
            if isinstance(value, str) and EVENT.fullmatch(value):
                yield value


def test_events_of_the_log() -> None:
    docs = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "docs").rglob("*.md"))
    names = set(logged())

    assert {"oidc.refused", "sweep.failed", "clock.unknown"} <= names
    assert {name for name in names if f"`{name}`" not in docs} == set()
