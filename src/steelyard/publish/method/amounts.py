"""Settings of a scheme as readers see them: in full, a true minus, the unit behind."""

from __future__ import annotations

import math
from decimal import Decimal

from steelyard.i18n import Message
from steelyard.reports.words import with_unit

__all__ = ["amount", "digits", "share"]

_NOISE = 12
"""Significant digits beyond which a number is the noise of floating point."""
_SHARE_PLACES = 4


def digits(value: float | None) -> str:
    """Return a number as it was set, none of its digits rounded away; a dash where there is none.

    Examples
    --------
    >>> digits(-1240.5), digits(0.1 + 0.2), digits(994.12345), digits(1e-7), digits(None)
    ('−1,240.5', '0.3', '994.12345', '0.0000001', '–')
    """
    if value is None or not math.isfinite(value):
        return "–"
    text = f"{Decimal(f'{value:.{_NOISE}g}'):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "−")


def amount(value: float | None, unit: str | None = None) -> Message:
    """Return a number with its unit of measurement.

    Examples
    --------
    >>> str(amount(-3, "%"))
    '−3%'
    """
    return with_unit(digits(value), unit)


def share(value: float) -> str:
    """Return a share of 1 in per cent, with no more decimals than it has and at most four.

    Examples
    --------
    >>> share(0.25), share(0.125), share(1 / 3)
    ('25%', '12.5%', '33.3333%')
    """
    return f"{digits(round(100 * value, _SHARE_PLACES))}%"
