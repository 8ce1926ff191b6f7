"""How sure a unit's place in the plane is: the joint distribution of two scores.

The replications are those of the ranking, draw by draw. For each unit the ellipse that would hold
95% of them were they normal, how many of them it does hold, and how often the unit lies in each
quadrant, with the cut of each replication where that is the median or the mean of the units.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.evaluation.evaluation import Evaluation
from steelyard.evaluation.plane import cut_axes, plane
from steelyard.i18n import Message, message
from steelyard.robustness.draws import seed_of, uniforms
from steelyard.robustness.lists import lists_of
from steelyard.robustness.model import Model
from steelyard.robustness.running import Span, run_blocks, spans
from steelyard.robustness.uncertainty import COMPILED_FROM, block_size
from steelyard.steps.plane import QUADRANTS, Ellipses, ellipses, inside, quadrants

__all__ = ["ELLIPSE", "PlaneUncertainty", "plane_uncertainty"]

ELLIPSE = 0.95
"""The share of a normal distribution that an ellipse holds."""
_KEPT = 1 << 21
"""Places that are kept, to count how many the ellipses hold: of small data those of all
replications, of large data those of the first."""
_NO_SPREAD = 1e-9
"""A standard deviation that is a smaller share of the axis's greatest score is rounding."""

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class PlaneUncertainty:
    """What the replications found of the units' places.

    Parameters
    ----------
    evaluation
        The nominal evaluation.
    placed
        (units,) in how many replications a unit has both scores.
    counts
        (quadrants, units) in how many it lies in each quadrant.
    mean
        (2, units) the mean of x and y.
    covariance
        (3, units) the variances of x and y, and their covariance.
    held
        (units,) the share of the kept replications that lie in the ellipse.
    replications, kept
        How many replications there are, and how many were kept to count ``held``.
    """

    evaluation: Evaluation
    placed: Counts
    counts: NDArray[np.int64]
    mean: Matrix
    covariance: Matrix
    held: Vector
    replications: int
    kept: int

    @property
    def shape(self) -> Ellipses:
        """The ellipses that hold 95% of a normal distribution with these variances."""
        xx, yy, xy = self.covariance
        return ellipses(xx, yy, xy, ELLIPSE)

    @cached_property
    def frame(self) -> pl.DataFrame:
        """A row per unit: mean, standard deviations, correlation, ellipse, probabilities."""
        nominal = plane(self.evaluation)
        assert nominal is not None
        labels = nominal.select(one for one in nominal.columns if one in ("unit", "period"))
        xx, yy, xy = self.covariance
        shape = self.shape
        with np.errstate(invalid="ignore", divide="ignore"):
            shares = np.where(self.placed > 0, self.counts / self.placed, np.nan)
            correlation = np.where((xx > 0) & (yy > 0), xy / np.sqrt(xx * yy), np.nan)
        own = nominal["quadrant"].replace_strict(
            dict(zip(QUADRANTS, range(4), strict=True)), default=None, return_dtype=pl.Int64
        )
        rows = np.arange(len(own))
        known = own.is_not_null().to_numpy()
        probability = np.where(known, shares[own.fill_null(0).to_numpy(), rows], np.nan)
        columns: dict[str, Vector] = {
            "x_mean": self.mean[0],
            "y_mean": self.mean[1],
            "x_deviation": np.sqrt(xx),
            "y_deviation": np.sqrt(yy),
            "covariance": xy,
            "axes_correlation": correlation,
            "ellipse_major": shape.major,
            "ellipse_minor": shape.minor,
            "ellipse_angle": shape.angle,
            "ellipse_holds": self.held,
            "in_plane": self.placed / self.replications,
            "quadrant_probability": probability,
            **{f"p_{code}": shares[at] for at, code in enumerate(QUADRANTS)},
        }
        return labels.with_columns(
            nominal["quadrant"],
            *(pl.Series(name, values).fill_nan(None) for name, values in columns.items()),
        )


def plane_uncertainty(
    evaluation: Evaluation,
    *,
    replications: int,
    seed: int = 0,
    threads: int | None = None,
    compiled: bool | None = None,
    progress: Callable[[float], None] | None = None,
) -> PlaneUncertainty | Message | None:
    """Replicate the places of units under draws of the scheme's assumptions.

    Parameters
    ----------
    evaluation
        The nominal evaluation.
    replications, seed, threads, compiled, progress
        As those of :func:`~steelyard.robustness.uncertainty.uncertainty`, whose replications
        these are.

    Returns
    -------
    PlaneUncertainty or Message or None
        None where the scheme has no plane or nothing varies; why not, where the ranks vary and
        the places cannot be followed.

    Raises
    ------
    UsageError
        If the seed is out of range.
    SchemeError, DataError
        If the assumptions cannot be used on these data.
    Interrupted
        If the user interrupts.

    Examples
    --------
    >>> from steelyard import Dataset, Scheme, evaluate
    >>> from steelyard.library import sample
    >>> scheme = Scheme.load("innovation-path")
    >>> evaluation = evaluate(scheme, Dataset.read(scheme.inputs, sample("innovation-path")))
    >>> found = plane_uncertainty(evaluation, replications=200)
    >>> found.frame.columns[:4]
    ['unit', 'quadrant', 'x_mean', 'y_mean']
    """
    scheme = evaluation.scheme
    if scheme.plane is None:
        return None
    seed_of(seed)
    model = Model.of(evaluation)
    if not model.assessed:
        return None
    if not scheme.rank.by_score:
        return message(
            "How sure places in the plane are was not assessed: the list is ranked by one figure, "
            "and only that is replicated."
        )
    use = len(evaluation.score) * replications >= COMPILED_FROM if compiled is None else compiled
    return _Run(model, replications, seed, use).found(threads, progress)


