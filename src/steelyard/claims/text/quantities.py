"""Every figure of a text, with its words, precision and what it seems to be about.

A figure is a number that counts, measures, dates or ranks something. Digits in names, numerals
inside words, days and months, and the steps "from 0 to 1" and "from 1 to N" are none.
"""

from __future__ import annotations

from bisect import bisect_right

from steelyard.claims.found import Quantity, Span
from steelyard.claims.text.about import Clauses
from steelyard.claims.text.finding import found_figures, stated
from steelyard.claims.text.printed_text import printed
from steelyard.claims.text.sentences import sentences_of
from steelyard.claims.text.wrapping import unwrapped

__all__ = ["printed", "quantities"]


def quantities(text: str) -> tuple[Quantity, ...]:
    """Return the figures of a text in order; none overlaps another.

    The words of a figure that goes on over a line end are given in one line.

    Examples
    --------
    >>> from fractions import Fraction
    >>> for quantity in quantities("美國上榜180個品牌，占逾四成，總值66,283億美元。"):
    ...     print(quantity.printed.text, quantity.printed.interval(Fraction(1, 20)), quantity.about)
    180個 180 美國上榜品牌
    逾四成 (0.4, ∞) 美國上榜品牌
    66,283億美元 [6.62825e+12, 6.62835e+12] 總值
    """
    without = unwrapped(text)
    text, spans = without.text, sentences_of(without)
    starts = [span.start for span in spans]
    clauses = Clauses(text)
    result = []
    floor, subject, position = 0, "", -1
    figures = found_figures(text)
    following = next(figures, None)
    while following is not None:
        figure, following = following, next(figures, None)
        at = bisect_right(starts, figure.start) - 1
        sentence = spans[at]
        if at != position:
            floor, subject, position = sentence.start, "", at
        ceiling = sentence.end
        if following is not None and following.start < ceiling:
            ceiling = following.start
        words, next_subject = clauses.about(
            Span(floor, figure.start), Span(figure.kept, ceiling), subject
        )
        if figure.kind != "year":
            floor, subject = figure.end, next_subject
        result.append(
            Quantity(
                stated(figure, text),
                *without.span(figure.start, figure.end),
                without.span(*figure.number),
                words,
                figure.ordinal,
                without.span(*sentence),
            )
        )
    return tuple(result)
