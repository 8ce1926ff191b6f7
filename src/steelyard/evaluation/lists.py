"""The lists of an evaluation: each period, each group that is ranked apart, and where they end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.engines import Vector
from steelyard.evaluation.blocks import labels_of, numbers_of
from steelyard.scheme.scheme import Scheme
from steelyard.steps.block import Block
from steelyard.steps.rank import among_first

__all__ = ["RankedList", "listed", "listed_in", "lists_of"]


class RankedList(NamedTuple):
    """The units that are ranked against each other.

    Parameters
    ----------
    period
        Their period, None without periods.
    places
        (members,) their places in the block.
    """

    period: float | None
    places: NDArray[np.intp]


def lists_of(
    scheme: Scheme, frame: pl.DataFrame, block: Block, groups: Sequence[str] | None = None
) -> list[RankedList]:
    """Return the lists, by period and by what is ranked apart.

    Parameters
    ----------
    scheme
        The scheme.
    frame
        The units' table, in the rows that the block refers to.
    block
        The units.
    groups
        Group columns within which there is a list each; those of the scheme's rank if absent.
    """
    apart = scheme.rank.within if groups is None else groups
    labels = [labels_of(frame[name])[block.places] for name in apart]
    if block.periods is None and not (labels and len(block.values)):
        return [RankedList(None, np.arange(len(block.values)))]
    columns = [*([] if block.periods is None else [block.periods]), *labels]
    codes = np.zeros(len(block.values), dtype=np.int64)
    for column in columns:
        _known, places = np.unique(column, return_inverse=True)
        codes = codes * (places.max(initial=0) + 1) + places
    members = [np.flatnonzero(codes == code) for code in np.unique(codes)]
    if block.periods is None:
        return [RankedList(None, own) for own in members]
    return [RankedList(float(block.periods[own[0]]), own) for own in members]


def listed(scheme: Scheme, ranks: Vector, lists: Sequence[RankedList]) -> NDArray[np.bool_]:
    """Return which units are on the list: all, or the first so many of each.

    Parameters
    ----------
    scheme
        The scheme, whose rank may say where a list ends.
    ranks
        (units,), NaN for units without a rank.
    lists
        The lists.

    Returns
    -------
    (units,); without ``first`` also units without a rank are listed, unless they must be admitted.
    """
    rule = scheme.rank
    if rule.first is None:
        # Where units must be admitted, those without a rank are not on the list.
        there: NDArray[np.bool_] = ~np.isnan(ranks) | (scheme.admission is None)
        return there
    found = np.zeros(len(ranks), dtype=np.bool_)
    for _period, places in lists:
        own = ranks[places]
        # Ranks that are given stand as they are: the file may have a part of a longer list.
        given = rule.given is not None
        found[places] = own <= rule.first if given else among_first(own, rule.first)
    return found


def listed_in(scheme: Scheme, ranking: pl.DataFrame) -> NDArray[np.bool_]:
    """Return which units of an edition's ranking are on the list; (rows,).

    Parameters
    ----------
    scheme, ranking
        The edition's scheme and its ranking.
    """
    apart = [name for name in (scheme.units.period, *scheme.rank.within) if name is not None]
    rows = ranking.with_row_index("#row").select("#row", *apart)
    lists: list[Any] = [
        RankedList(None, part["#row"].to_numpy().astype(np.intp))
        for part in (rows.partition_by(apart) if apart and ranking.height else [rows])
    ]
    return listed(scheme, numbers_of(ranking["rank"]), lists)
