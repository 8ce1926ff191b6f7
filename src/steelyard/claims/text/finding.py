"""The figures of a text one after the other, with ranges put together.

What a figure is about, and its sentence, are left to ``quantities``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from steelyard.claims.printed import Printed
from steelyard.claims.text.figure import Figure, Passage
from steelyard.claims.text.language import language_of
from steelyard.claims.text.pattern import candidates, chinese_begin, digits_begin, english_begin
from steelyard.claims.text.ranges import WIDEST, is_gap, joined
from steelyard.claims.text.reading import read

__all__ = ["found_figures", "stated"]

_BY = re.compile(
    r"(?<![A-Za-z])[Bb]y (?:about |some )?$"
    r"|(?:增加|增長|增长|增|上升|提升|提高|減少|减少|下降|下跌)了?[約约]?$"
)
_BY_REACH = 16
_FROM = re.compile(" from ")
# "By 5 to 8 million" is a range still: its ends are near each other.
_FARTHEST_ENDS = 4


def stated(figure: Figure, text: str) -> Printed:
    """Return what a figure says."""
    return Printed(
        text[figure.start : figure.end],
        figure.low,
        figure.step,
        figure.comparator,
        figure.high,
        figure.exact,
        figure.unit,
        figure.currency,
        figure.percent,
    )


def found_figures(text: str, *, alone: bool = False) -> Iterator[Figure]:
    """Give the figures of a text in order, ranges as one.

    Parameters
    ----------
    text
        The text.
    alone
        Whether it is one figure and nothing else, where any number is taken for one.
    """
    passage = Passage(text, language_of(text) == "zh-Hans", alone)
    last: Figure | None = None
    floor = 0
    for match in _matches(text):
        start = match.start()
        if start < floor:  # inside the words of the figure before
            continue
        if last is not None and start - floor <= WIDEST and is_gap(text, floor, start):
            other_end = read(passage, match, floor, True)
            both = None if other_end is None else joined(last, other_end, text[floor:start])
            if both is not None and _is_change(text, both):
                both = None
            if both is not None:
                last, floor = both, both.end
                continue
        figure = read(passage, match, floor, False)
        if figure is None:
            continue
        if last is not None and not last.bare:
            yield last
        last, floor = figure, figure.end
    if last is not None and not last.bare:
        yield last


def _is_change(text: str, both: Figure) -> bool:
    """Return whether two figures are by how much and to what something rose: by 40 to 640."""
    if both.high is None or _BY.search(text[max(0, both.outer - _BY_REACH) : both.start]) is None:
        return False
    far = both.high >= _FARTHEST_ENDS * both.low
    return far or _FROM.match(text, both.end) is not None


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Give the matches of what may be a figure, none inside another."""
    search = candidates().search
    begin = {
        "digits": digits_begin().match,
        "chinese": chinese_begin().match,
        "english": english_begin().match,
    }
    at = 0
    while (candidate := search(text, at)) is not None:
        match = begin[candidate.lastgroup or ""](text, candidate.start())
        at = candidate.end()
        if match is not None:
            at = match.end()
            yield match
