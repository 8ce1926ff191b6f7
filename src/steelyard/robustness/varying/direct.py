"""Figures of all replications at once, outside SQL: present values and regret.

The arithmetic is that of ``steelyard.steps.derive.valuation``, operation by operation, so that
both give the same bits; a present value then takes a division and a sum for each year.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.evaluation.blocks import numbers_of
from steelyard.scheme.derived import Figure
from steelyard.scheme.valuation import PresentValue, Regret
from steelyard.steps.derive.discounting import present_value
from steelyard.steps.derive.query import links_of
from steelyard.steps.derive.related import place
from steelyard.steps.derive.structure import Structure

__all__ = ["directly", "fixed"]

Frames = Mapping[str, pl.DataFrame]
Cells = Mapping[str, Matrix]


def fixed(figure: Figure) -> Collection[str]:
    """Return the columns of a figure's row that must not vary for it to be computed here."""
    declared = figure.declaration
    if isinstance(declared, PresentValue):
        return (declared.since,)
    return declared.within if isinstance(declared, Regret) else ()


def directly(figure: Figure, frames: Frames, cells: Cells, structure: Structure) -> Matrix:
    """Return a figure of the units for all replications; (rows, replications).

    Parameters
    ----------
    figure
        A present value whose flows and days do not vary, or a regret in circles that do not.
    frames
        The tables.
    cells
        (rows, replications) by column of the units' table, those that vary.
    structure
        How the tables hang together.
    """
    frame = frames[structure.units]

    def column(name: str) -> Matrix:
        return cells[name] if name in cells else _numbers(frame, name)[:, np.newaxis]

    count = next(iter(cells.values())).shape[1]
    found = np.full((frame.height, count), np.nan, order="F")
    declared = figure.declaration
    if isinstance(declared, PresentValue):
        growth = None if declared.growth is None else column(declared.growth)
        middle = declared.flows == "middle"
        for rows, flows in _due(figure, frames, structure):
            found[rows] = present_value(
                flows,
                column(declared.rate)[rows],
                None if growth is None else growth[rows],
                middle=middle,
            )
    else:
        of = column(declared.of)
        best = np.fmax if declared.best == "most" else np.fmin
        there = set(declared.within) <= set(frame.columns)
        for circle in _circles(frame.select(declared.within)) if there else []:
            whole, own = best.reduce(of[circle], axis=0), of[circle]
            found[circle] = whole - own if declared.best == "most" else own - whole
    found[~np.isfinite(found)] = np.nan
    return found


def _due(
    figure: Figure, frames: Frames, structure: Structure
) -> list[tuple[NDArray[np.intp], Matrix]]:
    """Return the rows with sound flows and these, the last year first, by their number of years."""
    declared = figure.declaration
    other, flow = place(declared.of)
    links = links_of(structure.units, figure, structure)
    frame, rows = frames[structure.units], frames.get(other, pl.DataFrame())
    if not {link.there for link in links} <= set(rows.columns):
        return []
    own = frame.select(
        *(pl.col(link.here).alias(f"#{at}") for at, link in enumerate(links)),
        since=pl.Series(_numbers(frame, declared.since)).fill_nan(None),
    ).with_row_index("#row")
    told = rows.select(
        *(
            pl.col(link.there).cast(frame.schema[link.here]).alias(f"#{at}")
            for at, link in enumerate(links)
        ),
        year=pl.Series(_numbers(rows, declared.year)).fill_nan(None),
        flow=pl.Series(_numbers(rows, flow)).fill_nan(None),
    )
    joined = own.join(told, on=[f"#{at}" for at in range(len(links))], maintain_order="left")
    undated = joined.filter(pl.col("year").is_null())["#row"].unique()
    due = (
        joined.filter(pl.col("year") > pl.col("since"), ~pl.col("#row").is_in(undated.implode()))
        .sort("#row", "year")
        .group_by("#row", maintain_order=True)
        .agg(
            pl.col("flow").reverse(),
            years=pl.len(),
            sound=(
                (pl.col("year") - pl.col("since") == pl.int_range(1, pl.len() + 1))
                & pl.col("flow").is_not_null()
            ).all(),
        )
        .filter("sound")
    )
    return [
        (
            group["#row"].to_numpy().astype(np.intp),
            np.array(group["flow"].to_list(), dtype=np.float64),
        )
        for _years, group in due.group_by("years", maintain_order=True)
    ]


def _numbers(frame: pl.DataFrame, name: str) -> Vector:
    """Return a column as numbers; one that is declared and not there is missing."""
    return numbers_of(frame[name]) if name in frame.columns else np.full(frame.height, np.nan)


def _circles(within: pl.DataFrame) -> list[NDArray[np.intp]]:
    """Return the rows of each circle; rows that lack a column of it are in none."""
    numbered = within.with_row_index("#row").drop_nulls()
    groups = numbered.group_by(within.columns, maintain_order=True).agg("#row")
    return [np.asarray(rows, dtype=np.intp) for rows in groups["#row"].to_list()]
