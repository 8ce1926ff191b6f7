"""A workbook as the ZIP archive that it is: what is looked at before its cells are read.

It tells damaged, protected and monstrous files from ordinary ones, because
the reader of cells would crash on some of them, and it finds the cells shown
as percentages, because that reader drops how a number is shown.
"""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from posixpath import join, normpath
from xml.etree import ElementTree as ET

from steelyard.data.page import Limits
from steelyard.errors import DataError, Problem
from steelyard.i18n import message

__all__ = [
    "Archive",
    "damaged",
    "open_archive",
    "percent_cells",
    "protected",
    "refuse_vast",
    "sheet_parts",
]

_CELL = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d{1,7})"([^>]*[^/>])?>')
_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?\br="(\d{1,7})"')
_WIDE = re.compile(rb'<(?:\w+:)?c r="[A-Z]{3}\d')
_STYLE = re.compile(rb'\bs="(\d+)"')
_NOT_A_NUMBER = re.compile(rb'\bt="(?!n")')
_LITERAL = re.compile(r'"[^"]*"|\\.|_.')
_PERCENT_FORMATS = {"9", "10"}
_COLUMNS_OF_TWO_LETTERS = 702
_RELATION = re.compile(r"\{http.*/relationships\}id")


@dataclass(frozen=True)
class Archive:
    """The parts of a workbook; for XLSX also the part of each sheet."""

    parts: zipfile.ZipFile
    sheets: Mapping[str, str] = field(default_factory=dict)


def open_archive(data: bytes, file: str, limits: Limits) -> Archive:
    """Return the archive once it is known to be whole, readable and not too large.

    Raises
    ------
    DataError
        It is truncated or damaged, protected by a password, or unpacks to too much.
    """
    try:
        parts = zipfile.ZipFile(io.BytesIO(data))
        _refuse_bomb(parts, file, limits)
        whole = parts.testzip() is None
        manifest = "META-INF/manifest.xml"
        locked = manifest in parts.namelist() and b"encryption-data" in parts.read(manifest)
        sheets = sheet_parts(parts) if "xl/workbook.xml" in parts.namelist() else {}
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, KeyError, NotImplementedError):
        raise damaged(file) from None
    except (zlib.error, lzma.LZMAError, ET.ParseError):
        raise damaged(file) from None
    except RuntimeError:
        raise protected(file) from None
    if locked:
        raise protected(file)
    if not whole:
        raise damaged(file)
    return Archive(parts, sheets)


def damaged(file: str) -> DataError:
    """Return the error for a workbook that cannot be read to its end."""
    said = message("The workbook is truncated or damaged; save or download it again.")
    return DataError(Problem(said, file=file))


def protected(file: str) -> DataError:
    """Return the error for a workbook that asks for a password."""
    said = message(
        "The workbook is protected by a password; open it in a spreadsheet program and save it "
        "without one."
    )
    return DataError(Problem(said, file=file))


def _refuse_bomb(parts: zipfile.ZipFile, file: str, limits: Limits) -> None:
    unpacked = sum(part.file_size for part in parts.infolist())
    if unpacked > limits.unpacked_bytes:
        said = message(
            "The workbook unpacks to {size} MB; at most {limit} MB are read.",
            size=f"{unpacked / 1e6:,.0f}",
            limit=f"{limits.unpacked_bytes / 1e6:,.0f}",
        )
        raise DataError(Problem(said, file=file))


def sheet_parts(parts: zipfile.ZipFile) -> dict[str, str]:
    """Return the part in which each sheet of an XLSX workbook is kept."""
    relations = ET.fromstring(parts.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    book = ET.fromstring(parts.read("xl/workbook.xml"))
    sheets: dict[str, str] = {}
    for sheet in book.iterfind(".//{*}sheet"):
        relation = next((value for name, value in sheet.items() if _RELATION.match(name)), None)
        part = normpath(join("/xl", targets.get(relation, ""))).lstrip("/")
        if part in parts.namelist():
            sheets[sheet.get("name", "")] = part
    return sheets


def refuse_vast(archive: Archive, sheet: str, file: str, limits: Limits) -> None:
    """Refuse a sheet whose cells span more than can be held, such as A1 and XFD1048576.

    The cells are looked at one by one only if the sheet may be so large.
    """
    if sheet not in archive.sheets:
        return
    xml = archive.parts.read(archive.sheets[sheet])
    rows = max((int(row) for row in _ROW.findall(xml)), default=0)
    if rows * _COLUMNS_OF_TWO_LETTERS <= limits.sheet_cells and not _WIDE.search(xml):
        return
    last, letters = 0, set[bytes]()
    for cell in _CELL.finditer(xml):
        last = max(last, int(cell[2]))
        letters.add(cell[1])
    span = last * max(map(_column, letters), default=0)
    if span > limits.sheet_cells:
        said = message(
            "The cells of sheet “{sheet}” span {span} million cells, most of them surely empty; "
            "at most {limit} million are read. Delete what stands far outside the table.",
            sheet=sheet,
            span=f"{span / 1e6:,.0f}",
            limit=f"{limits.sheet_cells / 1e6:,.0f}",
        )
        raise DataError(Problem(said, file=file))


def percent_cells(archive: Archive, sheet: str) -> dict[int, frozenset[int]]:
    """Return for each column the rows whose number is shown as a percentage.

    The cell says 12.5%, the file says 0.125. Rows count from 0, columns from 0 at the leftmost
    that is used.
    """
    if sheet not in archive.sheets:
        return {}
    styles = _percent_styles(archive)
    if not styles:
        return {}
    found: dict[int, set[int]] = {}
    first = 2**14
    for letters, row, rest in _CELL.findall(archive.parts.read(archive.sheets[sheet])):
        column = _column(letters) - 1
        first = min(first, column)
        style = _STYLE.search(rest)
        if style and style[1] in styles and not _NOT_A_NUMBER.search(rest):
            found.setdefault(column, set()).add(int(row) - 1)
    return {column - first: frozenset(rows) for column, rows in found.items()}


def _percent_styles(archive: Archive) -> frozenset[bytes]:
    """Return the numbers of the cell styles that show a percentage."""
    if "xl/styles.xml" not in archive.parts.namelist():
        return frozenset()
    styles = ET.fromstring(archive.parts.read("xl/styles.xml"))
    formats = {
        own.get("numFmtId")
        for own in styles.iterfind(".//{*}numFmt")
        if "%" in _LITERAL.sub("", own.get("formatCode", ""))
    }
    cells = styles.find("{*}cellXfs")
    return frozenset(
        str(number).encode()
        for number, style in enumerate(() if cells is None else cells)
        if style.get("numFmtId") in formats | _PERCENT_FORMATS
    )


def _column(letters: bytes) -> int:
    """Return the number of a column, from 1.

    >>> _column(b"AA")
    27
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
