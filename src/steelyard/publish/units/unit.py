"""What is known of one unit, free of language: plain figures that go to another process.

Other units are named by their place in :attr:`steelyard.publish.source.Source.keys`, nodes by
their place in the tree, lists by their place among :class:`Home`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.publish.units.admission import Admission
from steelyard.publish.units.cards import Card, Stated
from steelyard.publish.units.estimates import Estimated
from steelyard.publish.units.in_plane import InPlane
from steelyard.publish.units.passing import Passing
from steelyard.publish.units.peers import Peers
from steelyard.publish.units.sureness import Sureness

__all__ = ["Before", "Home", "Period", "Unit"]


@dataclass(frozen=True)
class Home:
    """A list, as the pages of its units need it.

    Parameters
    ----------
    list
        Its place among the lists of the publication.
    units
        (units,) which unit each row is.
    ranked
        How many have a rank.
    ranks, score
        (units,) their ranks and what is ranked.
    length, on
        How many units are on the list where the others are candidates only, None where all are;
        (units,) which are on it.
    median, decimals
        The median of what is ranked, and how many decimals it is shown with.
    weights, medians, least, greatest
        (nodes,) each node's weight within its parent, the list's median, least and greatest score.
    score_places, figure_places
        (nodes,) how many decimals the node's scores, and the indicator's figures, are shown with.
    first
        (units, nodes) the scores of the nodes of the first level.
    """

    list: int
    units: NDArray[np.intp]
    ranked: int
    ranks: Vector
    score: Vector
    length: int | None
    on: NDArray[np.bool_]
    median: float | None
    decimals: int
    weights: Vector
    medians: Vector
    least: Vector
    greatest: Vector
    score_places: tuple[int, ...]
    figure_places: tuple[int, ...]
    first: Matrix

    @cached_property
    def of_longer(self) -> bool:
        """Whether the ranks are those of a longer list, of which only some units are here."""
        return float(np.nanmax(self.ranks, initial=0.0)) > self.ranked


@dataclass(frozen=True)
class Period:
    """Where a unit stood in one period."""

    list: int
    rank: float | None
    of: int
    score: float | None
    change: float | None


@dataclass(frozen=True)
class Before:
    """Where a unit stood in the previous edition, and why it moved.

    Parameters
    ----------
    status
        ``stayed``, ``entered`` and the like.
    rank
        Its rank then.
    change, data, method, entrants
        By how many ranks it rose, and how many of them come from each.
    """

    status: str
    rank: float | None
    change: float | None
    data: float | None
    method: float | None
    entrants: float | None


@dataclass(frozen=True)
class Unit:
    """What is known of one unit.

    Parameters
    ----------
    at
        Its place among the units.
    home, row
        The list of its last period, and its row there.
    grade
        Its grade as the ranking has it.
    groups
        The value of each group column, and its rank within that group where there is one.
    scores, ranks, effects
        (nodes,) its score, its rank by the node alone, the node's effect on the total.
    raw, imputed, treated
        (indicators,) its figures before any step, where they were imputed, and where a treatment
        changed them; NaN elsewhere.
    inapplicable
        The nodes that do not apply to it.
    strengths, weaknesses
        Nodes, the most telling first.
    sure, passing, peers
        See there.
    periods
        Where it stood in each period, the last first; empty with fewer than two.
    before
        Where it stood in the previous edition.
    findings
        What should be known of its data, a text per language each, and how many more there are.
    own
        What its own people state of nodes, by node.
    card
        What stands in rows.
    admission
        Which thresholds for the list it meets; None where there are none.
    plane
        Its place in the plane of two criteria; None where there is none.
    estimates
        What each method gives where several estimate the same.
    """

    at: int
    home: int
    row: int
    grade: str | None
    groups: tuple[tuple[str | None, int | None], ...]
    scores: Vector
    ranks: Vector
    effects: Vector
    raw: Vector
    imputed: Vector
    treated: Vector
    inapplicable: frozenset[int]
    strengths: tuple[int, ...]
    weaknesses: tuple[int, ...]
    sure: Sureness | None
    passing: Passing | None
    peers: Peers
    periods: tuple[Period, ...]
    before: Before | None
    findings: tuple[tuple[str, Mapping[str, str]], ...]
    more_findings: int
    own: Mapping[int, Stated]
    card: Card
    admission: Admission | None
    plane: InPlane | None
    estimates: tuple[Estimated, ...]
