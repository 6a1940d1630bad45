"""Every link from one document to another leads to a file and a heading that exist."""

import re
from pathlib import PurePosixPath
from posixpath import normpath

import pytest

from tests.project.tree import ROOT, texts

DOCUMENTS = sorted(path for path in texts() if path.endswith(".md"))
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def anchors(document: str) -> set[str]:
    """The anchors of its headings, as GitHub names them."""
    text = re.sub(r"```.*?```", "", texts()[document], flags=re.DOTALL)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in HEADING.findall(text)
    }


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: str) -> None:
    lost = []
    for path, anchor in LINK.findall(CODE.sub("", texts()[document])):
        target = normpath(PurePosixPath(document).parent / path) if path else document
        if not (ROOT / target).exists() or (anchor and anchor not in anchors(target)):
            lost.append(f"{path}#{anchor}")

    assert lost == []
