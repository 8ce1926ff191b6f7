"""Choices by what they are called: 国家级, 國家級 or National for the code ``national``.

A cell may hold the code or a label in any language; the code wins, and a label that
two codes share stands for neither.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from steelyard.data.headers import fold
from steelyard.data.values import FEW, as_text
from steelyard.i18n import LANGUAGES
from steelyard.scheme.base import Text
from steelyard.scheme.inputs import Column

__all__ = ["coded", "spelled_out"]


def coded(cells: pl.Series, column: Column) -> pl.Series:
    """Return cells with the labels of choices replaced by their codes, the rest as it is."""
    labels = column.labels
    if not labels or cells.dtype.is_nested():
        return cells
    if cells.dtype == pl.String and len(cells) <= FEW:
        meant = {cell: _code(cell.strip(), labels) or cell for cell in {*cells} - {None, *labels}}
        said = [meant.get(cell, cell) for cell in cells] if meant else cells
        return pl.Series(cells.name, said, dtype=pl.String)
    text = as_text(cells).str.strip_chars()
    others = text.filter(~text.is_in(list(labels))).unique().drop_nulls()
    meant = {said: code for said in others if (code := _code(said, labels)) is not None}
    return text.replace(meant) if meant else cells


def _code(said: str, labels: Mapping[str, Text]) -> str | None:
    """Return the one code that a text stands for: by its label exactly, else but for its form."""
    if said in labels:
        return said
    names = {code: {*label.translations.values()} for code, label in labels.items()}
    folded = {code: {fold(code), *map(fold, texts)} for code, texts in names.items()}
    return _only(said, names) or (_only(fold(said), folded) if said else None)


def _only(said: str, names: Mapping[str, Collection[str]]) -> str | None:
    found = [code for code, texts in names.items() if said in texts]
    return found[0] if len(found) == 1 else None


def spelled_out(column: Column) -> str | Text:
    """Return the choices of a column as readers see them, each code with its label."""
    if not column.labels:
        return ", ".join(column.choices or ())
    return Text({tag: _listed(column.labels, tag) for tag in LANGUAGES})


def _listed(labels: Mapping[str, Text], tag: str) -> str:
    shown = ((code, label.render(tag)) for code, label in labels.items())
    return ", ".join(code if code == label else f"{code} ({label})" for code, label in shown)
