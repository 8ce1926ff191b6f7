"""Settings of a scheme as readers see them: few digits, a true minus, the unit behind."""

from __future__ import annotations

from steelyard.i18n import Message
from steelyard.reports.words import shown, with_unit

__all__ = ["amount", "digits", "share"]


def digits(value: float | None) -> str:
    """Return a number; a dash where there is none.

    Examples
    --------
    >>> digits(-1240.5), digits(0.25), digits(None)
    ('−1,240.5', '0.25', '–')
    """
    return shown(value).replace("-", "−")


def amount(value: float | None, unit: str | None = None) -> Message:
    """Return a number with its unit of measurement.

    Examples
    --------
    >>> str(amount(-3, "%"))
    '−3%'
    """
    return with_unit(digits(value), unit)


def share(value: float) -> str:
    """Return a share of 1 in per cent, with no more decimals than it has.

    Examples
    --------
    >>> share(0.25), share(0.125)
    ('25%', '12.5%')
    """
    return f"{digits(100 * value)}%"
