"""A unit by each method, where several estimate the same: from the edition's tables.

Sentences are kept as messages, to be read in any language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from steelyard.evaluation.descriptions import describe, unit_in_words
from steelyard.evaluation.estimates_read import ByMethod, Valued, estimates_of
from steelyard.evaluation.estimates_told import apart, driven, estimate_title, label, measured
from steelyard.i18n import Message
from steelyard.publish.source import Source
from steelyard.scheme.scheme import Scheme

__all__ = ["Estimated", "Estimates", "Input"]


@dataclass(frozen=True)
class Input:
    """An input that may part the methods: its title, the unit's own and the typical figure.

    Parameters
    ----------
    drives
        Whether it is the one that drives the difference.
    ratio
        What is left of the ratio with the typical figure.
    """

    title: Message
    own: Message
    typical: Message
    ratio: float | None
    drives: bool


@dataclass(frozen=True)
class Estimated:
    """One quantity of a unit by each method.

    Parameters
    ----------
    name, title, unit
        The estimate, what it is called, what it is measured in.
    methods
        The title of each method and what it gives; the median of all stands last.
    spread, driver
        How far apart they are, and what drives it.
    ratio, ratio_low, ratio_high, probability
        Highest over lowest with its interval, and how likely the methods disagree.
    disagree
        Whether they do; None where that cannot be told.
    inputs
        What each input does.
    """

    name: str
    title: Message
    unit: str | Message | None
    methods: tuple[tuple[Message, ByMethod], ...]
    spread: Message
    driver: Message | None
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    probability: float | None
    disagree: bool | None
    inputs: tuple[Input, ...]


@dataclass(frozen=True)
class Estimates:
    """The estimates of the units of an edition.

    Parameters
    ----------
    source
        What is published.
    """

    source: Source

    def of(self, key: str, period: str | None) -> tuple[Estimated, ...]:
        """Return the estimates of a unit; none where the scheme declares none."""
        scheme = self.source.scheme
        return tuple(_told(scheme, one) for one in self._valued.get((key, period), ()))

    @cached_property
    def _valued(self) -> Mapping[tuple[str, str | None], tuple[Valued, ...]]:
        return estimates_of(self.source.edition)


def _told(scheme: Scheme, one: Valued) -> Estimated:
    unit = describe(scheme, one.methods[0].method)[1]
    return Estimated(
        name=one.name,
        title=estimate_title(scheme, one.name),
        unit=None if unit is None else unit_in_words(unit),
        methods=tuple((label(scheme, method.method), method) for method in one.methods),
        spread=apart(scheme, one.name, one.row),
        driver=driven(scheme, one.name, one.row),
        ratio=one.row["ratio"],
        ratio_low=one.ratio_low,
        ratio_high=one.ratio_high,
        probability=one.probability,
        disagree=one.row["disagree"],
        inputs=tuple(
            Input(
                label(scheme, drive.input),
                measured(scheme, drive.input, drive.value),
                measured(scheme, drive.input, drive.typical),
                drive.ratio,
                drive.input == one.row["driver"],
            )
            for drive in one.inputs
        ),
    )
