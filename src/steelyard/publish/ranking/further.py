"""The rows of a long list that its first page does not show, as a script that brings them.

A page from a disk may read nothing but scripts. The rows come as the HTML that the other pages
have, so that there is one way to make a row, and beside them what they are sorted, searched and
filtered by, of all rows.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from steelyard.publish.layout.page import environment
from steelyard.publish.numbers import MISSING
from steelyard.publish.ranking.columns import Column
from steelyard.publish.ranking.table import Table
from steelyard.publish.ranking.wording import row_wording

__all__ = ["further_script"]


def further_script(table: Table, size: int) -> str:
    """Return the script with all rows of a table behind the first ``size``.

    It sets ``window.steelyardRows`` to a mapping: ``html`` has a text per row, ``keys`` for
    each column a number or a text per row (null where it is missing), ``names`` title and key,
    and ``codes`` the codes of the columns that readers filter by.
    """
    rows = table.rows[size:]
    content = table.content()
    columns, of, said = content["columns"], max(table.one.ranked, 1), row_wording()
    line = vars(environment().get_template("ranking/row.html.jinja").module)["line"]
    data = {
        "html": [str(line(row, columns, of, said)) for row in rows],
        "keys": {column.name: [_key(row, column) for row in rows] for column in table.columns},
        "names": [[row["title"], row["key"]] for row in rows],
        "codes": {column.name: _codes(column, rows) for column in table.columns if column.group},
    }
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return f"window.steelyardRows = {text};\n"


def _codes(column: Column, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    values = (row["figures"][column.figure] for row in rows)
    return [MISSING if value is None else str(value) for value in values]


def _key(row: Mapping[str, Any], column: Column) -> float | str | None:
    """Return what a row is sorted by: what its cell shows, a number without its decoration."""
    match column.kind:
        case "rank" | "band" | "imputed":
            return _number(row.get(column.kind), None)
        case "unit":
            return str(row["title"])
        case "score":
            return _number(row["score"], column.places)
        case "interval":
            return _number(row["rank_median"], None)
        case "change":
            return _number((row["change"] or {}).get("change"), None)
        case "grade":
            grades = list(column.labels)
            return grades.index(row["grade"]) if row["grade"] in grades else None
        case "number":
            return _number(row["figures"][column.figure], column.places)
        case "text":
            value = row["figures"][column.figure]
            return None if value is None else column.labels.get(str(value), str(value))


def _number(value: float | None, places: int | None) -> float | None:
    if value is None or not math.isfinite(value):
        return None
    return value if places is None else round(value, places)
