"""The figure that an indicator's score needs: the scheme's normalisation, turned round.

What a method learned from the data (bounds, means) is held as it is. Methods that give the same
score to many figures by where these stand among the others are not turned round.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from steelyard.engines import Vector
from steelyard.evaluation.blocks import labels_of
from steelyard.evaluation.steps import by_spec, settings
from steelyard.publish.units.members import Members
from steelyard.scheme.normalise import (
    Bands,
    Deduction,
    DistanceToMaximum,
    Goalposts,
    Identity,
    MinMax,
    Normalise,
    Proportional,
    Scaled,
    ZScore,
)
from steelyard.scheme.steps import DeriveStep, NormaliseStep
from steelyard.steps.calibration import Calibration
from steelyard.steps.normalise.needed import needed
from steelyard.steps.summary import worst_and_best

__all__ = ["Inverse"]


@dataclass(frozen=True)
class Inverse:
    """How the indicators of a list are scored, and which figures give a score.

    Parameters
    ----------
    members
        The list.
    """

    members: Members

    @cached_property
    def specs(self) -> Mapping[str, Normalise]:
        """How each indicator is scored; nothing where the way there cannot be gone back."""
        step = self._step
        if step is None:
            return {}
        nodes = self.members.source.scheme.indicators()
        return settings(nodes, self._columns, "normalise", step[1].normalise)

    @cached_property
    def best(self) -> Vector:
        """(nodes,) the greatest score thought possible of each indicator, NaN for criteria.

        What the method can give, where it is absolute and has an end; else the list's best.
        """
        found = np.full(len(self.members.nodes), np.nan)
        for name in self.members.leaves:
            at = self.members.nodes.index(name)
            spec = self.specs.get(name)
            most = None if spec is None or spec.relative else spec.maximum()
            known = self.members.scores[:, at][~np.isnan(self.members.scores[:, at])]
            found[at] = most if most is not None else known.max() if known.size else np.nan
        return found

    def figure(self, name: str, scores: Vector) -> Vector:
        """Return the figures that give scores of an indicator, (units,), NaN where none is told.

        Parameters
        ----------
        name
            The indicator.
        scores
            (units,) the scores wanted.
        """
        spec = self.specs.get(name)
        if spec is None or name in self._treated:
            return np.full(len(scores), np.nan)
        direction = -1.0 if self.members.source.nodes[name].direction == "down" else 1.0
        match spec:
            case Identity():
                return scores * direction
            case Scaled():
                worst, best = worst_and_best(*spec.from_, np.array(direction))
                return _line(scores, worst, best, *spec.range)
            case Bands() | Deduction() | Goalposts() | Proportional():
                told = [
                    None if np.isnan(score) else needed(spec, float(score), direction)
                    for score in scores
                ]
                return np.array(told, dtype=np.float64)
            case MinMax() | ZScore() | DistanceToMaximum():
                return self._learned(name, spec, scores, direction)
        return np.full(len(scores), np.nan)

    def _learned(
        self,
        name: str,
        spec: MinMax | ZScore | DistanceToMaximum,
        scores: Vector,
        direction: float,
    ) -> Vector:
        found = np.full(len(scores), np.nan)
        for label in dict.fromkeys(self._labels):
            rows = np.array([own == label for own in self._labels])
            calibration, at = self._calibration(name, label)
            if calibration is None or calibration.parameters["constant"][at]:
                continue
            learned = {key: float(values[at]) for key, values in calibration.parameters.items()}
            match spec:
                case MinMax():
                    ends = worst_and_best(
                        learned["least"], learned["greatest"], np.array(direction)
                    )
                    found[rows] = _line(scores[rows], *ends, *spec.range)
                case ZScore():
                    way = (scores[rows] - spec.mean) / spec.deviation
                    found[rows] = learned["mean"] + way * learned["deviation"] * direction
                case DistanceToMaximum():
                    found[rows] = _line(scores[rows], learned["worst"], learned["reference"], 0, 1)
        return found

    @cached_property
    def _step(self) -> tuple[int, NormaliseStep] | None:
        """The one step that scores, and its number; None where something comes after it."""
        steps = list(enumerate(self.members.source.scheme.steps, start=1))
        found = [(at, step) for at, step in steps if isinstance(step, NormaliseStep)]
        made = [at for at, step in steps if isinstance(step, DeriveStep) and at > 1]
        if len(found) != 1 or found[0][0] != len(steps) or made:
            return None
        return found[0]

    @cached_property
    def _columns(self) -> tuple[str, ...]:
        """The columns that the step scored, in its order."""
        frame = self.members.source.table("normalised")
        units = self.members.source.scheme.units
        names = [] if frame is None else frame.columns
        return tuple(name for name in names if name not in (units.key, units.period))

    def _calibration(self, name: str, label: str) -> tuple[Calibration | None, int]:
        """Return what was learned of an indicator, and its place in it."""
        if self._step is None:
            return None, 0
        for group, columns in enumerate(self._groups):
            if name in columns:
                known = self.members.source.edition.calibrations
                place = f"{self._step[0]}.normalise.{group}"
                return known.get(place + label, known.get(place)), columns.index(name)
        return None, 0

    @cached_property
    def _groups(self) -> list[tuple[str, ...]]:
        """The columns that share their settings; what was learned is filed by their number."""
        return [columns for _spec, columns in by_spec(self._columns, self.specs)]

    @cached_property
    def _labels(self) -> list[str]:
        """(units,) under which mark what was learned for each unit is filed."""
        within = None if self._step is None else self._step[1].within
        if within is None or within == self.members.source.scheme.units.period:
            return [self.members.label] * len(self.members)
        frame = self.members.one.frame
        # A column that the ranking does not show leaves units without what was learned for them.
        shown = frame[within] if within in frame.columns else pl.Series([None] * len(self.members))
        return [f"@{label}" for label in labels_of(shown)]

    @cached_property
    def _treated(self) -> frozenset[str]:
        """The indicators whose figures a treatment changed other than by cutting off ends."""
        names = self.members.leaves
        if self.members.source.table("treated") is None:
            return frozenset()
        after = self.members.figures("treated", names)
        before = self.members.figures("raw", names)
        filled = self.members.figures("imputed", names)
        before = np.where(np.isnan(before), filled, before)
        return frozenset(
            name for at, name in enumerate(names) if _reshaped(before[:, at], after[:, at])
        )


def _line(
    scores: Vector, worst: Vector | float, best: Vector | float, low: float, high: float
) -> Vector:
    found: Vector = worst + (scores - low) / (high - low) * (best - worst)
    return found


def _reshaped(before: Vector, after: Vector) -> bool:
    """Return whether figures became others, and not only the least or greatest that stayed."""
    changed = ~np.isnan(before) & ~np.isnan(after) & (before != after)
    if not changed.any():
        return False
    ends = (np.nanmin(after), np.nanmax(after))
    return not np.isin(after[changed], ends).all()
