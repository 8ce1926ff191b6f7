"""What is counted of each group of a column: units, share, scores, best, places among the first.

Units that state no group are a row of their own at the end; the concentration leaves them out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from steelyard.publish.groups.chance import expected
from steelyard.publish.groups.selection import Selection

__all__ = ["FIRSTS", "Tally"]

FIRSTS = (10, 50, 100)
"""Among how many of the first the units of a group are counted."""
GROUP = "_group"


@dataclass(frozen=True)
class Tally:
    """The groups of a column.

    Parameters
    ----------
    selection
        Which units.
    column
        The group column.
    key
        The column of the units' keys.
    """

    selection: Selection
    column: str
    key: str

    @cached_property
    def frame(self) -> pl.DataFrame:
        """The units: ``_group`` (text; missing where nothing is stated), key, rank, score."""
        given = self.selection.frame
        text = pl.col(self.column).cast(pl.String)
        score = pl.col("score") if "score" in given.columns else pl.lit(None)
        return given.select(
            pl.when(text.str.strip_chars() != "").then(text).alias(GROUP),
            pl.col(self.key).cast(pl.String).alias("key"),
            pl.col("rank").cast(pl.Float64),
            score.cast(pl.Float64).fill_nan(None).alias("score"),
        )

    @cached_property
    def firsts(self) -> tuple[int, ...]:
        """Among how many of the first units are counted: fewer than the list has."""
        last = self.frame["rank"].max()
        if not self.selection.ranked_together or not isinstance(last, float):
            return ()
        return tuple(first for first in FIRSTS if first < last)

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The groups as plain data, the largest first; without one at the end.

        Of each: ``value``, ``units``, ``share`` (of all units, 0 to 1), ``ranked``, ``mean``,
        ``median`` (of scores); where ranks are of one list ``best`` (the best unit's key),
        ``best_rank``, ``median_rank``; and ``first``, for each of :attr:`firsts` its units, how
        many to expect, and whether that is ``more`` or ``fewer`` than chance would give.
        """
        ranked = pl.col("rank").is_not_null()
        found = (
            self.frame.group_by(GROUP, maintain_order=True)
            .agg(
                pl.len().alias("units"),
                ranked.sum().alias("ranked"),
                pl.col("score").mean().alias("mean"),
                pl.col("score").median().alias("median"),
                pl.col("key").filter(ranked).first().alias("best"),  # they are best first
                pl.col("rank").min().alias("best_rank"),
                pl.col("rank").median().alias("median_rank"),
                *((pl.col("rank") <= first).sum().alias(f"first_{first}") for first in self.firsts),
            )
            .sort(
                pl.col(GROUP).is_null(),
                -pl.col("units").cast(pl.Int64),
                "best_rank",
                GROUP,
                nulls_last=True,
            )
        )
        return [self._row(row) for row in found.iter_rows(named=True)]

    def _row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        counted = ("units", "ranked", "mean", "median")
        of_ranks = ("best", "best_rank", "median_rank")
        together = self.selection.ranked_together
        return {
            "value": row[GROUP],
            **{name: row[name] for name in counted},
            "share": row["units"] / self.frame.height,
            **{name: row[name] if together else None for name in of_ranks},
            "first": [self._first(row, first) for first in self.firsts],
        }

    def _first(self, row: Mapping[str, Any], first: int) -> dict[str, Any]:
        ranked = self.frame["rank"]
        here = int((ranked <= first).sum())
        units = row[f"first_{first}"]
        chance = expected(row["ranked"], here, ranked.count())
        odds = "more" if units > chance.high else "fewer" if units < chance.low else None
        return {"first": first, "units": units, "expected": chance.mean, "odds": odds}

    @property
    def stated(self) -> list[dict[str, Any]]:
        """The groups that have a name."""
        return [row for row in self.rows if row["value"] is not None]

    @property
    def unstated(self) -> int:
        """How many units state no group."""
        return sum(row["units"] for row in self.rows if row["value"] is None)

    @cached_property
    def concentration(self) -> dict[str, float | None]:
        """How far the units are gathered in few groups; missing where none states a group.

        With s the share of each group in the units that state one: ``herfindahl`` H = Σ s², from
        1/n for n groups of one size to 1 for one group; ``effective`` 1/H, how many groups of one
        size would be as concentrated; ``largest`` the share of the three largest.

        Sources: A. O. Hirschman, The Paternity of an Index, American Economic Review 54 (1964),
        761; M. Laakso, R. Taagepera, “Effective” Number of Parties, Comparative Political Studies
        12 (1979), 3–27.
        """
        counts = [row["units"] for row in self.stated]
        total = sum(counts)
        if not total:
            return {"herfindahl": None, "effective": None, "largest": None}
        # In whole numbers to the last step, so that the order of groups cannot show.
        squares = sum(count * count for count in counts)
        return {
            "herfindahl": squares / total**2,
            "effective": total**2 / squares,
            "largest": sum(counts[:3]) / total,
        }
