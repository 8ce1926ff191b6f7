"""Files in the formats that are read, made where a test needs them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from steelyard.data.page import Limits
from steelyard.data.table import read_table
from steelyard.findings import Finding
from steelyard.scheme.inputs import Table

Cells = Sequence[Sequence[object]]
Reader = Callable[..., tuple[pl.DataFrame, list[Finding]]]


@pytest.fixture
def declared() -> Callable[..., Table]:
    """Declare a table; a column is a type or the fields of a Column."""

    def declare(columns: Mapping[str, Any], **fields: Any) -> Table:
        full = {n: {"type": c} if isinstance(c, str) else c for n, c in columns.items()}
        return Table.model_validate({"columns": full, **fields})

    return declare


@pytest.fixture
def read(tmp_path: Path, declared: Callable[..., Table]) -> Reader:
    """Write a file and read it as the table “t”."""

    def write_and_read(
        content: str | bytes,
        columns: Mapping[str, Any],
        *,
        file: str = "t.csv",
        encoding: str | None = None,
        units: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        **fields: Any,
    ) -> tuple[pl.DataFrame, list[Finding]]:
        path = tmp_path / file
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        table = declared(columns, **fields)
        return read_table(path, "t", table, encoding=encoding, units=units, limits=limits)

    return write_and_read


@pytest.fixture
def xlsx() -> Callable[..., bytes]:
    """Make an XLSX workbook of sheets by name; a cell may be a value and its number format."""

    def make(sheets: Mapping[str, Cells]) -> bytes:
        buffer = io.BytesIO()
        book = xlsxwriter.Workbook(buffer, {"in_memory": True})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, tuple):
                        sheet.write(row, column, cell[0], book.add_format({"num_format": cell[1]}))
                    elif isinstance(cell, str) and cell.startswith("#"):
                        sheet.write_formula(row, column, "=1/0", None, cell)
                    elif cell is not None:
                        sheet.write(row, column, cell)
        book.close()
        return buffer.getvalue()

    return make


@pytest.fixture
def ods() -> Callable[..., bytes]:
    """Make an ODS workbook with one sheet."""

    def make(rows: Cells, *, manifest: str = "") -> bytes:
        body = "".join(
            f"<table:table-row>{''.join(map(_ods, cells))}</table:table-row>" for cells in rows
        )
        spaces = " ".join(
            f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
            for short in ("office", "table", "text")
        )
        content = (
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}>'
            f'<office:body><office:spreadsheet><table:table table:name="Sheet1">{body}'
            "</table:table></office:spreadsheet></office:body></office:document-content>"
        )
        return _zipped(
            {
                "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                "content.xml": content,
                "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>",
            }
        )

    return make


def _ods(cell: object) -> str:
    if isinstance(cell, str):
        return (
            '<table:table-cell office:value-type="string">'
            f"<text:p>{cell}</text:p></table:table-cell>"
        )
    return f'<table:table-cell office:value-type="float" office:value="{cell}"/>'


def _zipped(parts: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture
def xls() -> Callable[..., bytes]:
    """Make an XLS workbook with one sheet: BIFF8 in a compound file, after [MS-XLS]."""

    def make(rows: Cells) -> bytes:
        start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
        name = b"Sheet1"
        bound = struct.pack("<BB", len(name), 0) + name
        offset = len(start) + 4 + 6 + len(bound) + 4
        globals_ = (
            start + _record(0x0085, struct.pack("<IH", offset, 0) + bound) + _record(0x000A, b"")
        )
        sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
        width = max(map(len, rows))
        sheet += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                sheet += _biff(row, column, cell)
        return _compound("Workbook", globals_ + sheet + _record(0x000A, b""))

    return make


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _biff(row: int, column: int, cell: object) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(cell, str):
        text = cell.encode("utf-16-le")
        return _record(0x0204, place + struct.pack("<HB", len(cell), 1) + text)
    return _record(0x0203, place + struct.pack("<d", cell))


def _compound(name: str, stream: bytes) -> bytes:
    """Return a compound file with one stream, after [MS-CFB]."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    chain = [*range(3, sectors + 2), end]
    table = struct.pack("<128I", *([0xFFFFFFFD, end, *chain] + [free] * 128)[:128])
    root = _entry("Root Entry", 5, 1, end, 0)
    directory = root + _entry(name, 2, free, 2, len(stream)) + bytes(256)
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0, 0,
    )  # fmt: skip
    return header + struct.pack("<108I", *([free] * 108)) + table + directory + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    free = 0xFFFFFFFF
    return struct.pack(
        "<64sHBBIII16sIQQIII",
        text, len(text), kind, 1, free, free, child, bytes(16), 0, 0, 0, start, size, 0,
    )  # fmt: skip


@pytest.fixture
def xlsb() -> Callable[..., bytes]:
    """Make an XLSB workbook with one sheet, after [MS-XLSB]."""

    def make(rows: Cells) -> bytes:
        bound = struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Sheet1")
        book = b"".join((_binary(0x83), _binary(0x8F), _binary(0x9C, bound), _binary(0x90)))
        size = struct.pack("<IIII", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
        sheet = _binary(0x81) + _binary(0x94, size) + _binary(0x91)
        for row, cells in enumerate(rows):
            sheet += _binary(0, struct.pack("<I13x", row))
            for column, cell in enumerate(cells):
                place = struct.pack("<II", column, 0)
                if isinstance(cell, str):
                    sheet += _binary(6, place + _wide(cell))
                else:
                    sheet += _binary(5, place + struct.pack("<d", cell))
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
        return _zipped(
            {
                "[Content_Types].xml": "<Types/>",
                "xl/workbook.bin": book + _binary(0x84),
                "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{package}"><Relationship '
                f'Id="rId1" Type="{relation}" Target="worksheets/sheet1.bin"/></Relationships>',
                "xl/worksheets/sheet1.bin": sheet + _binary(0x92) + _binary(0x82),
            }
        )

    return make


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _binary(kind: int, content: bytes = b"") -> bytes:
    start = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return start + bytes([len(content)]) + content


@pytest.fixture
def compound() -> Callable[[str, bytes], bytes]:
    """Make a compound file with one stream."""
    return _compound


@pytest.fixture
def zipped() -> Callable[[Mapping[str, str | bytes]], bytes]:
    """Make a ZIP archive."""
    return _zipped
