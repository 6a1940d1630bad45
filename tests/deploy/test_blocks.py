"""Each shell block for operators is run by a test, or says why not; alerts name real metrics."""

import re
from pathlib import Path

from tests.deploy.guide import GUIDE, ROOT, blocks, documents

RULES = ROOT / "deploy" / "prometheus" / "imitate-rules.yaml"
METRIC = re.compile(r"\bimitate_\w+")


def test_every_chapter_is_in_the_guide() -> None:
    chapters = {path.resolve() for path in (GUIDE.parent / "operating").glob("*.md")}

    assert chapters <= {path.resolve() for path in documents()}


def test_each_block_is_run_or_says_why_not() -> None:
    found = [block for document in documents() for block in blocks(document)]

    assert len([block for block in found if block.reason is None]) >= 15
    assert all(block.reason is None or len(block.reason) > 10 for block in found)


def test_alerts_name_metrics_that_exist() -> None:
    documented = _text(GUIDE.parent / "operating" / "monitoring.md")
    rows = re.findall(r"^\| (`imitate_.*?) \|", documented, re.MULTILINE)  # test_operating.py's
    named = set(METRIC.findall(_text(RULES)))

    assert named
    assert {name.removesuffix("_bucket") for name in named} <= set(METRIC.findall(" ".join(rows)))


def test_each_alert_is_explained() -> None:
    documented = _text(GUIDE.parent / "operating" / "monitoring.md")

    explained = re.findall(r"^\| `(Imitate\w+)` \|", documented, re.MULTILINE)

    assert sorted(explained) == sorted(re.findall(r"- alert: (\w+)", _text(RULES)))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
