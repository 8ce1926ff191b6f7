"""What an evaluation learned, by place; learned once, applied as often as wanted.

An evaluation asks one :class:`Calibrator` for each calibration: the recorder
learns it from the data, the playback takes it from a published edition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from steelyard.steps.calibration import Calibration

__all__ = ["Calibrator", "Playback", "Recorder"]


class Calibrator(Protocol):
    """Gives the calibration of a place in the evaluation."""

    def __call__(self, place: str, learn: Callable[[], Calibration]) -> Calibration:
        """Return the calibration of ``place``, by learning or from what was learned."""
        ...


@dataclass(frozen=True)
class Recorder:
    """Learns every calibration and keeps it.

    Parameters
    ----------
    learned
        The calibrations by place, in the order in which they were learned.
    """

    learned: dict[str, Calibration] = field(default_factory=dict)

    def __call__(self, place: str, learn: Callable[[], Calibration]) -> Calibration:
        """Learn, and keep."""
        calibration = learn()
        self.learned[place] = calibration
        return calibration


@dataclass(frozen=True)
class Playback:
    """Gives what was learned before; a place that nobody learned has no calibration."""

    learned: Mapping[str, Calibration]

    def __call__(self, place: str, learn: Callable[[], Calibration]) -> Calibration:
        """Return what was learned at ``place``.

        Raises
        ------
        KeyError
            If nothing was learned there: a group or period that the edition does not have.
        """
        return self.learned[place]
