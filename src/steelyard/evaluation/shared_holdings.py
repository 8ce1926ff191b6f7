"""What several units hold: the same enterprise in two funds, with the amount of each."""

from __future__ import annotations

import polars as pl

from steelyard.evaluation.holdings import LABELS, Holdings
from steelyard.steps.groups import Groups

__all__ = ["shared_holdings", "shared_within"]

_COLUMNS = (
    *("period", "holding", "units", "groups", "amount_of_all"),
    *("group", "unit", "amount", "share"),
)


def shared_holdings(held: Holdings) -> pl.DataFrame:
    """Return a row per unit and thing that several units of a period hold, the largest first.

    Returns
    -------
    ``holding``, how many ``units`` and ``groups`` hold it and their ``amount_of_all``; the
    ``unit`` with its ``group``, ``amount`` and the ``share`` of what it holds, in per cent.
    """
    several = ["period", "holding"]
    found = held.of_several
    rows = found.join(held.wholes, on="place", how="left", maintain_order="left").with_columns(
        units=pl.col("unit").n_unique().over(several).cast(pl.Int64),
        groups=pl.struct("group").n_unique().over(several).cast(pl.Int64),
        amount_of_all=_sum_over(found, several),
        share=100.0 * pl.col("amount") / pl.col("whole"),
    )
    return rows.sort(
        ["period", "amount_of_all", "holding", "amount", "unit"],
        descending=[False, True, False, True, False],
        nulls_last=True,
    ).select(_COLUMNS)


def shared_within(shared: pl.DataFrame) -> pl.DataFrame:
    """Return for each group how many things several of its own units hold, and their amount."""
    within = shared.filter(pl.len().over(*LABELS, "holding") > 1)
    return (
        within.with_columns(shared_amount=_sum_over(within, list(LABELS)))
        .group_by(LABELS)
        .agg(
            pl.col("holding").n_unique().cast(pl.Int64).alias("shared_holdings"),
            pl.col("shared_amount").first(),
        )
    )


def _sum_over(frame: pl.DataFrame, by: list[str]) -> pl.Series:
    """Return beside each row the exact sum of the amounts of the rows that are alike."""
    groups = Groups.of(frame, by)
    return pl.Series(groups.totals(frame["amount"].to_numpy())[groups.numbers], dtype=pl.Float64)
