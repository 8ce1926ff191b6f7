"""What a folder holds: tables given once, deliveries, and the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard import Scheme
from steelyard.cli.inputs import assign
from steelyard.data.folders import Folders
from steelyard.data.given import Given
from steelyard.errors import UsageError
from tests.deliveries import book, fund, scheme

FUNDS, INVESTMENTS = "fund,level\nF1,local\n", "fund,investment,division,amount\nF1,i,39,1\n"


@pytest.fixture
def declared(tmp_path: Path) -> Scheme:
    return scheme(tmp_path / "scheme")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def given(declared: Scheme, folder: Path) -> Given:
    return assign(declared, "", [str(folder)])


def names(found: Given) -> list[tuple[str, list[str]]]:
    return [(delivery.name, list(delivery.files)) for delivery in found.deliveries]


def test_files_that_are_all_called_after_tables_are_given_once(
    declared: Scheme, folder: Path
) -> None:
    (folder / "funds.csv").write_text(FUNDS)
    book(folder / "investments.xlsx", fund("F1", 1))
    (folder / "登記冊.csv").write_text("fund\nF1\n")
    found = given(declared, folder)
    assert {name: path.name for name, path in found.files.items()} == {
        "funds": "funds.csv",
        "investments": "investments.xlsx",
        "register": "登記冊.csv",
    }
    assert not found.deliveries


def test_workbooks_and_folders_of_suppliers_are_deliveries(declared: Scheme, folder: Path) -> None:
    book(folder / "b.xlsx", fund("F2", 1))
    (folder / "a").mkdir()
    (folder / "a" / "funds.csv").write_text(FUNDS)
    (folder / "a" / "investments.csv").write_text(INVESTMENTS)
    book(folder / "office.xlsx", {"Register": [["fund"], ["F1"]], "reviews": [["fund", "met"]]})
    found = given(declared, folder)
    assert names(found) == [("a", ["a/funds.csv", "a/investments.csv"]), ("b.xlsx", ["b.xlsx"])]
    assert {name: path.name for name, path in found.files.items()} == {
        "register": "office.xlsx",
        "reviews": "office.xlsx",
    }


def test_hidden_and_temporary_files_are_nothing(declared: Scheme, folder: Path) -> None:
    book(folder / "a.xlsx", fund("F1", 1))
    for name in (".DS_Store", "~$a.xlsx", "Thumbs.db", "desktop.ini"):
        (folder / name).write_bytes(b"x")
    (folder / "__MACOSX").mkdir()
    found = given(declared, folder)
    assert (names(found), found.findings) == ([("a.xlsx", ["a.xlsx"])], ())


def test_what_is_nothing_is_told(declared: Scheme, folder: Path) -> None:
    book(folder / "a.xlsx", fund("F1", 1))
    book(folder / "other.xlsx", {"Sheet1": [["x"]]})
    (folder / "letter.pdf").write_text("x")
    (folder / "found.csv").write_text("x\n")
    (folder / "pictures").mkdir()
    said = [(found.severity, str(found.message)) for found in given(declared, folder).findings]
    assert [(severity, text.split("”")[0].split("“")[1]) for severity, text in said] == [
        ("warning", "found.csv"),
        ("note", "letter.pdf"),
        ("warning", "other.xlsx"),
        ("warning", "pictures"),
    ]


def test_a_workbook_that_cannot_be_opened_may_be_a_delivery(declared: Scheme, folder: Path) -> None:
    (folder / "a.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    book(folder / "b.xlsx", fund("F1", 1))
    assert [name for name, _files in names(given(declared, folder))] == ["a.xlsx", "b.xlsx"]


def test_a_delivery_may_be_called_like_a_table(declared: Scheme, folder: Path) -> None:
    book(folder / "基金.xlsx", fund("F1", 1))
    book(folder / "b.xlsx", fund("F2", 1))
    assert [name for name, _files in names(given(declared, folder))] == ["b.xlsx", "基金.xlsx"]


def test_tables_of_suppliers_beside_deliveries_are_one_more(declared: Scheme, folder: Path) -> None:
    (folder / "funds.csv").write_text(FUNDS)
    (folder / "investments.csv").write_text(INVESTMENTS)
    book(folder / "b.xlsx", fund("F2", 1))
    found = given(declared, folder)
    assert names(found) == [
        ("b.xlsx", ["b.xlsx"]),
        ("funds.csv, investments.csv", ["funds.csv", "investments.csv"]),
    ]
    assert not found.files


def test_an_empty_sheet_gives_way_to_a_file_of_its_own(declared: Scheme, folder: Path) -> None:
    book(folder / "a.xlsx", fund("F1", 1))
    book(folder / "office.xlsx", {"register": [["fund"]], "reviews": [["fund", "met"]]})
    (folder / "register.csv").write_text("fund\nF1\n")
    assert given(declared, folder).files["register"].name == "register.csv"


def test_a_table_in_two_files_is_refused(declared: Scheme, folder: Path) -> None:
    book(folder / "office.xlsx", {"register": [["fund"], ["F1"]], "reviews": [["fund", "met"]]})
    (folder / "register.csv").write_text("fund\nF1\n")
    with pytest.raises(UsageError, match=r"“register” is given twice: .*office\.xlsx and "):
        given(declared, folder)


def test_without_several_suppliers_a_workbook_gives_its_tables_once(folder: Path) -> None:
    text = """
    scheme: s
    title: S
    units: {table: funds, key: fund}
    inputs:
      funds: {columns: {fund: {type: text}, a: {}}}
      stakes: {columns: {fund: {type: text, references: funds.fund}}}
    rank: {by: a}
    """
    book(folder / "all.xlsx", {"stakes": [["fund"]], "funds": [["fund", "a"], ["F1", 1]]})
    (folder / "sub").mkdir()
    found = assign(Scheme.parse(text), "", [str(folder)])
    assert {path.name for path in found.files.values()} == {"all.xlsx"}
    assert list(found.files) == ["stakes", "funds"]
    assert [finding.code for finding in found.findings] == ["file-ignored"]


def test_one_workbook_by_itself_is_given_once(declared: Scheme, folder: Path) -> None:
    found = assign(declared, "", [str(book(folder / "all.xlsx", fund("F1", 1)))])
    assert (sorted(found.files), found.deliveries) == (["funds", "investments"], ())


def test_several_workbooks_are_deliveries(declared: Scheme, folder: Path) -> None:
    words = [str(book(folder / f"{name}.xlsx", fund(name, 1))) for name in "ba"]
    assert [n for n, _files in names(assign(declared, "", words))] == ["a.xlsx", "b.xlsx"]


def test_nothing_is_said_of_a_folder_before_it_is_sorted(declared: Scheme, folder: Path) -> None:
    empty = Folders(declared.inputs, frozenset({"funds"})).sort(folder)
    assert (empty.files, empty.deliveries, empty.findings) == ({}, (), ())
