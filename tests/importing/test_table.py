"""Reading a CSV file: byte order marks, line ends, quotes, and the line of each error."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.importing.beginning import Unreadable
from resolvers.importing.columns import Columns
from resolvers.importing.table import Refused, Row, Table
from tests.importing.export import lines

COLUMNS = Columns(
    required=frozenset({"a"}), optional=frozenset({"b"}), unused=frozenset({"street"})
)


def read(text: str) -> list[Row | Refused]:
    return list(Table(lines(text), COLUMNS))


def cells(text: str) -> list[dict[str, str]]:
    rows = read(text)
    assert all(isinstance(row, Row) for row in rows), rows
    return [dict(row.cells) for row in rows if isinstance(row, Row)]


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("mark", ["", "\ufeff", "\ufeff\ufeff"], ids=["bare", "marked", "twice"])
@pytest.mark.parametrize("name", ["a", '"a"'], ids=["plain", "quoted"])
def test_marks_and_ends_of_lines_do_not_matter(name: str, mark: str, end: str) -> None:
    assert cells(f"{mark}{name};b{end}1;2{end}") == [{"a": "1", "b": "2"}]


def test_quoted_cells_keep_newlines_separators_and_quotes() -> None:
    assert cells('a;b\n"x\r\ny;z";"say ""hi"""\n') == [{"a": "x\r\ny;z", "b": 'say "hi"'}]


def test_a_backslash_before_a_quote_is_read_as_php_writes_it() -> None:
    assert cells('a;b\n"c:\\"x";"d\\"\n') == [{"a": 'c:\\"x', "b": "d\\"}]


def test_columns_are_told_apart() -> None:
    table = Table(lines("street;a;points;\n"), COLUMNS)

    assert table.given == {"a"}
    assert (table.unused, table.unknown) == (["street"], ["points"])


def test_empty_rows_are_passed_over() -> None:
    assert cells("a;b\n\n1;\n;\n2;\n") == [{"a": "1", "b": ""}, {"a": "2", "b": ""}]


def test_each_bad_row_is_refused_with_its_line_and_the_next_is_read() -> None:
    rows = read('a;b\n"x"y;1\n"two\nlines";1\n1\n1;2;3\n\udcfc;1\nok;1\n')

    assert rows == [
        Refused(2, "The quotes of this row do not pair."),
        Row(3, {"a": "two\nlines", "b": "1"}, []),
        Refused(5, "This row has 1 cells, the first line has 2."),
        Refused(6, "This row has 3 cells, the first line has 2."),
        Refused(7, "This row is not in UTF-8."),
        Row(8, {"a": "ok", "b": "1"}, []),
    ]


def test_a_quote_that_never_ends_is_refused_where_it_begins() -> None:
    assert read('a;b\n1;2\n"x;1\ny;2\n') == [
        Row(2, {"a": "1", "b": "2"}, []),
        Refused(3, "The quotes of this row do not pair."),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "missing: a\\."),
        ("a,b\n", "missing: a\\. Cells are separated by «;»"),
        ("a;b;b\n", "more than one column b"),
        ('"a\n', "quotes of the first line"),
        ("a;Gr\udcf6\udcdfe\n", "first line is not in UTF-8"),
    ],
    ids=["empty", "commas", "repeated", "quotes", "latin 1"],
)
def test_a_file_of_another_kind_is_refused(text: str, message: str) -> None:
    with pytest.raises(Unreadable, match=message):
        read(text)


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=1, max_size=5)
)
def test_whatever_a_writer_of_rfc_4180_quotes_arrives(values: list[str]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(
        [["a", "b"], *([value, "x"] for value in values)]
    )

    assert cells(out.getvalue()) == [{"a": value, "b": "x"} for value in values]
