"""The lists of an evaluation: each period, and each group that is ranked apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.evaluation.blocks import labels_of
from steelyard.scheme.scheme import Scheme
from steelyard.steps.block import Block

__all__ = ["RankedList", "lists_of"]


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
