"""The units of the last period by each method of an estimate, in the order of the ranking."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from steelyard.evaluation.estimates import MEDIAN, table_of
from steelyard.evaluation.estimates_read import APART, UNCERTAINTY
from steelyard.publish.source import Source
from steelyard.scheme.estimates import Estimates

__all__ = ["Known", "known_of"]


@dataclass(frozen=True)
class Known:
    """An estimate of the units of the last period.

    Parameters
    ----------
    source
        What is published.
    name, declared
        The estimate.
    frame
        The units' rows of its table, in the order of the ranking, with ``#rank`` and, where it
        was assessed, ``disagree_probability`` and the ratio's interval.
    """

    source: Source
    name: str
    declared: Estimates
    frame: pl.DataFrame

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods, and the median of all."""
        return (*self.declared.of, MEDIAN)

    @property
    def sure(self) -> bool:
        """Whether it was assessed how sure the values are."""
        return "disagree_probability" in self.frame.columns

    @cached_property
    def intervals(self) -> dict[tuple[str, str], tuple[float, float]]:
        """5% and 95% by unit and method, of those that were assessed."""
        frame = self._own(UNCERTAINTY)
        if frame is None:
            return {}
        known = frame.drop_nulls(["value_p05", "value_p95"])
        columns = known.select("unit", "method", "value_p05", "value_p95")
        return {(unit, method): (low, high) for unit, method, low, high in columns.iter_rows()}

    @cached_property
    def groups(self) -> dict[str, Any]:
        """The group within which inputs are typical, by unit."""
        column, key = self.declared.within, self.source.scheme.units.key
        rows = self.source.ranking.select(pl.col(key).cast(pl.String), pl.col(column or key))
        return dict(reversed(list(rows.iter_rows())))

    def _own(self, table: str) -> pl.DataFrame | None:
        """Return the rows of a table that are about these units and this estimate."""
        frame = self.source.table(table)
        if frame is None:
            return None
        own = frame.filter(pl.col("estimate") == self.name)
        return _of_period(self.source, own)

    def unit(self, key: str) -> dict[str, Any]:
        """Return how a unit is shown: its key, its title and its page."""
        return {
            "key": key,
            "title": self.source.titles.get(key, key),
            "address": f"units/{self.source.addresses[key]}",
        }


def known_of(source: Source) -> list[Known]:
    """Return the estimates of an edition; none where it has no tables of them."""
    return [
        Known(source, name, declared, _frame(source, name))
        for name, declared in source.scheme.estimates.items()
        if table_of(name) in source.files
    ]


def _frame(source: Source, name: str) -> pl.DataFrame:
    units = source.scheme.units
    table = source.table(table_of(name))
    assert table is not None
    own = _of_period(source, table)
    apart = source.table(APART)
    if apart is not None:
        sure = _of_period(source, apart.filter(pl.col("estimate") == name))
        columns = ["unit", "ratio_p05", "ratio_p95", "disagree_probability"]
        own = own.join(sure.select(columns), on="unit", how="left", maintain_order="left")
    ranked = pl.concat([one.frame.select(units.key, "rank") for one in source.current])
    order = ranked.select(
        pl.col(units.key).cast(pl.String).alias("unit"), pl.col("rank").alias("#rank")
    )
    return order.join(own, on="unit", how="inner", maintain_order="left")


def _of_period(source: Source, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the last period, keys as texts."""
    found = frame.with_columns(pl.col("unit").cast(pl.String))
    if "period" not in frame.columns:
        return found
    return found.filter(pl.col("period").cast(pl.String) == source.current[0].period)
