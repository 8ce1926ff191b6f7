"""An index as another program keeps it: indicators, aggregates and columns of a units' table.

COINr's tables and the COIN Tool's workbook both come to this form; how each is
read is left to ``coinr`` and ``coin_tool``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from steelyard.errors import DataError, Problem
from steelyard.i18n import Message, message

__all__ = ["Aggregate", "IndexOf", "Indicator", "UnitColumn", "top_of"]

Goalposts = tuple[float | None, float | None]


@dataclass(frozen=True)
class Aggregate:
    """A criterion: its code, name and weight, and the code of the criterion it is part of."""

    code: str
    title: str
    weight: float
    parent: str | None


@dataclass(frozen=True)
class Indicator:
    """An indicator, with what other programs know of it.

    Parameters
    ----------
    code
        The header of its column.
    title
        What readers call it.
    weight, parent
        As of an aggregate.
    direction
        1 if more is better, -1 if less is.
    unit
        Unit of measurement.
    denominator
        The code of the column that it is divided by.
    target
        The figure to be reached.
    goalposts
        The figures between which it is to be scored.
    """

    code: str
    title: str
    weight: float
    parent: str | None
    direction: Literal[1, -1]
    unit: str | None = None
    denominator: str | None = None
    target: float | None = None
    goalposts: Goalposts = (None, None)


@dataclass(frozen=True)
class UnitColumn:
    """A column beside the indicators: the key, a name, a group, a denominator, the period."""

    role: Literal["key", "title", "group", "denominator", "period"]
    code: str
    title: str
    unit: str | None = None


@dataclass(frozen=True)
class IndexOf:
    """A whole index.

    Parameters
    ----------
    table
        What the table of the units is called.
    indicators, aggregates, columns
        Its parts, in the order of their tables.
    sheet
        The sheet of a workbook that holds the units.
    missing
        Texts among the figures that mean “no value”, beside the usual ones.
    gaps
        The number of missing figures.
    remarks
        What else is to be asked.
    """

    table: str
    indicators: Sequence[Indicator]
    aggregates: Sequence[Aggregate]
    columns: Sequence[UnitColumn]
    sheet: str | None = None
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    gaps: int = 0
    remarks: Sequence[Message] = ()


def top_of(index: IndexOf, file: str) -> Aggregate:
    """Return the aggregate that is part of no other, once the tree is known to be one.

    Raises
    ------
    DataError
        The tree has no top or several, a part of it hangs on nothing or on itself, or an
        aggregate has no parts with a weight.
    """
    tops = [aggregate for aggregate in index.aggregates if aggregate.parent is None]
    if len(tops) != 1:
        said = message(
            "Exactly one aggregate is part of no other, the index; found: {found}.",
            found=", ".join(top.code for top in tops) or "–",
        )
        raise DataError(Problem(said, file=file))
    parents = {aggregate.code: aggregate.parent for aggregate in index.aggregates}
    parts: list[Indicator | Aggregate] = [*index.indicators, *index.aggregates]
    problems = []
    for part in parts:
        if part is not tops[0] and not _hangs(part.parent, parents, tops[0].code):
            said = message(
                "“{code}” is part of “{parent}”, which is no aggregate below the index.",
                code=part.code,
                parent=part.parent or "–",
            )
            problems.append(Problem(said, file=file))
    for code in parents:
        weights = [part.weight for part in parts if part.parent == code]
        if not weights:
            said = message("The aggregate “{code}” has no parts.", code=code)
            problems.append(Problem(said, file=file))
        elif not any(weights):
            said = message("All parts of “{code}” have the weight 0.", code=code)
            problems.append(Problem(said, file=file))
    if problems:
        raise DataError(problems)
    return tops[0]


def _hangs(code: str | None, parents: Mapping[str, str | None], top: str) -> bool:
    """Whether a chain of parents ends at the top."""
    for _step in range(len(parents) + 1):
        if code == top:
            return True
        if code is None or code not in parents:
            return False
        code = parents[code]
    return False
