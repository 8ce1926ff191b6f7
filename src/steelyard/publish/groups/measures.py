"""The scheme's own tables of measures: titles, units, figures, and how each is computed, in words.

What may be added up is for the scheme to say, so sums and shares of amounts stand here and
nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from steelyard.evaluation.descriptions import unit_in_words
from steelyard.i18n import Message, _, message
from steelyard.publish.groups.names import titled
from steelyard.publish.numbers import number, places_for
from steelyard.publish.source import Source
from steelyard.scheme.measures import Concentration, Measure, MeasureTable

__all__ = ["measure_tables", "unplaced"]


def measure_tables(source: Source, column: str) -> list[dict[str, Any]]:
    """Return the tables of the edition that are by a group column."""
    return [
        _content(source, name, table)
        for name, table in _there(source)
        if table.by[:1] == (column,) or (column in table.by and table.by[0] not in source.groups)
    ]


def unplaced(source: Source) -> list[dict[str, Any]]:
    """Return the tables of the edition that are by no group column."""
    return [
        _content(source, name, table)
        for name, table in _there(source)
        if not set(table.by) & set(source.groups)
    ]


def _there(source: Source) -> Iterator[tuple[str, MeasureTable]]:
    for name, table in source.scheme.tables.items():
        if f"data/tables/{name}.csv" in source.edition.manifest["files"]:
            yield name, table


def _content(source: Source, name: str, table: MeasureTable) -> dict[str, Any]:
    """Return a table as plain data: its columns, its rows, and whether the last is the total."""
    frame = source.edition.table(f"tables/{name}")
    measures = [
        _column(source, measure, table.measures[measure], frame) for measure in table.measures
    ]
    return {
        "name": name,
        "title": name if table.title is None else table.title.render(),
        "by": [{"name": column, "title": titled(source, column)[0]} for column in table.by],
        "measures": measures,
        "rows": list(_rows(source, table, frame)),
        "total": table.total and bool(table.by) and frame.height > 0,
    }


def _rows(source: Source, table: MeasureTable, frame: pl.DataFrame) -> Iterator[dict[str, Any]]:
    for row in frame.iter_rows(named=True):
        labels = [
            source.label(column, row[column]) if row[column] not in (None, "") else None
            for column in table.by
        ]
        values = [row[measure] for measure in table.measures]
        yield {"by": [row[column] for column in table.by], "labels": labels, "values": values}


def _column(source: Source, name: str, measure: Measure, frame: pl.DataFrame) -> dict[str, Any]:
    values = frame[name].to_list() if frame[name].dtype.is_numeric() else []
    return {
        "name": name,
        "title": name if measure.title is None else measure.title.render(),
        "unit": str(unit_in_words(measure.unit)) if measure.unit else "",
        "places": places_for(values),
        "most": _most(measure, values),
        "computed": str(_in_words(source, measure)),
    }


def _most(measure: Measure, values: Sequence[float | None]) -> float | None:
    """Return what a full bar stands for: the largest share; None for what has no bar."""
    if measure.kind != "share":
        return None
    return max((value for value in values if value is not None), default=None)


def _in_words(source: Source, measure: Measure) -> Message:
    """Return how a measure is computed."""
    declared = measure.declaration
    name = declared if isinstance(declared, str) else declared.of
    of = "" if name is None else titled(source, name)[0]
    match measure.kind:
        case "share":
            return _share(source, declared.within, of)
        case "growth":
            return message(
                "growth of the sum from {since} to {figure}, of those that have both",
                since=titled(source, declared.since)[0],
                figure=of,
            )
        case "concentration":
            return _largest(source, declared, of)
        case "herfindahl":
            return message(
                "sum of the squared shares of the group’s {figure}, times {factor}",
                figure=of,
                factor=number(declared.times),
            )
    return _plainly(measure.kind, of)


def _largest(source: Source, told: Concentration, of: str) -> Message:
    """Return what a concentration is of: units, or what stands in some columns."""
    figure = of or _("number of units")
    if not told.by:
        return message(
            "share of the {count} largest in the group’s sum of {figure}",
            count=number(told.top),
            figure=figure,
        )
    return message(
        "share of the {count} largest by {columns} in the group’s sum of {figure}",
        count=number(told.top),
        columns=_(", ").join(titled(source, name)[0] for name in told.by),
        figure=figure,
    )


def _plainly(kind: str, of: str) -> Message:
    """Return how a measure of one figure is computed that needs nothing else."""
    match kind:
        case "distinct":
            return message("number of different values of {figure}", figure=of)
        case "sum":
            return message("sum of {figure}", figure=of)
        case "mean":
            return message("mean of {figure}", figure=of)
        case "median":
            return message("median of {figure}", figure=of)
        case "minimum":
            return message("least {figure}", figure=of)
        case "maximum":
            return message("greatest {figure}", figure=of)
    return message("number of those with {figure}", figure=of) if of else message("number")


def _share(source: Source, within: Sequence[str], of: str) -> Message:
    """Return what a share is of: the whole list, or what is alike in some columns."""
    inside = _(", ").join(titled(source, name)[0] for name in within)
    if of and inside:
        return message(
            "share in the sum of {figure} of the same {columns}", figure=of, columns=inside
        )
    if inside:
        return message("share in the number of the same {columns}", columns=inside)
    return message("share in the sum of {figure}", figure=of) if of else message("share in number")
