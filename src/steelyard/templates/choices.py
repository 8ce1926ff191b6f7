"""What a cell may say, for its drop-down list: choices, yes and no, codes of reference tables.

What stands in a list and what it means is settled here; where it stands is left
to ``lists``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import polars as pl

from steelyard.data.labels import coded
from steelyard.data.table import read_table
from steelyard.data.values import as_text
from steelyard.i18n import LANGUAGES, _, language
from steelyard.scheme.base import Text
from steelyard.scheme.inputs import Column, Table
from steelyard.scheme.scheme import Scheme
from steelyard.templates.sheets import title

__all__ = ["Options", "options", "spoken"]


@dataclass(frozen=True)
class Options:
    """What a cell may say.

    Parameters
    ----------
    heading
        What they are called.
    values
        What the cell holds, as text or as numbers.
    meanings
        What each stands for, in the current language; none where the values say it themselves.
    """

    heading: str
    values: tuple[str | float, ...]
    meanings: tuple[str, ...] = ()


def spoken(column: Column) -> dict[object, str]:
    """Return what cells say for each value of a column that has few, in the current language.

    Labels stand for the choices if the reader takes each of them for its own choice.
    """
    if column.type == "boolean":
        return {True: _("Yes"), False: _("No")}
    labels = {code: label.render() for code, label in column.labels.items()}
    read = coded(pl.Series(list(labels.values()), dtype=pl.String), column)
    if list(read) == list(labels):
        return {code: labels.get(code, code) for code in column.choices or ()}
    return {code: code for code in column.choices or ()}


def options(scheme: Scheme) -> dict[tuple[str, str], Options]:
    """Return, by table and column, what the cells of columns with few values may say.

    Those are columns with choices, of yes and no, those that refer to a table which comes with
    the scheme, and that of the criteria in a self-assessment.
    """

    @cache
    def reference(name: str) -> pl.DataFrame | None:
        path = scheme.inputs[name].bundled
        return None if path is None else read_table(path, name, scheme.inputs[name])[0]

    found: dict[tuple[str, str], Options] = {}
    for name, table in scheme.inputs.items():
        for key, column in table.columns.items():
            other, _dot, code = (column.references or "").partition(".")
            if other and (frame := reference(other)) is not None:
                found[name, key] = _codes(other, scheme.inputs[other], frame, code, column)
            elif (column.choices is not None and column.type != "date") or column.type == "boolean":
                found[name, key] = _few(key, column)
    return _criteria(scheme) | found


def _criteria(scheme: Scheme) -> dict[tuple[str, str], Options]:
    """Return what the column of the criteria in a self-assessment may say: the tree's names."""
    declared = scheme.self_assessment
    nodes = {name: node for name, node in scheme.nodes().items() if name != scheme.root}
    if declared is None or not nodes:
        return {}
    column = scheme.inputs[declared.table].columns[declared.criterion]
    meanings = tuple(node.title.render() if node.title else "" for node in nodes.values())
    options = Options(title(declared.criterion, column), tuple(nodes), meanings)
    return {(declared.table, declared.criterion): options}


def _few(name: str, column: Column) -> Options:
    heading = _("Yes or no") if column.type == "boolean" else title(name, column)
    said = tuple(spoken(column).values())
    if column.type in ("number", "integer") and not column.labels:
        return Options(heading, tuple(float(value) for value in said))
    return Options(heading, said)


def _codes(name: str, table: Table, frame: pl.DataFrame, code: str, column: Column) -> Options:
    """Return the codes of a reference table with their titles, each once, in their order.

    Where a code has several versions, the title is the last one's.
    """
    known = frame.filter(pl.col(code).is_not_null())
    known = known.unique(code, keep="last", maintain_order=True)
    values = known[code] if column.type in ("number", "integer") else as_text(known[code])
    titles = _titles(known)
    meanings = () if titles is None else tuple(text or "" for text in titles)
    return Options(title(name, table), tuple(values), meanings)


def _titles(frame: pl.DataFrame) -> pl.Series | None:
    """Return the titles in the current language, else in the nearest that the table has."""
    columns = {tag: f"title_{tag.lower().replace('-', '_')}" for tag in LANGUAGES}
    there = {tag: column for tag, column in columns.items() if column in frame.columns}
    return frame[Text(there).render(language())] if there else None
