"""A group whose units were compared with each other, and what is told of each and of all."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from steelyard.engines import Vector
from steelyard.evaluation.holdings import LABELS, Group
from steelyard.steps.homogeneity import (
    Overlaps,
    concentration,
    effective_number,
    overlap_with_rest,
    overlaps,
    portfolios,
    specialisation,
)

__all__ = ["GROUPS", "MOST_PAIRS", "PAIRS", "UNITS", "Compared"]

MOST_PAIRS = 10
"""How many of the most alike pairs of a group are named."""
_INDEX = 10_000.0
"""The scale on which competition authorities print the Herfindahl–Hirschman index."""

_LABELLED = dict.fromkeys(LABELS, pl.String)
UNITS = pl.Schema(
    {
        **_LABELLED,
        "unit": pl.String,
        "amount": pl.Float64,
        "herfindahl": pl.Float64,
        "effective_fields": pl.Float64,
        "overlap_with_rest": pl.Float64,
        "mean_overlap": pl.Float64,
        "most_alike": pl.String,
        "greatest_overlap": pl.Float64,
    }
)
PAIRS = pl.Schema(
    {
        **_LABELLED,
        "unit": pl.String,
        "other": pl.String,
        "overlap": pl.Float64,
        "amount_in_common": pl.Float64,
    }
)


GROUPS = pl.Schema(
    {
        **_LABELLED,
        "units": pl.Int64,
        "holders": pl.Int64,
        "amount": pl.Float64,
        "fields": pl.Int64,
        "herfindahl": pl.Float64,
        "effective_fields": pl.Float64,
        "mean_overlap": pl.Float64,
        "specialisation": pl.Float64,
        "top_field": pl.String,
        "top_share": pl.Float64,
    }
)


@dataclass(frozen=True)
class Compared:
    """A group whose units were compared.

    Parameters
    ----------
    group
        The group.
    own
        (units,) the Herfindahl–Hirschman index of each unit's own fields.
    rest
        (units,) overlap with the rest of the group put together.
    overlaps
        Overlaps two by two.
    """

    group: Group
    own: Vector
    rest: Vector
    overlaps: Overlaps

    @classmethod
    def of(cls, group: Group) -> Compared:
        """Compare the units of a group."""
        shares = portfolios(group.amounts)
        return cls(
            group,
            concentration(shares),
            overlap_with_rest(group.amounts),
            overlaps(shares, MOST_PAIRS),
        )

    def _labelled(self, **columns: object) -> pl.DataFrame:
        labels = {"period": self.group.period, "group": self.group.label}
        return pl.DataFrame(columns).with_columns(
            pl.lit(value, pl.String).alias(name) for name, value in labels.items()
        )

    def units(self) -> pl.DataFrame:
        """Return a row per unit."""
        keys, nearest = self.group.units["unit"], self.overlaps.nearest
        found = self._labelled(
            unit=keys,
            amount=self.group.units["amount"],
            herfindahl=_INDEX * self.own,
            effective_fields=effective_number(self.own),
            overlap_with_rest=self.rest,
            mean_overlap=self.overlaps.mean,
            most_alike=[keys[at] if at >= 0 else None for at in nearest.tolist()],
            greatest_overlap=self.overlaps.greatest,
        )
        return found.select(UNITS.names()).cast(UNITS).fill_nan(None)

    def pairs(self) -> pl.DataFrame:
        """Return the most alike pairs, with what both have in the same fields."""
        keys, amounts = self.group.units["unit"], self.group.amounts
        first, second = self.overlaps.pairs[:, 0], self.overlaps.pairs[:, 1]
        found = self._labelled(
            unit=keys.gather(first),
            other=keys.gather(second),
            overlap=self.overlaps.of_pairs,
            amount_in_common=np.minimum(amounts[first], amounts[second]).sum(axis=1),
        )
        return found.select(PAIRS.names()).cast(PAIRS)

    def row(self, of_all: Mapping[str, float]) -> dict[str, object]:
        """Return what is told of the group, beside the shares of all groups together."""
        group = self.group
        amounts = group.amounts.sum(axis=0)
        shares = portfolios(amounts[None])
        index = concentration(shares)
        told: dict[str, object] = {
            "period": group.period,
            "group": group.label,
            "units": group.units.height,
            "holders": int((group.units["amount"] > 0).sum()),
            "amount": math.fsum(group.units["amount"]),
            "fields": len(group.fields),
        }
        if not group.fields:
            return told
        every = dict.fromkeys(of_all, 0.0) | dict(
            zip(group.fields, shares[0].tolist(), strict=True)
        )
        top = int(amounts.argmax())
        known = self.overlaps.mean[~np.isnan(self.overlaps.mean)]
        return told | {
            "herfindahl": _INDEX * index.item(),
            "effective_fields": effective_number(index).item(),
            "mean_overlap": known.mean() if len(known) else None,
            "specialisation": specialisation(
                np.array(list(every.values())), np.array(list(of_all.values()))
            ),
            "top_field": group.fields[top],
            "top_share": 100.0 * shares[0, top],
        }
