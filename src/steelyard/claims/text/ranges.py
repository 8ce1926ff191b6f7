"""Two figures with a dash or a word between them into one range: 2–3倍, 5 to 6 million."""

from __future__ import annotations

import re

from steelyard.claims.found import Span
from steelyard.claims.text.figure import Figure, power_of_ten
from steelyard.claims.text.vocabulary import alternatives, words

__all__ = ["WIDEST", "is_gap", "joined"]

WIDEST = 8
"""How many characters may stand between the ends of a range."""
_SPACE = "[ \u00a0]"
_GAP = re.compile(
    rf"{_SPACE}?(?:[-–—~～∼－]|至|到|和|与|與|(?<={_SPACE})(?:to|and)(?={_SPACE})){_SPACE}?"
    rf"(?:第|{alternatives(words('currencies', 'place', 'before', 'both'))}{_SPACE}?)?"
)
_BOTH = ("and", "和", "与", "與")


def is_gap(text: str, start: int, end: int) -> bool:
    """Return whether what stands between two figures can make a range of them.

    >>> is_gap("2 to 3 years", 1, 5), is_gap("2 or 3 years", 1, 5)
    (True, False)
    """
    return _GAP.fullmatch(text, start, end) is not None


def joined(first: Figure, last: Figure, gap: str) -> Figure | None:
    """Return the range of two figures; None if they are none.

    From 10% to 20% is a change and not a range: two figures. The first end takes magnitude, per
    cent sign, unit and currency of the last where it has none.

    Parameters
    ----------
    first, last
        The figures.
    gap
        What stands between them.
    """
    if first.high is not None or last.high is not None or last.comparator not in ("equal", "about"):
        return None
    if first.context == "from" or first.comparator not in ("equal", "about", "nearly"):
        return None
    if gap.strip() in _BOTH and first.context != "between":
        return None
    if first.kind == "year" and not last.kind and last.low < 100:  # 2019–20
        last = last._replace(
            low=last.low + first.low // 100 * 100, kind="year", unit=first.unit, exact=True
        )
    bare = first.power == 0 and first.kind in ("", "currency")
    if not (bare or _of_one_kind(first, last)):
        return None
    low = first.low * power_of_ten(last.power) if bare else first.low
    if (last.kind == "year") != (1000 <= low <= 2999 and last.kind == "year") or low >= last.low:
        return None
    return last._replace(
        start=first.outer if first.context == "between" else first.start,
        number=Span(first.number.start, last.number.end),
        low=low,
        high=last.low,
        comparator="between",
        currency=last.currency or first.currency,
        ordinal=first.ordinal or last.ordinal,
        exact=last.exact or first.ordinal,
        context=first.context,
        outer=first.outer,
    )


def _of_one_kind(first: Figure, last: Figure) -> bool:
    """Return whether what two figures say of their units goes together: 5億至6億元, 2年到3年."""
    if first.kind == "year":
        return last.kind in ("year", "")
    if first.kind in ("", "currency"):
        return last.kind not in ("percent", "points", "year")
    return first.kind == last.kind and first.unit == last.unit
