"""The results as Markdown: a section for each case, which the next run of that case replaces."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.harness import machine
from benchmarks.harness.contest import Result
from benchmarks.harness.figures import Figures

TITLE = "# Results of the benchmarks"
METHOD = """
Written by `make bench`; [README.md](README.md) says how it is measured. Rates, latencies and CPU
are medians of the rounds; the longest answer and the memory are the largest. The ratio is the
median of the ratios to the first line in the same round, with the lowest and the highest in
brackets; "to base" is the same to the product at the base revision. CPU is what the server's
processes and those of PostgreSQL use for one request. Memory is resident after a run, start is from
the start of the process to listening.
"""
COLUMNS = (
    "server", "requests/s", "ratio (lowest-highest)", "to base", "p50 ms", "p99 ms", "longest ms",
    "CPU µs", "PostgreSQL µs", "memory MB", "start s",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """A case's part of the results: its tables as lines of Markdown, and its figures."""

    title: str
    note: str
    lines: Sequence[str]
    values: Mapping[str, object]


def contest(title: str, note: str, results: Mapping[str, Result]) -> Section:
    """A section with a table for each of the results, by its name, and each number of clients."""
    lines: list[str] = []
    values: dict[str, object] = {}
    for name, result in results.items():
        for clients, figures in result.figures.items():
            lines += ["", f"**{name}, {clients} {'client' if clients == 1 else 'clients'}**", ""]
            lines += table(COLUMNS, [_cells(one) for one in figures])
            values[f"{name}, {clients}"] = [asdict(one) for one in figures]
        for left_out, reason in result.left_out.items():
            lines += ["", f"Left out of {name}: {left_out} ({_last_line(reason)})."]
    return Section(title, note, lines, values)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table whose numbers stand on the right."""
    ruler = ["---", *("---:" for _ in columns[1:])]
    return [f"| {' | '.join(cells)} |" for cells in (columns, ruler, *rows)]


def write(file: Path, section: Section) -> None:
    """Put the section into the file, in place of an earlier one of this title."""
    sections = _sections(file)
    when = f"{machine.today()}, commit {machine.commit()}, {machine.name()}."
    text = [section.note, "", when, "", machine.versions(), *section.lines]
    sections[section.title] = "\n".join(text).strip()
    parts = [f"## {title}\n\n{text}" for title, text in sections.items()]
    file.write_text("\n\n".join([TITLE, METHOD.strip(), *parts]) + "\n", encoding="utf-8")


def keep(file: Path, section: Section) -> None:
    """Put the section's figures into a JSON file, in place of earlier ones of this title."""
    kept = json.loads(file.read_text()) if file.exists() else {}
    about = {"date": machine.today(), "commit": machine.commit(), "machine": machine.name()}
    kept[section.title] = about | {"versions": machine.versions(), "values": section.values}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(kept, indent=1))


def _sections(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    _, *parts = file.read_text(encoding="utf-8").split("\n## ")
    titled = (part.split("\n", 1) for part in parts)
    return {title.strip(): text.strip() for title, text in titled}


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["no reason given"])[-1]


def _cells(one: Figures) -> Sequence[str]:
    failed = f" ({one.failed} failed)" if one.failed else ""
    return (
        one.name + failed,
        f"{one.rate:,.0f}",
        f"{one.ratio:.2f} ({one.lowest:.2f}-{one.highest:.2f})",
        "" if one.to_base is None else f"{one.to_base:.2f}",
        f"{one.p50 / 1e3:.2f}",
        f"{one.p99 / 1e3:.1f}",
        f"{one.longest / 1e3:.0f}",
        f"{one.cpu:,.0f}",
        f"{one.database_cpu:,.0f}",
        f"{one.memory / 1e6:.0f}",
        f"{one.started_in:.1f}",
    )
