"""How the plane is to be read, and the small print of its figures, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from steelyard.i18n import Message, message
from steelyard.publish.numbers import number, percent
from steelyard.publish.plane.places import axis
from steelyard.publish.source import Source

__all__ = ["SURE", "reading", "small_print"]

SURE = 0.95
"""The probability from which on a quadrant counts as sure."""


def reading(source: Source, assessed: bool) -> Iterator[Message]:
    """Yield how the plane is read, and how not."""
    declared = source.scheme.plane
    assert declared is not None
    yield message(
        "A unit stands to the right the higher its score of “{x}”, and up the higher its score of "
        "“{y}”.",
        x=axis(source, "x"),
        y=axis(source, "y"),
    )
    yield _cut(source)
    yield message(
        "Near a line a small error changes the quadrant; far from both it does not. So ask for the "
        "probability of the quadrant, not only for its name."
    )
    if not assessed:
        return
    yield message(
        "An ellipse is drawn around the mean of a unit's replications. It would hold 95% of them "
        "if they had a normal distribution. The nominal place, the point, need not be its middle."
    )
    yield message(
        "The correlation tells whether the two scores of a unit vary together: below 0, what makes "
        "one of them higher makes the other lower."
    )


def _cut(source: Source) -> Message:
    """Say where the quadrants meet, and what follows of it."""
    cut = getattr(source.scheme.plane, "cut", None)
    lists = bool(source.scheme.rank.within) or source.scheme.units.period is not None
    if isinstance(cut, tuple):
        return message(
            "The quadrants meet at fixed scores, {x} and {y}; all units may be in one of them.",
            x=number(cut[0]),
            y=number(cut[1]),
        )
    if cut == "mean" and lists:
        return message(
            "The quadrants meet at the mean of the units of each list. They say where a unit "
            "stands among these units, not how good it is: with other units the lines move."
        )
    if cut == "mean":
        return message(
            "The quadrants meet at the mean of the units. They say where a unit stands among these "
            "units, not how good it is: with other units the lines move."
        )
    if lists:
        return message(
            "The quadrants meet at the median of the units of each list. They say where a unit "
            "stands among these units, not how good it is: with other units the lines move, and "
            "half of the units are high on each axis whatever happens."
        )
    return message(
        "The quadrants meet at the median of the units. They say where a unit stands among these "
        "units, not how good it is: with other units the lines move, and half of the units are "
        "high on each axis whatever happens."
    )


def small_print(source: Source, frames: Sequence[pl.DataFrame]) -> Iterator[Message]:
    """Yield how the figures were made."""
    report = source.report
    assessed = [frame for frame in frames if "ellipse_holds" in frame.columns]
    if report is None or not assessed:
        yield message("How sure the places are was not assessed.")
        return
    settings = report.settings
    yield message(
        "{count} replications (seed {seed}), the same as those of the ranks.",
        count=number(settings["replications"], 0),
        seed=settings["seed"],
    )
    declared = source.scheme.plane
    if declared is not None and not isinstance(declared.cut, tuple):
        yield message(
            "In each replication the lines lie at the {cut} of that replication.",
            cut=message("median") if declared.cut == "median" else message("mean"),
        )
    held = pl.concat([frame["ellipse_holds"] for frame in assessed]).drop_nulls()
    if len(held):
        yield message(
            "The ellipses hold {mean} of the replications on average, of one unit at least "
            "{least}; of normal ones they would hold 95%.",
            mean=percent(float(str(held.mean()))),
            least=percent(float(str(held.min()))),
        )
    moving = any(hasattr(one, "normalise") for one in (source.scheme.assumptions or {}).values())
    if moving:
        yield message(
            "The normalisation varies too, so the ellipses also hold the change of the scale of "
            "the scores; the quadrants do not, as the lines move with it."
        )
