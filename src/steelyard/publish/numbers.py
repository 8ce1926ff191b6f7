"""Numbers and dates as people write them in each of the three languages.

Numbers look the same in all three: thousands apart by commas, a point before the decimals, a
true minus sign (Unicode CLDR; a test holds this against Babel). Dates do not.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from functools import cache

from steelyard.i18n import language

__all__ = ["MISSING", "day", "number", "percent", "places_for", "rank"]

MISSING = "–"
"""What stands where nothing is known."""
_DIGITS = 4
_MOST_PLACES = 6
_ENDS = (0.0, 100.0)


def number(value: float | None, places: int | None = None) -> str:
    """Return a number for readers.

    Parameters
    ----------
    value
        The number; missing if None, NaN or infinite.
    places
        Decimals; as many as four significant digits take if absent.

    Examples
    --------
    >>> number(1234.5, 1), number(-0.02551), number(None)
    ('1,234.5', '−0.02551', '–')
    """
    if value is None or not math.isfinite(value):
        return MISSING
    text = f"{value:,.{places_for((value,)) if places is None else places}f}"
    if text.startswith("-"):
        return "−" + text[1:] if text.strip("-0.,") else text[1:]
    return text


def places_for(values: Iterable[float | None], digits: int = _DIGITS) -> int:
    """Return how many decimals a column takes: so many digits of its largest number, no more.

    Fewer where the numbers have fewer: 7.8 and 12.9 stay as they are, not 7.80 and 12.90.

    Examples
    --------
    >>> places_for([1.0, 2.0]), places_for([12345.678]), places_for([0.5, 0.123456]), places_for([])
    (0, 0, 4, 0)
    >>> places_for([7.8, 12.9]), places_for([0.25])
    (1, 2)
    """
    known = [value for value in values if value is not None and math.isfinite(value)]
    if all(float(value).is_integer() for value in known):
        return 0
    largest = max(abs(value) for value in known)
    wanted = digits - 1 - math.floor(math.log10(largest))
    places = min(max(wanted, 0), _MOST_PLACES)
    while places and all(round(value, places - 1) == round(value, places) for value in known):
        places -= 1
    return places


def rank(value: float | None) -> str:
    """Return a rank: whole, or with a half where ties share the average.

    Examples
    --------
    >>> rank(3.0), rank(2.5), rank(None)
    ('3', '2.5', '–')
    """
    if value is None or math.isnan(value):
        return MISSING
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def percent(share: float | None, places: int | None = 1) -> str:
    """Return a share of 1 as a percentage.

    Parameters
    ----------
    share
        The share; missing if None, NaN or infinite.
    places
        Decimals, and more of them where a little would be shown as nothing or almost all as
        all; as few as it has if None.

    Examples
    --------
    >>> percent(0.834), percent(1.0), percent(None)
    ('83.4%', '100.0%', '–')
    >>> percent(0.0004), percent(0.9999), percent(0.998, 0), percent(0.975, None)
    ('0.04%', '99.99%', '99.8%', '97.5%')
    """
    if share is None or not math.isfinite(share):
        return MISSING
    exact = round(100 * share, _MOST_PLACES)  # 0.9999999999 of the replications are all
    if places is None:
        places = next(count for count in range(_MOST_PLACES + 1) if round(exact, count) == exact)
    while exact not in _ENDS and round(exact, places) in _ENDS:
        places += 1
    return f"{number(exact, places)}%"


def day(value: date) -> str:
    """Return a date in the current language.

    Examples
    --------
    >>> day(date(2026, 1, 12))
    'January 12, 2026'
    """
    return _day(value, language())


@cache
def _day(value: date, tag: str) -> str:
    from babel.dates import format_date

    return format_date(value, format="long", locale=tag.replace("-", "_"))
