"""The unit that a report is about: its place in an evaluation, its figures and its rows.

An edition is evaluated again from its inputs, with what it learned, so that reports look
at the same tables whether they begin from an edition or from an evaluation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.errors import EditionError, Problem, UsageError, nearest
from steelyard.evaluation.calibrations import Playback
from steelyard.evaluation.edition import Edition
from steelyard.evaluation.evaluate import evaluate
from steelyard.evaluation.evaluation import Evaluation
from steelyard.i18n import message
from steelyard.scheme.derived import CHILD_KINDS, Figure
from steelyard.scheme.scheme import Scheme
from steelyard.steps.derive import condition_figure, derive, structure_of
from steelyard.steps.derive.graph import Plan, plan
from steelyard.steps.derive.query import links_of, other_table

__all__ = ["Common", "Subject", "evaluation_of", "subject_of"]


def evaluation_of(source: Evaluation | Edition | str | Path) -> Evaluation:
    """Return an evaluation: as it is, or an edition's, from its inputs and what it learned.

    Raises
    ------
    EditionError
        If the edition was written without its inputs.
    """
    if isinstance(source, Evaluation):
        return source
    edition = source if isinstance(source, Edition) else Edition.open(source)
    if not edition.has_inputs:
        raise EditionError(
            message(
                "The edition {folder} was written without its inputs; this report needs them.",
                folder=str(edition.path),
            )
        )
    return evaluate(edition.scheme, edition.inputs(), calibrate=Playback(edition.calibrations))


@dataclass(frozen=True)
class Common:
    """What the units of an evaluation share, found once for reports of many of them.

    Parameters
    ----------
    evaluation
        The evaluation.
    """

    evaluation: Evaluation

    @cached_property
    def plan(self) -> Plan:
        """What each derived figure reads."""
        scheme = self.evaluation.scheme
        return plan(scheme.derived, structure_of(scheme))

    @cached_property
    def over(self) -> Mapping[str, Figure]:
        """The figures of the units over rows of other tables."""
        scheme = self.evaluation.scheme
        return {
            name: figure
            for name, figure in scheme.derived.items()
            if figure.kind in CHILD_KINDS
            and (figure.on or scheme.units.table) == scheme.units.table
        }

    @cached_property
    def marked(self) -> Mapping[str, pl.DataFrame]:
        """The tables with a column for each figure that asks for some of their rows only.

        The column ``counts:FIGURE`` is True, False, or null where that cannot be told.
        """
        scheme, frames = self.evaluation.scheme, self.evaluation.frames
        asked = {
            f"counts:{name}": condition_figure(figure.declaration.where, other_table(figure))
            for name, figure in self.over.items()
            if figure.declaration.where and other_table(figure) in frames
        }
        if not asked:
            return frames
        figures = {**scheme.derived, **asked}
        return derive(frames, figures, structure_of(scheme), list(asked))[0]


@dataclass(frozen=True)
class Subject:
    """One unit of an evaluation.

    Parameters
    ----------
    evaluation
        The evaluation.
    at
        The unit's place in the block.
    common
        What it shares with other units of the evaluation.
    """

    evaluation: Evaluation
    at: int
    common: Common

    @property
    def scheme(self) -> Scheme:
        """The scheme."""
        return self.evaluation.scheme

    @cached_property
    def row(self) -> Mapping[str, object]:
        """The unit's row of its table, derived figures included."""
        return self.evaluation.kept_frame.row(self.at, named=True)

    @property
    def key(self) -> str:
        """The unit's key."""
        return str(self.row[self.scheme.units.key])

    @property
    def period(self) -> str | None:
        """The period of the row, None without periods."""
        name = self.scheme.units.period
        return None if name is None else str(self.row[name])

    def number(self, column: str) -> float | None:
        """Return a figure of the unit as a number; None where it is missing or is none."""
        value = self.row.get(column)
        return float(value) if isinstance(value, int | float) else None

    def score(self, node: str) -> float | None:
        """Return the unit's score of a node, None where it has none."""
        scores = self.evaluation.node_scores.get(node)
        return None if scores is None or np.isnan(scores[self.at]) else float(scores[self.at])

    def raw(self, indicator: str) -> float | None:
        """Return the figure of an indicator before any step, None where it is missing."""
        block = self.evaluation.stages.get("raw")
        if block is None or indicator not in block.columns:
            return None
        place = self.evaluation.index[self.at]
        row = int(np.flatnonzero(block.places == place)[0])
        value = float(block.values[row, block.columns.index(indicator)])
        return None if np.isnan(value) else value

    def applies(self, node: str) -> bool:
        """Return whether a node applies to the unit."""
        mask = self.evaluation.inapplicable.get(node)
        return mask is None or not bool(mask[self.at])

    @cached_property
    def peers(self) -> NDArray[np.intp]:
        """The places of the units that are ranked against this one, itself among them."""
        lists = self.evaluation.lists()
        return next(own.places for own in lists if self.at in own.places)

    def rows(self, table: str) -> pl.DataFrame:
        """Return the rows of another table that belong to the unit, with derived figures.

        None belong where the table refers to the units in no way, or is not there.
        """
        if table not in self._plain:
            frame = self._marked(table)
            names = [name for name in frame.columns if not name.startswith("counts:")]
            self._plain[table] = frame.select(names)
        return self._plain[table]

    def _marked(self, table: str) -> pl.DataFrame:
        """Return the unit's rows of a table, with which of them count."""
        if table not in self._own:
            self._own[table] = self._find(table)
        return self._own[table]

    @cached_property
    def _own(self) -> dict[str, pl.DataFrame]:
        """The unit's rows of the tables that were asked for, with which of them count."""
        return {}

    @cached_property
    def _plain(self) -> dict[str, pl.DataFrame]:
        """The same without."""
        return {}

    def _find(self, table: str) -> pl.DataFrame:
        frame = self.common.marked.get(table)
        if frame is None:
            return pl.DataFrame()
        links = structure_of(self.scheme).links(self.scheme.units.table, table)
        if not links:
            return frame.clear()
        return frame.filter(
            reduce(and_, (pl.col(link.there) == pl.lit(self.row[link.here]) for link in links))
        )

    def flows(self, name: str) -> pl.DataFrame:
        """Return the rows that have the flows of a present value, in the order of their years.

        Parameters
        ----------
        name
            A present value of the units.

        Returns
        -------
        The rows with ``counts``: whether the year is after that of the valuation, null where it
        is missing.
        """
        figure, units = self.scheme.derived[name], self.scheme.units.table
        frame, told = self.evaluation.frames.get(other_table(figure)), figure.declaration
        if frame is None or told.year not in frame.columns:
            return pl.DataFrame(schema={"counts": pl.Boolean})
        links = links_of(units, figure, structure_of(self.scheme))
        own = reduce(and_, (pl.col(link.there) == pl.lit(self.row[link.here]) for link in links))
        since = pl.lit(self.number(told.since), pl.Float64)
        return frame.filter(own).with_columns(counts=pl.col(told.year) > since).sort(told.year)

    def counted(self, name: str) -> pl.Series:
        """Return which of the rows behind a figure satisfy its conditions.

        Parameters
        ----------
        name
            A figure of the units over the rows of another table.

        Returns
        -------
        (rows,) True, False, or null where that cannot be told; of :meth:`rows` of the table.
        """
        frame, column = self._marked(other_table(self.common.over[name])), f"counts:{name}"
        if column in frame.columns:
            return frame[column].alias(name)
        return pl.repeat(value=True, n=frame.height, eager=True).alias(name)


