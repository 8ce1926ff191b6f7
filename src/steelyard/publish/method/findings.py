"""Findings counted and listed by severity and kind, on a page below the method."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from steelyard.i18n import _, language
from steelyard.publish.layout.page import Page
from steelyard.publish.method.telling import Telling, anchor
from steelyard.publish.method.wording import findings_wording, parents
from steelyard.publish.method.words.findings import kind
from steelyard.publish.method.words.rules import SEVERITIES

__all__ = ["MOST_ROWS", "counted", "findings_page"]

ADDRESS = "method/findings"
MOST_ROWS = 200
"""Findings of one kind that the page lists; the table of findings has all."""
_ORDER = {severity: at for at, severity in enumerate(SEVERITIES)}


def counted(telling: Telling) -> list[dict[str, Any]]:
    """Return for each severity and kind how many findings there are, the gravest first."""
    found = telling.source.edition.findings
    groups = found.group_by("severity", "code").agg(pl.len().alias("count")).to_dicts()
    groups.sort(key=lambda one: (_ORDER[one["severity"]], -one["count"], one["code"]))
    return [
        {
            **one,
            "severity_words": str(SEVERITIES[one["severity"]]),
            "title": str(kind(one["code"])),
            "anchor": anchor(one["severity"], one["code"]),
        }
        for one in groups
    ]


def findings_page(telling: Telling) -> Iterator[Page]:
    """Yield the page of findings, where there are any."""
    found = telling.source.edition.findings
    if found.is_empty():
        return
    groups = [
        {**one, "rows": rows, "more": one["count"] - len(rows), "columns": _columns(rows)}
        for one in counted(telling)
        for rows in [_rows(telling, found, one["severity"], one["code"])]
    ]
    yield Page(
        address=ADDRESS,
        title=_("Findings"),
        section="method",
        template="method/findings.html.jinja",
        content={"count": found.height, "most": MOST_ROWS, "kinds": groups},
        said=findings_wording(telling.source),
        parents=parents(),
    )


def _columns(rows: list[dict[str, Any]]) -> list[str]:
    """Return which of the places of a finding any row states."""
    names = ("unit", "table", "row", "column", "delivery")
    return [name for name in names if any(row[name] is not None for row in rows)]


def _rows(telling: Telling, found: pl.DataFrame, severity: str, code: str) -> list[dict[str, Any]]:
    own = found.filter(pl.col("severity") == severity, pl.col("code") == code).head(MOST_ROWS)
    return [_row(telling, row) for row in own.iter_rows(named=True)]


def _row(telling: Telling, row: dict[str, Any]) -> dict[str, Any]:
    source, scheme = telling.source, telling.source.scheme
    key = None if row["unit"] is None else str(row["unit"])
    table = row["table"] if row["table"] in scheme.inputs else None
    address = source.addresses.get(key) if key is not None else None
    return {
        "message": row[f"message_{language()}"] or row["message_en"],
        "unit": None if key is None else source.titles.get(key, key),
        "key": key,
        "address": None if address is None else f"units/{address}",
        "table": str(telling.words.table(table)) if table is not None else row["table"],
        "row": row["row"],
        "column": _column(telling, table, row["column"]),
        "delivery": row["delivery"],
    }


def _column(telling: Telling, table: str | None, name: str | None) -> str | None:
    """Return what a column of a table, or a node of the tree, is called."""
    if name is None:
        return None
    if table is not None and telling.words.declared(table, name) is not None:
        return str(telling.words.column(table, name))
    return str(telling.title(name))