@dataclass(frozen=True)
class _Block:
    """What one block gives; sums are of the distance from the nominal place."""

    first: int
    counts: NDArray[np.int64]
    sums: Matrix
    x: Matrix
    y: Matrix


class _Run:
    """The replications of one plane."""

    def __init__(self, model: Model, replications: int, seed: int, compiled: bool) -> None:
        self.model = model
        self.replications = replications
        self.seed = seed
        self.compiled = compiled
        evaluation = model.evaluation
        declared = evaluation.scheme.plane
        assert declared is not None
        self.plane = declared
        self.lists = tuple(lists_of(evaluation))
        self.units = len(evaluation.score)
        unknown = np.zeros(self.units)
        # Sums of distances from the nominal place lose no digits to the size of the scores.
        self.origin = np.stack(
            [
                np.nan_to_num(evaluation.node_scores.get(name, unknown))
                for name in (declared.x, declared.y)
            ]
        )
        self.kept = min(replications, max(1, _KEPT // max(1, self.units)))

    def found(
        self, threads: int | None, progress: Callable[[float], None] | None
    ) -> PlaneUncertainty:
        """Run all blocks and return what they found."""
        size = block_size(self.model)
        counts = np.zeros((len(QUADRANTS), self.units), dtype=np.int64)
        sums = np.zeros((5, self.units))
        kept = np.full((2, self.kept, self.units), np.nan)

        def join(block: _Block) -> None:
            nonlocal counts, sums
            counts += block.counts
            sums += block.sums
            keep = min(max(self.kept - block.first, 0), len(block.x))
            kept[0, block.first : block.first + keep] = block.x[:keep]
            kept[1, block.first : block.first + keep] = block.y[:keep]

        run_blocks(self._run, join, spans(self.replications, size), threads, progress)
        placed = counts.sum(axis=0)
        mean, covariance = self._moments(placed, sums)
        xx, yy, xy = covariance
        shape = ellipses(xx, yy, xy, ELLIPSE)
        there = (~np.isnan(kept[0] + kept[1])).sum(axis=0)
        within = inside(kept[0], kept[1], mean[0], mean[1], shape).sum(axis=0)
        known = (there > 0) & (placed > 1)
        held = np.where(known, within / np.maximum(there, 1), np.nan)
        return PlaneUncertainty(
            self.model.evaluation,
            placed,
            counts,
            mean,
            covariance,
            held,
            self.replications,
            self.kept,
        )

    def _run(self, block: Span) -> _Block:
        rows = uniforms(self.seed, 0, block.first, block.count, self.model.width)
        drawn = self.model.draw_nodes(rows, (self.plane.x, self.plane.y), self.compiled)
        x, y = drawn[self.plane.x], drawn[self.plane.y]
        counts = np.zeros((len(QUADRANTS), self.units), dtype=np.int64)
        for _period, places in self.lists:
            own = x, y
            if len(self.lists) > 1:
                own = np.ascontiguousarray(x[:, places]), np.ascontiguousarray(y[:, places])
            found = quadrants(
                *own, *cut_axes(self.plane, *own), self.model.evaluation.scheme.rank.tolerance
            )
            for code in range(len(QUADRANTS)):
                counts[code, places] = (found == code).sum(axis=0)
        return _Block(block.first, counts, self._sums(x, y), x, y)

    def _sums(self, x: Matrix, y: Matrix) -> Matrix:
        """Return Σ dx, Σ dy, Σ dx², Σ dy² and Σ dx·dy over the replications with both; (5, units).

        d is the distance from the nominal score.
        """
        dx, dy = x - self.origin[0], y - self.origin[1]
        absent = np.isnan(dx) | np.isnan(dy)
        if absent.any():
            dx[absent] = dy[absent] = 0.0
        return np.stack(
            [
                dx.sum(axis=0),
                dy.sum(axis=0),
                np.einsum("ru,ru->u", dx, dx),
                np.einsum("ru,ru->u", dy, dy),
                np.einsum("ru,ru->u", dx, dy),
            ]
        )

    def _moments(self, placed: Counts, sums: Matrix) -> tuple[Matrix, Matrix]:
        """Return means and covariances: Σ(x − x̄)(y − ȳ) / (n − 1)."""
        dx, dy, xx, yy, xy = sums
        with np.errstate(invalid="ignore", divide="ignore"):
            count = np.where(placed > 0, placed, np.nan)
            mean = self.origin + np.stack([dx, dy]) / count
            less = np.where(placed > 1, placed - 1.0, np.nan)
            centred = np.stack([xx - dx * dx / count, yy - dy * dy / count, xy - dx * dy / count])
            covariance = centred / less
        still = self._still(mean, covariance)
        covariance[:2][still] = 0.0
        covariance[2, still.any(axis=0)] = 0.0
        return mean, covariance

    def _still(self, mean: Matrix, covariance: Matrix) -> NDArray[np.bool_]:
        """Return which scores do not vary but for rounding; (2, units)."""
        greatest = np.abs(mean).max(axis=1, initial=0.0, where=~np.isnan(mean))
        still: NDArray[np.bool_] = covariance[:2] <= (_NO_SPREAD * greatest[:, None]) ** 2
        return still