def subject_of(
    evaluation: Evaluation, unit: str, period: str | None = None, common: Common | None = None
) -> Subject:
    """Return a unit of an evaluation.

    Parameters
    ----------
    evaluation
        The evaluation.
    unit
        The unit's key, or its title where that is unambiguous.
    period
        The period; the last one that the unit has if absent.
    common
        What was found already for other units of the evaluation.

    Raises
    ------
    UsageError
        If there is no such unit or period.
    """
    shared = Common(evaluation) if common is None else common
    units, frame = evaluation.scheme.units, evaluation.kept_frame
    keys = frame[units.key].cast(pl.String)
    places = (keys == unit).arg_true()
    if not len(places) and units.title is not None:
        titled = (frame[units.title].cast(pl.String) == unit).arg_true()
        places = titled if keys.gather(titled).n_unique() == 1 else places
    if not len(places):
        raise _unknown(evaluation, unit, keys)
    if units.period is None:
        return Subject(evaluation, int(places[0]), shared)
    periods = frame[units.period].gather(places).cast(pl.String).to_list()
    wanted = _last(frame[units.period].gather(places)) if period is None else period
    if wanted not in periods:
        raise UsageError(
            message(
                "“{unit}” is not ranked in {period}; its periods are {known}.",
                unit=unit,
                period=wanted,
                known=", ".join(sorted(periods)),
            )
        )
    return Subject(evaluation, int(places[periods.index(wanted)]), shared)


def _last(periods: pl.Series) -> str:
    return str(periods.sort().cast(pl.String)[-1])


def _unknown(evaluation: Evaluation, unit: str, keys: pl.Series) -> UsageError:
    units = evaluation.scheme.units
    aside = evaluation.aside.filter(pl.col("table") == units.table)
    if unit in aside["unit"]:
        return UsageError(message("“{unit}” was set aside, so it has no scores.", unit=unit))
    text = message("The edition has no unit “{unit}”.", unit=unit)
    return UsageError(Problem(text, nearest=nearest(unit, [str(key) for key in keys])))
