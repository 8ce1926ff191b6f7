"""Who came to a group, who left it, and what they have in the change of its sum.

Of units that are on both lists the sum changes by their own growth; of the others because they
came or went. The parts add up to the change::

    Δ = Σ stayed (now − before) + Σ known now − Σ not known any more
        + Σ entered − Σ left + Σ moved in − Σ moved out

Each part is an exactly rounded sum. A unit that is on both lists in different groups has moved:
in the whole it has stayed. Of a unit whose figure only one edition knows nobody can say that it
grew, so it stands apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.engines import Vector
from steelyard.evaluation.blocks import numbers_of
from steelyard.robustness.comparison.roster import KEY
from steelyard.steps.totals import group_totals

__all__ = ["PARTS", "Movement"]

PARTS = ("stayed", "known", "entered", "left", "moved_in", "moved_out")
"""Of what the change of a sum consists; ``left`` and ``moved_out`` are taken away."""
_NONE = -1
_THEN = "#before"


@dataclass(frozen=True)
class Movement:
    """The units of two lists, in the groups of one table.

    Parameters
    ----------
    labels
        A row per group, its labels as texts.
    units
        A row per unit of either list: the figures now, ``NAME``, and before, ``NAME#before``.
    before, after
        (units,) the number of the group in which a unit was and is; -1 where it is not listed.
    """

    labels: pl.DataFrame
    units: pl.DataFrame
    before: NDArray[np.intp]
    after: NDArray[np.intp]

    @classmethod
    def of(cls, before: pl.DataFrame, after: pl.DataFrame, by: Sequence[str]) -> Movement:
        """Return the movement between two rosters that have the columns ``by`` and figures."""
        then, now = (_labelled(frame, by) for frame in (before, after))
        labels = pl.concat([now.select(by), then.select(by)]).unique(maintain_order=True)
        numbered = labels.with_row_index("#at") if by else pl.DataFrame({"#at": [0]})
        sides = [_numbered(frame, numbered, by) for frame in (then, now)]
        units = sides[1].join(sides[0], on=KEY, how="full", coalesce=True, suffix=_THEN)
        # A full join keeps no order of its own; sums are exact, so it shows nowhere.
        places = [
            units[name].cast(pl.Int64).fill_null(_NONE).to_numpy().astype(np.intp)
            for name in (f"#at{_THEN}", "#at")
        ]
        return cls(labels, units, *places)

    def whole(self) -> Movement:
        """Return the same units as one group."""
        before, after = (np.where(one == _NONE, _NONE, 0) for one in (self.before, self.after))
        return Movement(pl.DataFrame(), self.units, before, after)

    @property
    def _groups(self) -> int:
        return self.labels.height if self.labels.width else 1

    def _masks(self) -> dict[str, NDArray[np.bool_]]:
        here, there = self.after != _NONE, self.before != _NONE
        return {
            "stayed": here & there & (self.before == self.after),
            "entered": here & ~there,
            "left": there & ~here,
            "moved": here & there & (self.before != self.after),
        }

    def counts(self) -> pl.DataFrame:
        """Return for each group how many units it had, kept, won and lost, and has.

        ``after = before + entered + moved_in − left − moved_out``.
        """
        masks = self._masks()
        where = {
            "before": self.before[self.before != _NONE],
            "stayed": self.after[masks["stayed"]],
            "entered": self.after[masks["entered"]],
            "left": self.before[masks["left"]],
            "moved_in": self.after[masks["moved"]],
            "moved_out": self.before[masks["moved"]],
            "after": self.after[self.after != _NONE],
        }
        counted = {
            name: np.bincount(groups, minlength=self._groups).astype(np.int64)
            for name, groups in where.items()
        }
        return self._beside(counted)

    def sums(self, figure: str, scale: float = 1.0) -> pl.DataFrame:
        """Return for each group its sum of a figure before and now, and what changed it.

        Parameters
        ----------
        figure
            The figure, as the rosters call it.
        scale
            What one unit of measurement of the earlier edition is in that of the later.
        """
        now = numbers_of(self.units[figure])
        then = numbers_of(self.units[f"{figure}{_THEN}"]) * scale
        masks = self._masks()
        both = ~np.isnan(now) & ~np.isnan(then)
        stayed = masks["stayed"]
        nothing = np.zeros(len(now), dtype=np.bool_)
        found = {
            "before": self._total(nothing, self.before != _NONE, now, then, taken=False),
            "after": self._total(self.after != _NONE, nothing, now, then),
            "stayed": self._total(stayed & both, stayed & both, now, then),
            "known": self._total(stayed & ~both, stayed & ~both, now, then),
            "entered": self._total(masks["entered"], nothing, now, then),
            "left": self._total(nothing, masks["left"], now, then, taken=False),
            "moved_in": self._total(masks["moved"], nothing, now, then),
            "moved_out": self._total(nothing, masks["moved"], now, then, taken=False),
            "change": self._total(self.after != _NONE, self.before != _NONE, now, then),
        }
        return self._beside(found)

    def _beside(self, found: Mapping[str, NDArray[Any]]) -> pl.DataFrame:
        columns = [pl.Series(name, values) for name, values in found.items()]
        return pl.DataFrame([*self.labels.get_columns(), *columns])

    def _total(
        self,
        plus: NDArray[np.bool_],
        minus: NDArray[np.bool_],
        now: Vector,
        then: Vector,
        *,
        taken: bool = True,
    ) -> Vector:
        """Return Σ now over some units − Σ then over others, exactly rounded; (groups,).

        Units without the figure add nothing. With ``taken`` false Σ then is added.
        """
        plus, minus = plus & ~np.isnan(now), minus & ~np.isnan(then)
        values = np.concatenate([now[plus], -then[minus] if taken else then[minus]])
        groups = np.concatenate([self.after[plus], self.before[minus]])
        # Adding 0 makes a sum of -0 one of 0.
        return np.nan_to_num(group_totals(values, groups, self._groups), nan=0.0) + 0.0


def _labelled(frame: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Return a roster with its labels as texts; where none is stated it is empty."""
    return frame.with_columns(pl.col(name).cast(pl.String).fill_null("") for name in by)


def _numbered(frame: pl.DataFrame, labels: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Return a roster with the number of each unit's group in place of its labels."""
    if not by:
        return frame.with_columns(pl.lit(0, pl.UInt32).alias("#at"))
    joined = frame.join(labels, on=list(by), how="left", maintain_order="left")
    return joined.drop(by)
