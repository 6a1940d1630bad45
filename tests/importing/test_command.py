"""`python -m server import`: exit code, report and encodings of the file."""

import asyncio
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.__main__ import main
from tests.importing.export import CUSTOMER_COLUMNS, PRODUCT_COLUMNS, customer, product, written


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "export.csv"


async def run(url: str, *arguments: object) -> Result:
    """In a thread, because the command has an event loop of its own."""
    environment = {"IMITATE_DATABASE_URL": url}
    command = partial(CliRunner().invoke, main, env=environment)
    return await asyncio.to_thread(command, ["import", *map(str, arguments)])


async def test_says_what_was_done_and_which_columns_were_not_used(
    database_url: str, file: Path
) -> None:
    file.write_text(written([customer(1), customer(2)], end="\r\n"), encoding="utf-8-sig")

    result = await run(database_url, "customers", file)

    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == "2 customers were added, 0 were updated."
    assert result.stdout.startswith("Columns that are unused: salutation, customer_group, ")
    assert result.stderr == ""


async def test_names_every_refused_row_and_exits_with_1(database_url: str, file: Path) -> None:
    rows = [product(1), product(2, price_gross="x"), product(3, name="")]
    file.write_text(written(rows, PRODUCT_COLUMNS), encoding="utf-8")

    result = await run(database_url, "products", file)

    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "Line 3: price_gross: A number looks like 19.99.",
        "Line 4: name: Only a variant, which has a parent_id, may be without a name.",
        "Error: 2 of 3 rows were refused, none was imported.",
    ]


async def test_a_file_in_latin_1_is_refused_row_by_row(database_url: str, file: Path) -> None:
    file.write_text(written([customer(1, billing_street="")]), encoding="latin-1")

    result = await run(database_url, "customers", file)

    assert (result.exit_code, result.stderr.splitlines()[0]) == (
        1,
        "Line 2: This row is not in UTF-8.",
    )


async def test_a_column_in_latin_1_is_refused_before_a_row_is_stored(
    database_url: str, file: Path
) -> None:
    columns = [*CUSTOMER_COLUMNS, "Größe"]
    row = customer(1, first_name="Ann", last_name="Lee", billing_street="")
    file.write_text(written([row], columns), encoding="latin-1")

    result = await run(database_url, "customers", file)

    text = f"Error: {file}: The first line is not in UTF-8. Save the file as UTF-8.\n"
    assert (result.exit_code, result.stderr) == (1, text)


@pytest.mark.parametrize(("option", "done"), [("", "were"), ("--dry-run", "would be")])
async def test_refused_rows_that_are_skipped_are_exit_code_3(
    database_url: str, file: Path, option: str, done: str
) -> None:
    rows = [product(1), product(2, price_gross="x")]
    file.write_text(written(rows, PRODUCT_COLUMNS), encoding="utf-8")

    options = filter(None, ["--skip-refused", option])
    result = await run(database_url, "products", file, *options)

    assert result.exit_code == 3
    assert result.stdout.splitlines()[-1] == f"1 products {done} added, 0 {done} updated."
    assert result.stderr.splitlines() == [
        "Line 3: price_gross: A number looks like 19.99.",
        f"Error: 1 of 2 rows {done} refused.",
    ]


async def test_dry_run_says_what_would_be(database_url: str, file: Path) -> None:
    file.write_text(written([customer(1)]), encoding="utf-8")

    result = await run(database_url, "customers", file, "--dry-run")

    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "1 customers would be added, 0 would be updated."


async def test_missing_columns_are_named(database_url: str, file: Path) -> None:
    file.write_text("id;email\n", encoding="utf-8")

    result = await run(database_url, "customers", file)

    assert result.exit_code == 1
    assert "missing: customer_number, first_name, last_name." in result.stderr


async def test_changed_values_are_listed_up_to_a_hundred(database_url: str, file: Path) -> None:
    rows = [product(number, price_gross="0.005") for number in range(102)]
    file.write_text(written(rows, PRODUCT_COLUMNS), encoding="utf-8")

    result = await run(database_url, "products", file, "--round")

    assert result.exit_code == 0, result.output
    shown = result.stdout.splitlines()[1:]
    assert shown[0] == "Line 2: price_gross: 0.005 became 0.01."
    assert (len(shown), shown[100:]) == (
        102,
        ["… and 2 more.", "102 products were added, 0 were updated."],
    )


async def test_a_line_break_in_a_company_is_reported(database_url: str, file: Path) -> None:
    row = customer(1, billing_company="Müller & Co\nEinkauf")
    file.write_text(written([row]), encoding="utf-8")

    result = await run(database_url, "customers", file)

    assert result.exit_code == 0, result.output
    assert "Line 2: billing_company: A line break became a blank." in result.stdout.splitlines()


async def test_a_spreadsheets_file_in_utf_16_is_named(database_url: str, file: Path) -> None:
    file.write_text(written([customer(1)], end="\r\n"), encoding="utf-16")

    result = await run(database_url, "customers", file)

    assert result.exit_code == 1
    assert result.stderr == f"Error: {file}: The file is in UTF-16. Save it as UTF-8.\n"


@pytest.mark.parametrize(
    ("kind", "option"),
    [
        ("customers", "--round"),
        ("sales-channels", "--round"),
        ("products", "--revive"),
        ("sales-channels", "--revive"),
    ],
)
async def test_an_option_of_another_kind_of_file_is_refused(
    database_url: str, file: Path, kind: str, option: str
) -> None:
    file.touch()

    result = await run(database_url, kind, file, option)

    assert result.exit_code == 2
    assert f"Error: {option} is for " in result.stderr
