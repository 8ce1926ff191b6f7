"""One figure by itself, as the ``printed:`` of a claim: nothing before it, nothing after it."""

from __future__ import annotations

import re

from steelyard.claims.printed import Printed
from steelyard.claims.text.figure import Figure
from steelyard.claims.text.finding import found_figures, stated
from steelyard.errors import DataError
from steelyard.i18n import message

__all__ = ["printed"]

_CONTEXTS = frozenset(("top", "from", "date", "only"))
_NOTHING = " \t\r\n\u00a0\u3000.。,，"
_UNIT = re.compile(
    "[\u3400-\u9fff]{1,12}|[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’.-]*(?: [A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’.-]*){0,2}"
)
_NO_UNIT = re.compile(r"(?i:of|and|or|in|the|to|from|for|by|with|what|a|an|is|are|was|were)\b")


def printed(text: str) -> Printed:
    """Return the figure that a short text prints, with comparator, magnitude and unit.

    Parameters
    ----------
    text
        The figure and nothing else. What follows the number may be a unit that no table knows:
        ``78 shops``, ``78 張卡``.

    Raises
    ------
    DataError
        There is no figure, there are several, or words are left over.

    Examples
    --------
    >>> figure = printed("逾14兆美元")
    >>> print(figure.value, figure.comparator, figure.currency)
    14000000000000 over USD
    """
    whole = text.strip()
    found = list(found_figures(whole, alone=True))
    if not found:
        raise DataError(
            message(
                "There is no figure in “{text}”. Write it as it was printed: “over 14 trillion "
                "USD”, “15.6%”, “78 個”.",
                text=whole,
            )
        )
    if len(found) > 1:
        raise DataError(
            message(
                "There are several figures in “{text}”: {figures}. Make a claim of each.",
                text=whole,
                figures=", ".join(f"“{whole[one.start : one.end]}”" for one in found),
            )
        )
    figure = _with_unit(found[0], whole)
    first = figure.outer if figure.context in _CONTEXTS else figure.start
    rest = [part.strip(_NOTHING) for part in (whole[:first], whole[figure.end :])]
    if any(rest):
        raise DataError(
            message(
                "In “{text}” only “{figure}” is the figure; “{rest}” is left over. What it is a "
                "figure of belongs in the claim's title.",
                text=whole,
                figure=whole[figure.start : figure.end],
                rest=" … ".join(part for part in rest if part),
            )
        )
    return stated(figure._replace(start=min(first, figure.start)), whole)


def _with_unit(figure: Figure, text: str) -> Figure:
    """Return a figure with the words after it as its unit, if they can be one."""
    after = text[figure.end :].strip(_NOTHING)
    if not _UNIT.fullmatch(after) or _NO_UNIT.match(after):
        return figure
    named = figure.kind or figure.currency or figure.percent
    countable = not named and not figure.power and figure.low.denominator == 1
    return figure._replace(
        end=len(text),
        unit=figure.unit if named else after,
        exact=figure.exact or countable,
    )
