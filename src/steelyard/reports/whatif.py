"""What if: planned rows among an edition's, evaluated again, and what that changes.

Whether the planned rows comply, the points and ranks of the units concerned before and
after, and how many others move. The edition itself does not change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from pathlib import Path

import numpy as np
import polars as pl

from steelyard.data.checks import ROW
from steelyard.errors import EditionError
from steelyard.evaluation.compliance import unit_column
from steelyard.evaluation.edition import Edition
from steelyard.evaluation.evaluate import evaluate
from steelyard.evaluation.evaluation import Evaluation
from steelyard.i18n import Message, message
from steelyard.reports.compliance import Breach, breaches_of, set_aside_of
from steelyard.reports.planned import Planned, read_planned
from steelyard.reports.words import Vocabulary, titled
from steelyard.scheme.scheme import Scheme

__all__ = ["NodeChange", "PlannedRow", "UnitChange", "WhatIf", "whatif"]


@dataclass(frozen=True)
class PlannedRow:
    """A planned row, and whether it complies.

    Parameters
    ----------
    table, record
        Its table and key.
    replaces
        Whether it takes the place of a row with that key.
    breaches
        The rules that it breaks.
    set_aside
        Why it would not be scored.
    """

    table: Message
    record: str
    replaces: bool
    breaches: tuple[Breach, ...]
    set_aside: tuple[Breach, ...]

    @property
    def complies(self) -> bool:
        """Whether it breaks no rule of the severity ``breach`` and would be scored."""
        return not self.set_aside and all(b.severity != "breach" for b in self.breaches)


@dataclass(frozen=True)
class NodeChange:
    """A node's score for one unit before and after; None where it has none."""

    node: str
    title: Message
    depth: int
    before: float | None
    after: float | None
    figure_before: float | None = None
    figure_after: float | None = None
    unit: str | None = None

    @property
    def changed(self) -> bool:
        """Whether score or figure is another."""
        return not (_same(self.before, self.after) and _same(self.figure_before, self.figure_after))


@dataclass(frozen=True)
class UnitChange:
    """A unit before and after.

    Parameters
    ----------
    key, title, period
        The unit.
    score_before, score_after, rank_before, rank_after
        Its total and its rank; None where it has none, or was not there before.
    ranked_before, ranked_after
        How many units have a rank on its list.
    nodes
        Every node of the tree, parents before their parts.
    """

    key: str
    title: str
    period: str | None
    score_before: float | None
    score_after: float | None
    rank_before: float | None
    rank_after: float | None
    ranked_before: int
    ranked_after: int
    nodes: tuple[NodeChange, ...]

    @property
    def unknown(self) -> tuple[NodeChange, ...]:
        """The indicators that are known before and not after.

        The planned rows leave out what they need. Where other parts then stand for them, the
        totals before and after do not compare.
        """
        return tuple(
            node
            for node in self.nodes
            if node.figure_before is not None and node.figure_after is None
        )


@dataclass(frozen=True)
class WhatIf:
    """What planned rows would change.

    Parameters
    ----------
    rows
        The planned rows.
    units
        The units that they are about.
    others
        How many other units would have another rank.
    """

    rows: tuple[PlannedRow, ...]
    units: tuple[UnitChange, ...]
    others: int

    @property
    def complies(self) -> bool:
        """Whether every planned row would be scored and is no breach of a rule."""
        return all(row.complies for row in self.rows)


def whatif(
    edition: Edition | str | Path,
    files: Mapping[str, Path] | None = None,
    rows: Sequence[str] = (),
) -> WhatIf:
    """Evaluate an edition again with planned rows.

    Parameters
    ----------
    edition
        An edition that carries its inputs, or its folder.
    files
        Files with planned rows, by table; they may leave columns out.
    rows
        Rows as text: ``investments: fund=F001, amount=1,200``.

    Raises
    ------
    UsageError
        If nothing is planned, or a table or column is unknown.
    DataError
        If a planned row cannot be read, refers to what is not there, or is refused by a rule.
    EditionError
        If the edition was written without its inputs.
    """
    edition = edition if isinstance(edition, Edition) else Edition.open(edition)
    if not edition.has_inputs:
        raise EditionError(
            message(
                "The edition {folder} was written without its inputs; this report needs them.",
                folder=str(edition.path),
            )
        )
    scheme, data = edition.scheme, edition.inputs()
    planned = read_planned(scheme, data, files or {}, rows)
    before, after = evaluate(scheme, data), evaluate(scheme, planned.data)
    return _Compared(scheme, planned, before, after).told()


