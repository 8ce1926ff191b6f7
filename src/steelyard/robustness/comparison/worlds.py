"""The eight worlds between two editions, and what each of three causes has in a change of rank.

The method (the scheme), the data (the figures of the units) and the entrants (who is on the list)
are each as they were or as they are now. In a world every unit of its list has its figures from the
edition whose data it is, or from the other where that edition does not list it; the scheme is
applied from scratch, so that bounds and means are those of that world. The share of a cause is its
Shapley value: what it adds when it changes, averaged over the six orders in which the three can
change. Shares add up to the change, a cause that did not change has none, and no order comes first.

Shapley 1953, A value for n-person games, https://doi.org/10.1515/9781400881970-018; for the
decomposition of changes Shorrocks 2013, https://doi.org/10.1007/s10888-011-9214-z.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from steelyard.data.checks import ROW
from steelyard.data.dataset import Dataset
from steelyard.engines import Matrix
from steelyard.evaluation.evaluate import evaluate
from steelyard.robustness.comparison.part import Part
from steelyard.robustness.comparison.population import repopulated
from steelyard.robustness.comparison.reading import as_read
from steelyard.robustness.comparison.sameness import same_computation
from steelyard.robustness.comparison.standing import list_of
from steelyard.robustness.shapley import shapley_from_subsets
from steelyard.scheme.scheme import Scheme

__all__ = ["CAUSES", "Split", "World", "split"]

CAUSES = ("data", "method", "entrants")
"""In the order of the bits by which worlds are numbered."""


class World(NamedTuple):
    """Of which edition data, method and entrants are: 0 the earlier, 1 the later."""

    data: int
    method: int
    entrants: int


WORLDS = tuple(World(d, m, e) for e, m, d in product((0, 1), repeat=3))
"""All of them, by number: data count 1, the method 2, entrants 4."""


@dataclass(frozen=True)
class Split:
    """Ranks in all worlds, and what they say of the causes.

    Parameters
    ----------
    ranks
        (worlds, units), NaN where a unit has no rank in a world, or one on another list.
    shares
        (causes, units), in ranks risen, in the order of ``CAUSES``; NaN where a rank is missing.
    changed
        The causes that are not the same in both editions.
    evaluated
        How many of the worlds differ, and were evaluated.
    """

    ranks: Matrix
    shares: Matrix
    changed: tuple[str, ...]
    evaluated: int


def split(before: Part, after: Part, units: pl.DataFrame) -> Split:
    """Split the change of ranks between two editions.

    Parameters
    ----------
    before, after
        The editions.
    units
        ``key``, as text, and ``list``: whose change is split, and the list on which they are.

    Raises
    ------
    SteelyardError
        If a scheme cannot be applied to what the other was made for.
    """
    same = same_computation(before.scheme, after.scheme)
    worlds = _Worlds((before, after), (0, 0 if same else 1))
    found = [worlds.ranks(world) for world in WORLDS]
    ranks = np.empty((len(WORLDS), units.height))
    for at, number in enumerate(found):
        there = units.join(
            worlds.evaluated[number].ranks, on=["key", "list"], how="left", maintain_order="left"
        )
        ranks[at] = there["rank"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    changed = tuple(
        cause
        for bit, cause in enumerate(CAUSES)
        if any(found[at] != found[at | 1 << bit] for at in range(len(WORLDS)))
    )
    # Adding 0 makes a share of -0 one of 0.
    shares = shapley_from_subsets(-ranks) + 0.0
    return Split(ranks, shares, changed, len(worlds.evaluated))


class _Evaluated(NamedTuple):
    """A world that was evaluated."""

    method: int
    tables: Mapping[str, pl.DataFrame]
    ranks: pl.DataFrame


@dataclass
class _Worlds:
    """Evaluates worlds, those that do not differ only once.

    ``methods`` numbers the schemes, alike where they compute the same.
    """

    parts: tuple[Part, Part]
    methods: tuple[int, int]
    evaluated: list[_Evaluated] = field(default_factory=list)
    _read: dict[tuple[int, int], Part] = field(default_factory=dict)

    def ranks(self, world: World) -> int:
        """Return the number of the evaluation that has a world's ranks."""
        method, frames = self.methods[world.method], self._frames(world)
        tables = {name: _in_order(frame) for name, frame in frames.items()}
        for number, known in enumerate(self.evaluated):
            if known.method == method and _same(known.tables, tables):
                return number
        scheme = self.parts[world.method].scheme
        self.evaluated.append(_Evaluated(method, tables, _ranked(scheme, frames)))
        return len(self.evaluated) - 1

    def _frames(self, world: World) -> Mapping[str, pl.DataFrame]:
        base = self._as_read(world.method, world.data)
        if world.entrants == world.data:
            return base.frames
        other = self._as_read(world.method, 1 - world.data)
        return repopulated(base, other, other.listed)

    def _as_read(self, method: int, data: int) -> Part:
        """Return the tables of one edition as the scheme of one reads them."""
        if (method, data) not in self._read:
            self._read[method, data] = as_read(self.parts[method], self.parts[data])
        return self._read[method, data]


def _in_order(frame: pl.DataFrame) -> pl.DataFrame:
    """Return what a table says, whatever the order of its rows and columns."""
    columns = sorted(name for name in frame.columns if name != ROW)
    return frame.select(columns).sort(columns)


def _same(one: Mapping[str, pl.DataFrame], other: Mapping[str, pl.DataFrame]) -> bool:
    return one.keys() == other.keys() and all(
        frame.schema == other[name].schema and frame.equals(other[name])
        for name, frame in one.items()
    )


def _ranked(scheme: Scheme, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the ranks of the last period: ``key``, ``list`` and ``rank``."""
    found = evaluate(scheme, Dataset(frames))
    units, frame = scheme.units, found.kept_frame
    ranked = frame.with_columns(pl.Series("_rank", found.ranks).fill_nan(None))
    if units.period is not None:
        last: Any = found.units_frame[units.period].max()
        ranked = ranked.filter(pl.col(units.period) == last)
    return ranked.select(
        pl.col(units.key).cast(pl.String).alias("key"),
        list_of(scheme).alias("list"),
        pl.col("_rank").alias("rank"),
    )
