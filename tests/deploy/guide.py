"""The shell blocks of docs/operating.md and of its chapters, in their order."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "operating.md"
CHAPTER = re.compile(r"^\| \[[^\]]+\]\((operating/[^)]+\.md)\)", re.MULTILINE)
FENCED = re.compile(
    r"(?:^\*Not run by the test: (?P<reason>[^*]+)\*\n\n)?"
    r"^```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
NO_SHELL = {"", "console", "ini", "json", "text", "yaml"}  # languages of what is shown, not run


@dataclass(frozen=True, slots=True)
class Block:
    """A shell block; a reason stands before one that no test runs."""

    place: str
    text: str
    reason: str | None


def documents() -> list[Path]:
    """The guide, then its chapters as it lists them."""
    text = GUIDE.read_text(encoding="utf-8")
    return [GUIDE, *(GUIDE.parent / name for name in CHAPTER.findall(text))]


def blocks(document: Path) -> list[Block]:
    """The shell blocks of a document; its other blocks have languages that nobody runs."""
    text = document.read_text(encoding="utf-8")
    found = []
    for match in FENCED.finditer(text):
        if match["language"] == "sh":
            line = text.count("\n", 0, match.start("text"))
            place = f"{document.relative_to(ROOT)}:{line}"
            found.append(Block(place, match["text"], match["reason"]))
        else:
            assert match["language"] in NO_SHELL, match.group()
    return found


def script() -> str:
    """What the test runs; each block is announced on standard error."""
    return "\n".join(
        f"echo '## {block.place}' >&2\n{block.text}"
        for document in documents()
        for block in blocks(document)
        if block.reason is None
    )
