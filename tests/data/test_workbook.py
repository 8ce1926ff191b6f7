"""Workbooks of four formats, and what can be wrong with them."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import msoffcrypto
import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile

from steelyard.data.page import Limits
from steelyard.errors import DataError

Read = Callable[..., Any]
Make = Callable[..., bytes]
COLUMNS = {"country": "text", "x": "number"}
ROWS = [["country", "x"], ["芬蘭", 1.25], ["B", -3.0]]


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls", "xlsb"])
def test_each_format_is_read(read: Read, request: pytest.FixtureRequest, kind: str) -> None:
    make = request.getfixturevalue(kind)
    content = make({"Sheet1": ROWS}) if kind == "xlsx" else make(ROWS)
    frame, findings = read(content, COLUMNS, file=f"t.{kind}")
    assert frame.rows() == [("芬蘭", 1.25, 2), ("B", -3.0, 3)]
    assert findings == []


def test_numbers_are_exact_even_among_text(read: Read, xlsx: Make) -> None:
    values = [1.123456789012345, 1.5e-12, 123456789.123456]
    rows = [["a", "b"], *([value, value] for value in values), ["1,234", None]]
    frame, _ = read(xlsx({"S": rows}), {"a": "number", "b": "number"}, file="t.xlsx")
    assert frame["a"].to_list() == [*values, 1234.0]
    assert frame["b"].to_list() == [*values, None]


def test_codes_keep_their_zeros_and_get_no_decimals(read: Read, xlsx: Make) -> None:
    rows = [["code"], ["000333"], [600519], ["1.10"]]
    frame, _ = read(xlsx({"S": rows}), {"code": "text"}, file="t.xlsx")
    assert frame["code"].to_list() == ["000333", "600519", "1.10"]


def test_dates_and_booleans(read: Read, xlsx: Make) -> None:
    rows = [
        ["d", "b"],
        [(dt.date(2025, 1, 31), "yyyy-mm-dd"), True],
        ["2025年2月1日", "否"],
        [(dt.datetime(2025, 2, 2, 8, 30), "yyyy-mm-dd hh:mm"), None],  # noqa: DTZ001
    ]
    frame, _ = read(xlsx({"S": rows}), {"d": "date", "b": "boolean"}, file="t.xlsx")
    assert frame["d"].to_list() == [dt.date(2025, 1, 31), dt.date(2025, 2, 1), dt.date(2025, 2, 2)]
    assert frame["b"].to_list() == [True, False, None]


def test_date_in_a_column_of_numbers_is_refused(read: Read, xlsx: Make) -> None:
    rows = [["x"], [(dt.date(2025, 1, 31), "yyyy-mm-dd")]]
    with pytest.raises(DataError, match=r"t\.xlsx:2:1: x: “2025-01-31 00:00:00” is not a number"):
        read(xlsx({"S": rows}), {"x": "number"}, file="t.xlsx")


@pytest.mark.parametrize(
    ("unit", "expected"), [("%", [12.5, 7.0, 9.0]), (None, [0.125, 0.07, 9.0]), ("‰", [125, 70, 9])]
)
def test_cells_shown_as_percentages_are_percentages(
    read: Read, xlsx: Make, unit: str | None, expected: list[float]
) -> None:
    rows = [[None, "x"], ["a", (0.125, "0.0%")], ["b", (0.07, '0.00" pro"%')], ["c", 9]]
    frame, _ = read(xlsx({"S": rows}), {"x": {"unit": unit}}, file="t.xlsx")
    assert frame["x"].to_list() == expected


def test_a_percentage_sign_in_words_is_not_a_percentage(read: Read, xlsx: Make) -> None:
    rows = [["x"], [(0.5, '0.0" % of"')], [(0.5, "0.0\\%")]]
    frame, _ = read(xlsx({"S": rows}), {"x": {"unit": "%"}}, file="t.xlsx")
    assert frame["x"].to_list() == [0.5, 0.5]


def test_spreadsheet_error_is_told(read: Read, xlsx: Make) -> None:
    with pytest.raises(DataError, match=r"t\.xlsx:3:1: x: “#REF!” is not a number"):
        read(xlsx({"S": [["x"], [1.5], ["#REF!"]]}), {"x": "number"}, file="t.xlsx")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("#N/A", []),
        ("#DIV/0!", ["undefined-read-as-missing"]),
        ("#NUM!", ["undefined-read-as-missing"]),
    ],
)
def test_spreadsheet_errors_without_value_are_missing(
    read: Read, xlsx: Make, error: str, told: list[str]
) -> None:
    rows = [["k", "x"], ["a", 1.5], ["b", error], ["c", 2]]
    frame, findings = read(xlsx({"S": rows}), {"k": "text", "x": "number"}, file="t.xlsx")
    assert frame["x"].to_list() == [1.5, None, 2.0]
    assert [f.code for f in findings] == told


def test_rows_are_counted_as_the_sheet_does(read: Read, xlsx: Make) -> None:
    rows = [
        [None],
        [None, "Title"],
        [None],
        [None, "country", "x"],
        [None, "A", 1],
        [None],
        [None, "B", 2],
    ]
    frame, findings = read(xlsx({"S": rows}), COLUMNS, file="t.xlsx")
    assert frame.rows() == [("A", 1.0, 5), ("B", 2.0, 7)]
    assert [f.code for f in findings] == ["header-row-found", "empty-rows-left-out"]


def test_numbers_are_numbers_whatever_texts_beside_them_say(read: Read, xlsx: Make) -> None:
    rows = [["a", "b"], [1.234, "1,5"], ["2,5", "0,25"]]
    frame, findings = read(xlsx({"S": rows}), {"a": "number", "b": "number"}, file="t.xlsx")
    assert frame.select("a", "b").rows() == [(1.234, 1.5), (2.5, 0.25)]
    assert [f.code for f in findings] == ["decimal-comma-read"] * 2


@pytest.mark.parametrize("kind", ["ods", "xls", "xlsb"])
def test_rows_are_counted_alike_in_each_format(
    read: Read, request: pytest.FixtureRequest, kind: str
) -> None:
    rows: list[list[object]] = [[], [], ["country", "x"], ["A", 1.0], [], ["B", 2.0]]
    frame, _ = read(request.getfixturevalue(kind)(rows), COLUMNS, file=f"t.{kind}")
    assert frame.rows() == [("A", 1.0, 4), ("B", 2.0, 6)]


def test_chart_sheets_are_passed_over(read: Read) -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    chart = book.add_chart({"type": "line"})
    book.add_chartsheet("Chart").set_chart(chart)
    sheet = book.add_worksheet("Data")
    sheet.write_row(0, 0, ["country", "x"])
    sheet.write_row(1, 0, ["A", 1])
    chart.add_series({"values": "=Data!$B$2:$B$2"})
    book.close()
    frame, _ = read(buffer.getvalue(), COLUMNS, file="t.xlsx")
    assert frame.rows() == [("A", 1.0, 2)]


def test_blank_columns_make_no_noise(read: Read, xlsx: Make, capfd: Any) -> None:
    read(
        xlsx({"S": [["x", "note"], [1, None], [2, None]]}), {"x": {}, "note": "text"}, file="t.xlsx"
    )
    assert capfd.readouterr() == ("", "")


def test_first_sheet_with_the_headers_is_taken(read: Read, xlsx: Make) -> None:
    sheets = {"Notes": [["country"]], "Data": ROWS, "Old": [["country", "x"], ["Z", 0]]}
    frame, _ = read(xlsx(sheets), COLUMNS, file="t.xlsx")
    assert frame["country"].to_list() == ["芬蘭", "B"]


def test_named_sheet_is_taken(read: Read, xlsx: Make) -> None:
    sheets = {"Data": ROWS, "Old": [["country", "x"], ["Z", 0]]}
    frame, _ = read(xlsx(sheets), COLUMNS, file="t.xlsx", sheet="Old")
    assert frame["country"].to_list() == ["Z"]


def test_sheet_that_is_not_there_is_told_with_the_nearest(read: Read, xlsx: Make) -> None:
    with pytest.raises(DataError) as caught:
        read(xlsx({"Data": ROWS}), COLUMNS, file="t.xlsx", sheet="Date")
    assert "There is no sheet “Date”; the sheets are Data." in str(caught.value)
    assert caught.value.problems[0].nearest == "Data"


def test_problem_names_the_sheet_among_several(read: Read, xlsx: Make) -> None:
    sheets = {"Notes": [["a"]], "Data": [["country", "x"], ["A", "?"]]}
    with pytest.raises(DataError, match=r"t\.xlsx\[Data\]:2:2: x"):
        read(xlsx(sheets), COLUMNS, file="t.xlsx")


@pytest.mark.parametrize("rows", [[], [[None]]])
def test_empty_sheet_has_no_columns(read: Read, xlsx: Make, rows: list[list[None]]) -> None:
    with pytest.raises(DataError, match="The file has no column “x”"):
        read(xlsx({"S": rows}), {"x": "number"}, file="t.xlsx")


def test_sheet_with_a_header_alone_is_an_empty_table(read: Read, xlsx: Make) -> None:
    frame, _ = read(xlsx({"S": [["country", "x"]]}), COLUMNS, file="t.xlsx")
    assert frame.shape == (0, 3)


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls", "xlsb"])
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_truncated_workbook_is_refused(
    read: Read, request: pytest.FixtureRequest, kind: str, share: float
) -> None:
    make = request.getfixturevalue(kind)
    content = make({"Sheet1": ROWS}) if kind == "xlsx" else make(ROWS)
    with pytest.raises(DataError, match="The workbook is truncated or damaged"):
        read(content[: int(len(content) * share)], COLUMNS, file=f"t.{kind}")


def test_damaged_part_is_refused(read: Read, xlsx: Make) -> None:
    content = bytearray(xlsx({"S": ROWS}))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    content[part.header_offset + 80] ^= 0xFF
    with pytest.raises(DataError, match="The workbook is truncated or damaged"):
        read(bytes(content), COLUMNS, file="t.xlsx")


def test_garbage_under_the_name_of_a_workbook_is_refused(read: Read) -> None:
    with pytest.raises(DataError, match="The workbook is truncated or damaged"):
        read(bytes(range(256)) * 10, COLUMNS, file="t.xlsx")


def test_zip_without_workbook_is_refused(read: Read, zipped: Make) -> None:
    with pytest.raises(DataError, match="The workbook is truncated or damaged"):
        read(zipped({"readme.txt": "hello"}), COLUMNS, file="t.xlsx")


def test_protected_xlsx_is_told_from_a_damaged_one(read: Read, xlsx: Make) -> None:
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(xlsx({"S": ROWS}))).encrypt("secret", locked)
    assert msoffcrypto.OfficeFile(locked).is_encrypted()
    with pytest.raises(DataError, match="The workbook is protected by a password"):
        read(locked.getvalue(), COLUMNS, file="t.xlsx")


def test_protected_ods_is_refused(read: Read, ods: Make) -> None:
    with pytest.raises(DataError, match="protected by a password"):
        read(ods(ROWS, manifest="<manifest:encryption-data/>"), COLUMNS, file="t.ods")


def test_protected_xls_is_refused(read: Read, compound: Make) -> None:
    start = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 0x0005, 0, 0, 0, 0)
    file_pass = struct.pack("<HHH", 0x002F, 2, 1)
    with pytest.raises(DataError, match="protected by a password"):
        read(compound("Workbook", start + file_pass), COLUMNS, file="t.xls")


def test_compound_file_without_workbook_is_refused(read: Read, compound: Make) -> None:
    with pytest.raises(DataError, match="truncated or damaged"):
        read(compound("WordDocument", b"x"), COLUMNS, file="t.doc")


def test_xls_that_claims_more_rows_than_the_format_has_is_refused(
    read: Read, compound: Make
) -> None:
    start = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 0x0005, 0, 0, 0, 0)
    vast = struct.pack("<HHIIHHH", 0x0200, 14, 0, 0xFFFFFFF0, 0, 80, 0)
    with pytest.raises(DataError, match="truncated or damaged"):
        read(compound("Workbook", start + vast), COLUMNS, file="t.xls")


def test_chain_of_sectors_without_end_is_refused(read: Read, xls: Make) -> None:
    content = bytearray(xls(ROWS))
    struct.pack_into("<I", content, 512 + 4 * 2, 2)  # the stream's first sector follows itself
    with pytest.raises(DataError, match="truncated or damaged"):
        read(bytes(content), COLUMNS, file="t.xls")


def test_bomb_is_refused(read: Read, zipped: Make) -> None:
    bomb = zipped({"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": b"0" * 10**6})
    with pytest.raises(DataError, match="The workbook unpacks to 1 MB; at most 0 MB are read"):
        read(bomb, COLUMNS, file="t.xlsx", limits=Limits(unpacked_bytes=10**5))


def test_bomb_that_lies_about_its_size_is_refused(read: Read, xlsx: Make) -> None:
    content = xlsx({"S": [["country", "x"], *([f"a{i}", i] for i in range(500))]})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lie = content.replace(struct.pack("<I", size), struct.pack("<I", 100))
    with pytest.raises(DataError, match="truncated or damaged"):
        read(lie, COLUMNS, file="t.xlsx")


def test_cells_far_apart_are_refused_before_they_fill_the_memory(read: Read, xlsx: Make) -> None:
    rows: list[list[object]] = [["country", "x"], ["A", 1]]
    content = xlsx({"S": rows})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", far)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    with pytest.raises(DataError, match="The cells of sheet “S” span 17,180 million cells"):
        read(buffer.getvalue(), COLUMNS, file="t.xlsx")


def test_formatted_empty_cells_far_away_do_no_harm(read: Read, xlsx: Make) -> None:
    content = xlsx({"S": ROWS})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    far = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", far)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    frame, _ = read(buffer.getvalue(), COLUMNS, file="t.xlsx")
    assert frame.height == 2
