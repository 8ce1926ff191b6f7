"""What differs from replication to replication beside the weights and the choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from steelyard.engines import Matrix, Vector

__all__ = ["Varied"]


@dataclass(frozen=True)
class Varied:
    """The figures of a block of replications.

    Parameters
    ----------
    figures
        (replications, units) by indicator: its score in each replication. Of a scheme
        that ranks by one figure: that figure, by its column.
    scales
        (replications,) by node: its drawn points over its own, by which its score is
        multiplied.
    """

    figures: Mapping[str, Matrix] = field(default_factory=dict)
    scales: Mapping[str, Vector] = field(default_factory=dict)
