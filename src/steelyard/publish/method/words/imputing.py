"""Where the figures of missing cells come from: every imputation in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import assert_never

from steelyard.i18n import Message, message
from steelyard.publish.method.amounts import amount, digits
from steelyard.publish.method.told import Told
from steelyard.reports.words import joined, titled
from steelyard.scheme.impute import (
    EM,
    Constant,
    Impute,
    Last,
    Linear,
    Mean,
    Median,
    Nearest,
    NoImputation,
)

__all__ = ["imputed"]

Title = Callable[[str], Message]


def imputed(spec: Impute, unit: str | None = None, title: Title = titled) -> Told:
    """Return how an imputation is told.

    Parameters
    ----------
    spec
        The method with its settings.
    unit
        The unit of measurement of the figure, where it is of one indicator.
    title
        Returns what a group column is called.

    Examples
    --------
    >>> print(imputed(Mean(by=("region",))).words)
    Missing figures are filled with the mean of the units of the same region.
    """
    match spec:
        case NoImputation():
            return Told(message("Missing figures stay missing."))
        case Mean() | Median():
            return _centre(spec, title)
        case Constant():
            value = amount(spec.value, unit)
            return Told(message("Missing figures are filled with {value}.", value=value))
        case Last() | Linear():
            return _over_periods(spec)
        case Nearest():
            return _nearest(spec)
        case EM():
            return _em(spec)
    assert_never(spec)


def _centre(spec: Mean | Median, title: Title) -> Told:
    mean = isinstance(spec, Mean)
    if not spec.by:
        return Told(
            message("Missing figures are filled with the mean of those that are known.")
            if mean
            else message("Missing figures are filled with the median of those that are known.")
        )
    groups = _all([title(name) for name in spec.by])
    words = (
        message("Missing figures are filled with the mean of the units of the same {groups}.")
        if mean
        else message(
            "Missing figures are filled with the median of the units of the same {groups}."
        )
    )
    note = message("Where a group has no figure, its missing figures stay missing.")
    return Told(Message(words.template, {"groups": groups}), None, (note,))


def _all(parts: Sequence[Message]) -> Message:
    return joined(parts, message(" and "))


def _over_periods(spec: Last | Linear) -> Told:
    if isinstance(spec, Linear):
        words = message(
            "Missing figures lie on the straight line between the unit's figures before and after."
        )
        hold = message("Before the first and after the last known figure, that figure is kept.")
        leave = message("Before the first and after the last known figure they stay missing.")
        return Told(words, None, (hold if spec.outside == "hold" else leave,))
    words = message("Missing figures are filled with the unit's last known figure.")
    notes = []
    if spec.at_most is not None:
        notes.append(message("It is carried on over {count} periods at most.", count=spec.at_most))
    notes.append(
        message("Before a unit's first known figure they stay missing.")
        if spec.before == "leave"
        else message("Before a unit's first known figure, that figure is used.")
    )
    return Told(words, None, tuple(notes))


def _nearest(spec: Nearest) -> Told:
    words = message(
        "Missing figures are filled with the mean of the {count} most similar units that have one.",
        count=spec.neighbours,
    )
    how = message(
        "Similar are units whose other figures differ little, each measured in its standard "
        "deviations."
    )
    weighed = message("Each neighbour counts by the inverse of its distance.")
    return Told(words, None, (how, weighed) if spec.weights == "distance" else (how,))


def _em(spec: EM) -> Told:
    words = message(
        "Missing figures are what a multivariate normal distribution, fitted to all figures by "
        "expectation–maximisation, expects given the unit's other figures."
    )
    ends = message(
        "The fit ends when nothing moves by more than {tolerance}, or after {count} iterations.",
        tolerance=f"{spec.tolerance:g}",
        count=digits(spec.iterations),
    )
    prior = (
        message(
            "With few units the fit is steadied by made-up ones without any correlation: none with "
            "more than twice as many units as indicators, else a tenth of the number of units."
        )
        if spec.prior is None
        else message(
            "{count} made-up units without any correlation steady the fit.",
            count=digits(spec.prior),
        )
    )
    return Told(words, None, (ends, prior))
