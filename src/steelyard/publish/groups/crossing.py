"""Two group columns against each other: how many units stand in both a row and a column."""

from __future__ import annotations

from typing import Any

import polars as pl

from steelyard.publish.groups.names import named
from steelyard.publish.groups.selection import everything
from steelyard.publish.groups.tally import GROUP, Tally
from steelyard.publish.source import Source

__all__ = ["crossing"]

_ROWS, _COLUMNS = 60, 24
"""What a reader can still take in; a larger table is left to the downloads."""


def crossing(source: Source) -> dict[str, Any] | None:
    """Return the table of the two group columns; None unless there are two, and few values.

    The column with more values makes the rows. ``cells`` has the counts, row by row, in the order
    of ``rows`` and ``columns``.
    """
    if len(source.groups) != 2 or source.ranking.is_empty():
        return None
    selection = everything(source)
    tallies = [Tally(selection, column, source.scheme.units.key) for column in source.groups]
    down, across = sorted(tallies, key=lambda tally: -len(tally.rows))
    if len(down.rows) > _ROWS or len(across.rows) > _COLUMNS:
        return None
    pairs = pl.DataFrame({"down": down.frame[GROUP], "across": across.frame[GROUP]})
    counts = {
        (row, column): count
        for row, column, count in pairs.group_by("down", "across").len().iter_rows()
    }
    return {
        "down": down.column,
        "across": across.column,
        "rows": _headings(source, down),
        "columns": _headings(source, across),
        "cells": [
            [counts.get((row["value"], column["value"]), 0) for column in across.rows]
            for row in down.rows
        ],
        "most": max(counts.values()),
    }


def _headings(source: Source, tally: Tally) -> list[dict[str, Any]]:
    labels = named(source, tally)
    return [
        {"value": row["value"], "label": labels[row["value"]], "units": row["units"]}
        for row in tally.rows
    ]