@dataclass(frozen=True)
class _Compared:
    """Two evaluations, without and with the planned rows."""

    scheme: Scheme
    planned: Planned
    before: Evaluation
    after: Evaluation

    def told(self) -> WhatIf:
        concerned = self._concerned()
        moved = {unit for unit, pair in self._ranks().items() if not _same(*pair)}
        everyone = self._places(self.after)
        asked = [unit for unit in everyone if unit[0] in concerned]
        if not concerned:  # rows of nobody, such as a list: those that it changes
            asked = [unit for unit in everyone if unit in moved or self._rescored(unit)]
        return WhatIf(
            tuple(self._rows()),
            tuple(self._unit(unit) for unit in asked),
            len(moved - set(asked)),
        )

    def _rows(self) -> Iterator[PlannedRow]:
        words = Vocabulary(self.scheme)
        for table, origins in self.planned.rows.items():
            frame = self.planned.data.tables[table].filter(pl.col(ROW).is_in(list(origins)))
            key = self.scheme.inputs[table].key or tuple(frame.columns[:1])
            for row in frame.iter_rows(named=True):
                origin = origins[row[ROW]]
                where = (
                    (pl.col("table") == table)
                    & (pl.col("row") == row[ROW])
                    & pl.col("delivery").is_null()
                )
                yield PlannedRow(
                    table=words.table(table),
                    record="/".join(str(row[name]) for name in key),
                    replaces=row[ROW] in self.planned.replaced.get(table, frozenset()),
                    breaches=_given_in(breaches_of(self.after, words, where), origin.row),
                    set_aside=_given_in(set_aside_of(self.after, words, where), origin.row),
                )

    def _concerned(self) -> set[str]:
        """Return the keys of the units that planned rows belong to, or that refer to them."""
        units, found = self.scheme.units, set[str]()
        for table, origins in self.planned.rows.items():
            rows = self.planned.data.tables[table].filter(pl.col(ROW).is_in(list(origins)))
            column = unit_column(self.scheme, table)
            if column is not None:
                found |= set(rows[column].cast(pl.String).drop_nulls())
                continue
            frame = self.planned.data.tables[units.table]
            refers = [
                pl.col(name).is_in(rows[declared.references.partition(".")[2]].implode())
                for name, declared in self.scheme.table.columns.items()
                if declared.references is not None and declared.references.startswith(f"{table}.")
            ]
            if refers:
                found |= set(frame.filter(reduce(or_, refers))[units.key].cast(pl.String))
        return found

    def _places(self, evaluation: Evaluation) -> dict[tuple[str, str | None], int]:
        """Return the place of each unit and period in an evaluation."""
        units, frame = self.scheme.units, evaluation.kept_frame
        keys = frame[units.key].cast(pl.String)
        if units.period is None:
            return {(key, None): at for at, key in enumerate(keys)}
        periods = frame[units.period].cast(pl.String)
        return {pair: at for at, pair in enumerate(zip(keys, periods, strict=True))}

    def _ranks(self) -> dict[tuple[str, str | None], tuple[float | None, float | None]]:
        """Return the ranks before and after of every unit that was there before."""
        before, after = self._places(self.before), self._places(self.after)
        return {
            unit: (_known(self.before.ranks, at), _known(self.after.ranks, after.get(unit)))
            for unit, at in before.items()
        }

    def _rescored(self, unit: tuple[str, str | None]) -> bool:
        before, after = self._places(self.before).get(unit), self._places(self.after)[unit]
        return not _same(_known(self.before.score, before), _known(self.after.score, after))

    def _unit(self, unit: tuple[str, str | None]) -> UnitChange:
        before, after = self._places(self.before).get(unit), self._places(self.after)[unit]
        row = self.after.kept_frame.row(after, named=True)
        title = self.scheme.units.title
        return UnitChange(
            key=unit[0],
            title=unit[0] if title is None else str(row[title]),
            period=unit[1],
            score_before=_known(self.before.score, before),
            score_after=_known(self.after.score, after),
            rank_before=_known(self.before.ranks, before),
            rank_after=_known(self.after.ranks, after),
            ranked_before=_ranked(self.before, before),
            ranked_after=_ranked(self.after, after),
            nodes=tuple(self._nodes(before, after)),
        )

    def _nodes(self, before: int | None, after: int) -> Iterator[NodeChange]:
        words, units = Vocabulary(self.scheme), self.scheme.units.table
        tree = self.scheme.tree
        for name, node, depth in tree.walk(self.scheme.root) if tree is not None else ():
            figure = None if node.parts else node.indicator or name
            titles = words.column(units, figure) if figure is not None else titled(name)
            yield NodeChange(
                node=name,
                title=titled(node.title) if node.title else titles,
                depth=depth,
                before=_known(self.before.node_scores.get(name), before),
                after=_known(self.after.node_scores.get(name), after),
                figure_before=None if figure is None else _figure(self.before, figure, before),
                figure_after=None if figure is None else _figure(self.after, figure, after),
                unit=None if figure is None else words.unit(units, figure),
            )


def _given_in(breaches: tuple[Breach, ...], row: int | None) -> tuple[Breach, ...]:
    """Return breaches with the row of the file that a planned row was given in."""
    return tuple(replace(breach, row=row) for breach in breaches)


def _known(values: np.ndarray | None, at: int | None) -> float | None:
    if values is None or at is None or np.isnan(values[at]):
        return None
    return float(values[at])


def _figure(evaluation: Evaluation, name: str, at: int | None) -> float | None:
    frame = evaluation.kept_frame
    value = frame[name][at] if at is not None and name in frame.columns else None
    return float(value) if isinstance(value, int | float) else None


def _ranked(evaluation: Evaluation, at: int | None) -> int:
    """Return how many units have a rank on the list of a unit."""
    if at is None:
        return 0
    own = next(one.places for one in evaluation.lists() if at in one.places)
    return int((~np.isnan(evaluation.ranks[own])).sum())


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 1e-12 * max(abs(one), abs(other))
