"""What changed by group since the previous edition: sums, shares, who came, left and moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from steelyard.evaluation.descriptions import unit_in_words
from steelyard.i18n import _, message
from steelyard.publish.groups.names import titled
from steelyard.publish.numbers import places_for
from steelyard.publish.source import Source
from steelyard.robustness.comparison.groups import COUNTED, TOTAL, GroupTable, in_points
from steelyard.robustness.comparison.totals import totals_in_words

__all__ = ["since_column", "since_unplaced"]

_AWAY = ("left", "moved_out")
"""Parts that are taken away from a sum."""
_PARTS = ("stayed", "known", "entered", "left", "moved_in", "moved_out")
_SELDOM = ("moved_in", "moved_out", "known")
"""Columns that are left out where nothing is in them."""


def since_column(source: Source, column: str) -> dict[str, Any] | None:
    """Return what changed in the tables by a group column; None without a previous edition."""
    return _since(
        source,
        [
            table
            for table in _tables(source)
            if table.by[:1] == (column,)
            or (column in table.by and table.by[0] not in source.groups)
        ],
    )


def since_unplaced(source: Source) -> dict[str, Any] | None:
    """Return what changed in the tables that are by no group column."""
    return _since(
        source, [table for table in _tables(source) if not set(table.by) & set(source.groups)]
    )


def _tables(source: Source) -> Sequence[GroupTable]:
    return () if source.comparison is None else source.comparison.tables


def _since(source: Source, tables: Sequence[GroupTable]) -> dict[str, Any] | None:
    found = [table for table in tables if not table.values.is_empty()]
    comparison = source.comparison
    if comparison is None or not found:
        return None
    counted = any(table.units is not None for table in found)
    return {
        "previous": None if _alike(source) else source.previous_title,
        "sentences": [str(one) for one in totals_in_words(comparison.sums)] if counted else [],
        "adds_up": any(table.sums is not None for table in found),
        "tables": [one for table in found for one in _contents(source, table)],
    }


def _alike(source: Source) -> bool:
    """Return whether the editions are called the same, so that a name tells nothing."""
    previous = source.previous
    return previous is not None and (
        (previous.scheme.title.render(), previous.scheme.version)
        == (source.scheme.title.render(), source.scheme.version)
    )


def _contents(source: Source, table: GroupTable) -> Iterator[dict[str, Any]]:
    """Yield a table of what was and is, and one of who came and left, as plain data."""
    yield _content(source, table, table.title, table.values, list(_values(table)), True)
    if table.units is not None:
        title = str(message("{table}: who stayed, entered and left", table=table.title))
        yield _content(source, table, title, table.units, list(_moves(table)), False)


def _content(
    source: Source,
    table: GroupTable,
    title: str,
    rows: pl.DataFrame,
    blocks: list[dict[str, Any]],
    noted: bool,
) -> dict[str, Any]:
    groups = rows.select(*table.labels, TOTAL).unique(maintain_order=True)
    keys = list(groups.iter_rows())
    return {
        "name": table.name,
        "title": title,
        "by": [titled(source, name)[0] for name in table.by],
        "blocks": [
            {**block, "columns": [_column(one) for one in block["columns"]]} for block in blocks
        ],
        "rows": [
            {
                "labels": [
                    source.label(column, label) if label else None
                    for column, label in zip(table.by, key[:-1], strict=True)
                ],
                "total": key[-1],
                "values": [one["values"].get(key) for block in blocks for one in block["columns"]],
            }
            for key in keys
        ],
        "notes": [str(note) for note in table.notes] if noted else [],
    }


def _column(one: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one[name] for name in ("name", "title", "places", "signed")}


def _values(table: GroupTable) -> Iterator[dict[str, Any]]:
    """Yield for each measure its value before and now, the change, and the growth."""
    for name, measure in table.measures.items():
        rows = table.values.filter(measure=name)
        sides = [*rows["before"].to_list(), *rows["after"].to_list()]
        places = places_for(sides)
        title = name if measure.title is None else measure.title.render()
        if measure.growth is not None:
            title = str(message("{title}, of the same units within each edition", title=title))
        columns = [
            _of(table, rows, "before", _("Before"), places),
            _of(table, rows, "after", _("Now"), places),
            _of(
                table,
                rows,
                "change",
                _("Change, points") if in_points(measure) else _("Change"),
                places,
                signed=True,
            ),
        ]
        if rows["growth"].count():
            columns.append(_of(table, rows, "growth", _("Growth (%)"), 1, signed=True))
        yield {"title": title, "unit": _unit(measure.unit), "columns": columns}


def _moves(table: GroupTable) -> Iterator[dict[str, Any]]:
    """Yield the number of units, and for each sum what its change consists of."""
    heads = {
        "before": _("Before"),
        "stayed": _("Stayed"),
        "entered": _("Entered"),
        "left": _("Left"),
        "moved_in": _("Moved in"),
        "moved_out": _("Moved out"),
        "known": _("Known in one only"),
        "after": _("Now"),
    }
    if table.units is None:
        return
    units = table.units
    columns = [
        _of(table, units, name, heads[name], 0)
        for name in COUNTED
        if name not in _SELDOM or units[name].sum()
    ]
    yield {"title": _("Units"), "unit": "", "columns": columns}
    if table.sums is None:
        return
    for name in table.sums["measure"].unique(maintain_order=True):
        measure = table.measures[name]
        rows = table.sums.filter(measure=name).with_columns(-pl.col(part) for part in _AWAY)
        places = places_for([*rows["before"].to_list(), *rows["after"].to_list()])
        parts = [part for part in _PARTS if part not in _SELDOM or (rows[part] != 0).any()]
        yield {
            "title": name if measure.title is None else measure.title.render(),
            "unit": _unit(measure.unit),
            "columns": [
                _of(table, rows, "change", _("Change"), places, signed=True),
                *(_of(table, rows, part, heads[part], places, signed=True) for part in parts),
            ],
        }


def _of(
    table: GroupTable,
    rows: pl.DataFrame,
    name: str,
    title: str,
    places: int,
    *,
    signed: bool = False,
) -> dict[str, Any]:
    """Return a column with its values by group."""
    keys = rows.select(*table.labels, TOTAL).iter_rows()
    # Adding 0 makes a -0 one of 0.
    values = [None if value is None else value + 0 for value in rows[name].to_list()]
    return {
        "name": name,
        "title": title,
        "places": places,
        "signed": signed,
        "values": dict(zip(keys, values, strict=True)),
    }


def _unit(unit: str | None) -> str:
    return str(unit_in_words(unit)) if unit else ""
