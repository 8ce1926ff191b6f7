"""What codes are called: choices with titles, and references to tables that name their rows.

Tables for programs keep the codes; what people see shows the names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import polars as pl

from steelyard.evaluation.plane import quadrant_names
from steelyard.evaluation.resource import Resource
from steelyard.i18n import LANGUAGES
from steelyard.scheme.base import Text
from steelyard.scheme.inputs import Column, Table
from steelyard.scheme.scheme import Scheme

if TYPE_CHECKING:
    from steelyard.evaluation.edition import Edition
    from steelyard.evaluation.evaluation import Evaluation

__all__ = ["Labels", "labels_of", "labels_of_edition", "resources", "with_labels"]

Labels = Mapping[str, Mapping[str, Text]]
"""For each column with codes what every code is called."""


def labels_of(scheme: Scheme, tables: Mapping[str, pl.DataFrame]) -> Labels:
    """Return what the codes of columns are called.

    Parameters
    ----------
    scheme
        The scheme with its columns; where tables share a name of a column, the first that has
        labels tells.
    tables
        The tables as read, among them those that name their rows.
    """
    found: dict[str, Mapping[str, Text]] = {}
    ordered = [scheme.units.table, *(name for name in scheme.inputs if name != scheme.units.table)]
    for table in ordered:
        for name, column in scheme.inputs[table].columns.items():
            if name not in found and (labels := _labels(scheme, column, tables)):
                found[name] = labels
    if scheme.plane is not None:
        found.setdefault("quadrant", quadrant_names(scheme))
    return found


def _labels(
    scheme: Scheme, column: Column, tables: Mapping[str, pl.DataFrame]
) -> Mapping[str, Text]:
    if column.labels:
        return column.labels
    other, _, key = (column.references or "").partition(".")
    if other not in tables or not scheme.inputs[other].names:
        return {}
    return _named_rows(scheme.inputs[other], tables[other], key)


def _named_rows(table: Table, frame: pl.DataFrame, key: str) -> dict[str, Text]:
    """Return what the rows of a table are called, by key; the last version of each."""
    tags, columns = list(table.names), list(table.names.values())
    found: dict[str, Text] = {}
    for code, *titles in frame.select(pl.col(key).cast(pl.String), *columns).iter_rows():
        texts = {str(tag): str(title) for tag, title in zip(tags, titles, strict=True) if title}
        if code is not None and texts:
            found[code] = Text(texts)
    return found


def with_labels(frame: pl.DataFrame, labels: Labels, tag: str | None = None) -> pl.DataFrame:
    """Return a frame with names in place of codes, in the current language or in ``tag``.

    A code that has no name stays.
    """
    coded = [name for name in frame.columns if name in labels]
    return frame.with_columns(
        pl.col(name)
        .cast(pl.String)
        .replace({code: text.render(tag) for code, text in labels[name].items()})
        for name in coded
    )


def resources(evaluation: Evaluation) -> Iterator[Resource]:
    """Yield what codes are called, where some have a name."""
    labels = labels_of(evaluation.scheme, evaluation.kept.tables)
    rows = [
        (column, code, *(text.render(tag) for tag in LANGUAGES))
        for column, named in labels.items()
        for code, text in named.items()
    ]
    if rows:
        names = ["column", "value", *(f"title_{tag}" for tag in LANGUAGES)]
        yield Resource(
            "labels",
            "data/labels.csv",
            pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row"),
            "What the codes of columns are called.",
            ("column", "value"),
        )


def labels_of_edition(edition: Edition) -> Labels:
    """Return what the codes of an edition's columns are called."""
    if "data/labels.csv" not in edition.manifest["files"]:
        return {}
    found: dict[str, dict[str, Text]] = {}
    for column, value, *titles in edition.table("labels").iter_rows():
        found.setdefault(column, {})[value] = Text(dict(zip(LANGUAGES, titles, strict=True)))
    return found
