"""What of a page was left out around and between the rows and columns that were read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from steelyard.data.headers import Match
from steelyard.data.page import Body
from steelyard.findings import Finding
from steelyard.i18n import message
from steelyard.scheme.inputs import Table

__all__ = ["about_layout", "without_blank_rows"]


def without_blank_rows(body: Body) -> tuple[Body, int]:
    """Return the rows in which some column has something, and how many have nothing."""
    empty = pl.repeat(body.cells.width > 0, len(body.rows), dtype=pl.Boolean, eager=True)
    for cells in body.cells:
        if not empty.any():
            return body, 0
        blank = cells.is_null()
        if cells.dtype == pl.String:
            blank |= cells.str.strip_chars() == ""
        empty &= blank
    skipped = int(empty.sum())
    return body.filter(~empty), skipped


def about_layout(
    table: Table, header: int, headers: Sequence[str], found: Mapping[str, Match], skipped: int
) -> list[Finding]:
    """Return what there is to say about a page but for its cells.

    Parameters
    ----------
    table
        What is declared.
    header
        The row of the headers, from 0.
    headers
        What is printed there.
    found
        The columns of the file that are declared columns.
    skipped
        The number of empty rows.
    """
    findings = []
    if header:
        said = message(
            "The headers are in row {row}; what stands above was left out.", row=header + 1
        )
        findings.append(Finding("header-row-found", said, row=header + 1))
    if skipped:
        said = message("Empty rows were left out: {count}.", count=skipped)
        findings.append(Finding("empty-rows-left-out", said))
    used = {match.at for match in found.values()}
    others = [h.strip() for at, h in enumerate(headers) if at not in used and h.strip()]
    if others:
        said = message(
            "Columns of the file that are not declared were left out: {columns}.",
            columns=", ".join(others),
        )
        findings.append(Finding("columns-ignored", said))
    for name in table.columns:
        if name not in found:
            said = message(
                "The file has no column “{column}”; it is missing for every row.", column=name
            )
            findings.append(Finding("column-absent", said, column=name))
    return findings
