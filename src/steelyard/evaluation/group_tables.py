"""The scheme's tables of measures: over the units with their scores, or the rows of another table.

Rows are those that were kept, with their derived figures; scores stand only beside units.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from steelyard.scheme.measures import MeasureTable
from steelyard.steps.measures import measure

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation

__all__ = ["tables_of"]


def tables_of(evaluation: Evaluation) -> dict[str, pl.DataFrame]:
    """Return the tables of measures by name.

    Parameters
    ----------
    evaluation
        An evaluation with its scores; its own ``group_tables`` are not looked at.

    Returns
    -------
    dict
        For each of the scheme's tables a row per group. A table over the units leaves out those
        that were screened out and those that are not on the list; a table over other rows has all
        that were kept.
    """
    return {
        name: measure(_rows(evaluation, table), table)
        for name, table in evaluation.scheme.tables.items()
    }


def _rows(evaluation: Evaluation, table: MeasureTable) -> pl.DataFrame:
    """Return the rows that a table measures; what was not delivered is missing."""
    of_units = table.on in (None, evaluation.scheme.units.table)
    if of_units:
        frame = _with_scores(evaluation, table)
    else:
        frame = evaluation.frames.get(str(table.on), pl.DataFrame())
    absent = {name for _place, name in table.names()} - set(frame.columns)
    labels = {*table.by, *(name for one in table.measures.values() for name in one.labels())}
    return frame.with_columns(
        pl.lit(None, pl.String if name in labels else pl.Float64).alias(name)
        for name in sorted(absent)
    )


def _with_scores(evaluation: Evaluation, table: MeasureTable) -> pl.DataFrame:
    """Return the units that are on the list, with the scores that the table names."""
    frame = evaluation.kept_frame
    named = {name for _place, name in table.names()}
    scored = frame.with_columns(
        pl.Series(name, values).fill_nan(None)
        for name, values in evaluation.node_scores.items()
        if name in named and name not in frame.columns
    )
    return scored if evaluation.listed.all() else scored.filter(evaluation.listed)
