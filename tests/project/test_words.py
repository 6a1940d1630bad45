"""Module docstrings are statements, texts call people "they", and the audit log has one name.

What a search cannot judge is in CONTRIBUTING.md, section Style.
"""

import ast
import re

from tests.project.tree import texts

GENDERED = re.compile(r"\b(he|him|his|himself)\b", re.IGNORECASE)
GENDERED_IN_GERMAN = re.compile(r"\b(er|ihm|ihn)\b", re.IGNORECASE)
# Lines that may hold such a word: path, part of the line, reason.
ALLOWED = {
    ("tests/project/test_words.py", "(he|him"): "the pattern itself",
    ("tests/contract/test_schema.py", "(he|him"): "the same pattern for the schema",
}


def lines_with(pattern: re.Pattern[str], paths: str = "") -> list[tuple[str, str]]:
    return [
        (path, line.strip())
        for path, text in texts().items()
        if re.search(paths, path) and pattern.search(text)
        for line in text.splitlines()
        if pattern.search(line)
    ]


def exception(path: str, line: str) -> tuple[str, str] | None:
    return next((one for one in ALLOWED if one[0] == path and one[1] in line), None)


def test_module_docstrings_ask_nothing() -> None:
    asking = []
    for path, text in texts().items():
        docstring = ast.get_docstring(ast.parse(text)) if path.endswith(".py") else None
        if docstring and "?" in re.sub(r"`[^`]*`", "", docstring):
            asking.append((path, docstring.splitlines()[0]))

    assert asking == []


def test_people_are_they() -> None:
    found = lines_with(GENDERED)

    assert [place for place in found if exception(*place) is None] == []
    assert {exception(*place) for place in found} - {None} == ALLOWED.keys()


def test_people_have_no_gender_in_german() -> None:
    assert lines_with(GENDERED_IN_GERMAN, r"de-DE\.json$") == []


def test_the_audit_log_is_no_journal() -> None:
    found = lines_with(re.compile("journal", re.IGNORECASE), r"\.(md|graphql|json|html)$")
    # Addresses, names of tests and of actions stand in backticks.
    named_otherwise = [
        place for place in found if "journal" in re.sub(r"`[^`]*`", "", place[1]).lower()
    ]

    assert named_otherwise == []
