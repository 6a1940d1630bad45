"""Files as spreadsheets and shops write them: encodings, separators, headers and line breaks."""

import pytest

from resolvers.importing import channel_row, customers, products
from resolvers.importing.beginning import Unreadable
from resolvers.importing.columns import Columns
from resolvers.importing.table import Refused, Row, Table
from tests.importing.export import lines

COLUMNS = Columns(
    required=frozenset({"id", "first_name"}),
    optional=frozenset({"bound_sales_channel_id"}),
    unused=frozenset({"propertyIds"}),
    one_line=frozenset({"first_name"}),
    guarded=frozenset({("bound", "bound_sales_channel_id")}),
)
TEXT = "id;first_name\n1;Zoë\n"


def read(text: str) -> Table:
    return Table(lines(text), COLUMNS)


def decoded(file: bytes) -> str:
    """The file's text as the command reads it."""
    return file.decode("utf-8", errors="surrogateescape")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["bare", "marked"])
def test_utf_16_is_named(encoding: str, mark: str) -> None:
    with pytest.raises(Unreadable, match=r"^The file is in UTF-16\. Save it as UTF-8\.$"):
        read(decoded((mark + TEXT).encode(encoding)))


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"', "\ufeffsep=;"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_a_line_that_names_the_separator_is_passed_over_and_counted(first: str, end: str) -> None:
    assert list(read(f"{first}{end}{TEXT}1\n")) == [
        Row(3, {"id": "1", "first_name": "Zoë"}, []),
        Refused(4, "This row has 1 cells, the first line has 2."),
    ]


@pytest.mark.parametrize("separator", [",", "|", "\t", ""])
def test_another_separator_is_named(separator: str) -> None:
    with pytest.raises(Unreadable, match=r"^The first line is «sep=.*», but cells are separated"):
        read(f"sep={separator}\n{TEXT}")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ID", "id"),
        ("First_Name", "first_name"),
        ("First Name", "first_name"),
        ("firstName", "first_name"),
        ("boundSalesChannelId", "bound_sales_channel_id"),
        ("boundsaleschannel_id", "bound_sales_channel_id"),
        ("boundSalesChannel.id", "bound_sales_channel_id"),
        ("PROPERTYIDS", "propertyIds"),
        ("points", "points"),
    ],
)
def test_names_are_known_whatever_their_case_and_underscores(written: str, meant: str) -> None:
    assert COLUMNS.meant(written) == meant


@pytest.mark.parametrize("columns", [customers.COLUMNS, products.COLUMNS, channel_row.COLUMNS])
def test_no_two_columns_differ_in_that_alone(columns: Columns) -> None:
    known = columns.required | columns.optional | columns.unused

    assert {columns.meant(name) for name in known} == known
    assert {columns.meant(name.upper()) for name in known} == known


def test_a_column_that_is_there_in_two_spellings_is_refused() -> None:
    with pytest.raises(Unreadable, match="more than one column id"):
        read("id;ID;first_name\n")


@pytest.mark.parametrize("name", ["bound_channel", "boundSalesChannel", "Bound to"])
def test_a_name_that_may_mean_the_bound_channel_is_refused(name: str) -> None:
    with pytest.raises(Unreadable, match=f"The column {name} may mean bound_sales_channel_id"):
        read(f"id;first_name;{name}\n")


@pytest.mark.parametrize(
    "cell",
    ["Ana\nMaria", "Ana\r\nMaria", "Ana \r Maria", "\nAna\n\n\nMaria\n", "Ana\u2028Maria"],
)
def test_line_breaks_in_a_name_become_one_blank(cell: str) -> None:
    (row,) = read(f'id;first_name\n1;"{cell}"\n')

    assert row == Row(2, {"id": "1", "first_name": "Ana Maria"}, ["first_name"])


def test_line_breaks_elsewhere_stay() -> None:
    (row,) = read('id;first_name\n"1\n2";Ana\n')

    assert row == Row(2, {"id": "1\n2", "first_name": "Ana"}, [])
