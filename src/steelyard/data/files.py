"""A file named on the command line to the pages of cells in it.

What a file is, is told by its first bytes and not by its name; what cannot be
a table is refused here with the reason.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from steelyard.data.archive import damaged
from steelyard.data.compound import MAGIC
from steelyard.data.delimited import delimited_pages
from steelyard.data.encodings import decode
from steelyard.data.page import Limits, Page
from steelyard.data.records import damaged_parquet, json_page, parquet_page
from steelyard.data.workbook import sheet_pages
from steelyard.errors import DataError, Problem
from steelyard.findings import Finding
from steelyard.i18n import Message, message

__all__ = ["Opened", "open_file"]

_WORKBOOKS = (b"PK\x03\x04", b"PK\x05\x06", MAGIC)
_WORKBOOK_NAMES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_OTHERS = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR",
    b"SQLite format 3": "SQLite",
    b"ARROW1": "Arrow",
    b"{\\rtf": "RTF",
}
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:[!?]|html|table|meta|head|div)", re.IGNORECASE)
_RECORDS = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*[{\]]")


@dataclass(frozen=True)
class Opened:
    """A file and the ways in which it may be read.

    Parameters
    ----------
    pages
        Sheets of a workbook, or a text file read with each delimiter.
    sha256
        Of the file.
    encoding
        Of a text file.
    findings
        What there is to say about the encoding.
    """

    pages: tuple[Page, ...]
    sha256: str
    encoding: str | None = None
    findings: tuple[Finding, ...] = ()


def open_file(
    path: Path,
    table: str,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    limits: Limits,
) -> Opened:
    """Return a file's pages.

    Parameters
    ----------
    path
        The file.
    table
        The name of the table it is read as, for findings.
    sheet
        The sheet of a workbook; all if absent.
    encoding
        The encoding of a text file; recognised if absent.
    limits
        How large it may be.

    Raises
    ------
    DataError
        It cannot be read, is empty, too large, damaged, protected, or no table.
    """
    file = str(path)
    data = _bytes(path, limits)
    digest = hashlib.sha256(data).hexdigest()
    if data.startswith(_WORKBOOKS):
        return Opened(sheet_pages(data, file, sheet, limits), digest)
    if data.startswith(b"PAR1"):
        return Opened((parquet_page(data, file, limits),), digest)
    _refuse_others(data, path)
    decoded = decode(data, file, table, encoding)
    if not decoded.data or decoded.data.isspace():
        raise DataError(Problem(_empty(), file=file))
    if path.suffix.casefold() == ".json" or _RECORDS.match(decoded.data):
        pages: tuple[Page, ...] = (json_page(decoded.data, file),)
    else:
        pages = delimited_pages(decoded.data, file)
    return Opened(pages, digest, decoded.encoding, decoded.findings)


def _bytes(path: Path, limits: Limits) -> bytes:
    file = str(path)
    try:
        if path.is_dir():
            raise DataError(Problem(message("This is a folder; name a file in it."), file=file))
        if not path.exists():
            raise DataError(Problem(message("There is no such file."), file=file))
        if not path.is_file():
            raise DataError(Problem(message("This is not an ordinary file."), file=file))
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise DataError(Problem(_too_large(size, limits), file=file))
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        said = message("The file cannot be read: {reason}.", reason=reason)
        raise DataError(Problem(said, file=file)) from None
    if not data:
        raise DataError(Problem(_empty(), file=file))
    return data


def _empty() -> Message:
    return message("The file is empty; a table has at least a row of headers.")


def _too_large(size: int, limits: Limits) -> Message:
    return message(
        "The file has {size} MB; at most {limit} MB are read. Keep only the rows and columns "
        "needed, or raise the limit.",
        size=f"{size / 1e6:,.0f}",
        limit=f"{limits.file_bytes / 1e6:,.0f}",
    )


def _refuse_others(data: bytes, path: Path) -> None:
    file, suffix = str(path), path.suffix.casefold()
    if suffix == ".parquet":
        raise damaged_parquet(file)
    if suffix in _WORKBOOK_NAMES and b"\0" in data:
        raise damaged(file)
    kind = next((kind for magic, kind in _OTHERS.items() if data.startswith(magic)), None)
    if kind is not None:
        said = message(
            "This is a {kind} file; tables are read from CSV, XLSX, XLS, XLSB, ODS, Parquet and "
            "JSON.",
            kind=kind,
        )
        raise DataError(Problem(said, file=file))
    if _MARKUP.match(data):
        said = message(
            "This is a web page or XML under another name; open it in a spreadsheet program and "
            "save it as XLSX or CSV."
        )
        raise DataError(Problem(said, file=file))
