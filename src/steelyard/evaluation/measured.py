"""Figures as a reader sees them, with their unit of measurement, in every language."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from steelyard.evaluation.descriptions import unit_in_words
from steelyard.i18n import Message
from steelyard.scheme.base import Text

__all__ = ["shown", "titled", "with_unit"]

_NOISE = 12
"""Significant digits beyond which a difference is only the arithmetic's."""


@dataclass(frozen=True)
class _Titled(Message):
    """A text of the scheme as a message: it knows its own translations."""

    text: Text | str = ""

    def render(self, tag: str | None = None) -> str:
        return self.text.render(tag) if isinstance(self.text, Text) else self.text


@dataclass(frozen=True)
class _Measured(Message):
    """A figure with its unit of measurement, which has a word of its own in some languages."""

    figure: str = ""
    unit: str = ""

    def render(self, tag: str | None = None) -> str:
        said = unit_in_words(self.unit)
        unit = said.render(tag) if isinstance(said, Message) else said
        return f"{self.figure}{unit}" if unit in ("%", "‰") else f"{self.figure} {unit}"


def titled(text: Text | str) -> Message:
    """Return a text of the scheme as a message that reads in every language it has."""
    return _Titled(str(text), {}, text)


def shown(value: float | None, toward: int = 0) -> str:
    """Return a figure for readers: thousands apart, few digits.

    Parameters
    ----------
    value
        The figure; None or NaN is shown as a dash.
    toward
        1 rounds up, -1 down: what must be reached is not rounded to where it is not. 0
        rounds to the nearest.

    Examples
    --------
    >>> shown(1240.00004), shown(1240.00004, 1), shown(0.3)
    ('1,240', '1,240.1', '0.3')
    """
    if value is None or not math.isfinite(value):
        return "–"
    known = Decimal(f"{value:.{_NOISE}g}")
    size = abs(known)
    limits = ((10_000, 0), (100, 1), (10, 2), (Decimal("0.1"), 4))
    places = next((places for least, places in limits if size >= least), 6)
    rounding = {1: ROUND_CEILING, 0: ROUND_HALF_EVEN, -1: ROUND_FLOOR}[toward]
    rounded = known.quantize(Decimal(1).scaleb(-places), rounding=rounding)
    text = f"{rounded:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def with_unit(text: str, unit: str | None) -> Message:
    """Return a figure with its unit of measurement, as a message that knows the unit's words.

    Examples
    --------
    >>> str(with_unit("30", "%")), str(with_unit("1,240", "万元")), str(with_unit("2", None))
    ('30%', '1,240 万元', '2')
    """
    return _Measured("", {}, text, unit) if unit else titled(text)
