"""Whether a chain of ranks is a list: short entries of one shape, not numbered prose.

A list that is taken for one and is none costs a reader more than one that is missed, so that
entries without a shape of their own must be short, or announced as a ranking.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from steelyard.claims.found import Span
from steelyard.claims.lists.chains import Link
from steelyard.claims.lists.entries import Layout
from steelyard.claims.lists.marks import STRONG
from steelyard.claims.lists.pieces import cut
from steelyard.claims.lists.shape import Shape
from steelyard.claims.lists.words import vocabulary, width

__all__ = ["Candidate", "is_announced", "is_list"]

_WORD = re.compile(r"[^\W\d_]|[0-9]")
_SENTENCE = re.compile(r"[。！？;；](?=.)|[.!?] +(?=[A-Z“\"])|[。！？]$", re.MULTILINE)
_LATIN_WORD = re.compile(r"[A-Za-z]+")
_FIGURE = re.compile(r"[0-9０-９]")
_CUE_REACH = 160
_LONG_NAME, _SHORT_NAME = 32, 8
_YEARS = range(1900, 2101)


class Candidate(NamedTuple):
    """What may be a list.

    Parameters
    ----------
    text
        The text.
    style
        How its ranks are marked.
    chain
        Its ranks.
    layout
        How it is laid out.
    shape
        What most of its entries look like.
    mains
        Where the words of some entries stand.
    """

    text: str
    style: str
    chain: Sequence[Link]
    layout: Layout
    shape: Shape
    mains: Sequence[Span]


def is_list(one: Candidate) -> bool:
    """Return whether it looks like a ranking list."""
    strong = one.style in STRONG
    if len(one.chain) < (2 if strong and one.layout.lines else 3):
        return False
    words = [one.text[start:end] for start, end in one.mains]
    named = sum(bool(_WORD.search(word)) for word in words)
    if named < 0.8 * len(words) or _counts_badly(one) or _are_years(one):
        return False
    if _is_prose(one, words):
        return False
    if _is_shaped(one):
        return one.style != "bullet" or len(one.shape.bracketed) > 2 or any(one.shape.bracketed)
    start = one.chain[0].mark.start
    announced = is_announced(one.text[max(start - _CUE_REACH, 0) : start])
    widest = median(width(word) for word in words)
    latin = median(map(_latin_words, words))
    if strong and not one.layout.lines and _with_figures(words) > 0.34 * len(words):
        return False
    if one.style in ("numeral", "bullet") or (not one.layout.lines and not strong):
        short = (
            one.style not in ("numeral", "bullet") and len(one.chain) > 5 and widest <= _SHORT_NAME
        )
        return (announced or short) and widest <= 32 and latin <= 5
    return widest <= (60 if announced else 36) and latin <= (8 if announced else 5)


def _with_figures(words: Sequence[str]) -> int:
    """Return how many entries have a figure after their first words, as sentences do."""
    return sum(bool(_FIGURE.search(word, 2)) for word in words)


def is_announced(words: str) -> bool:
    """Return whether words announce a ranking: 排名, top, the largest."""
    folded = words.casefold()
    return any(cue in folded for cue in vocabulary("cue"))


def _is_shaped(one: Candidate) -> bool:
    """Return whether most entries have the same several cells, the first of them short."""
    if len(one.shape.bracketed) < 2 or one.shape.share < 0.5:
        return False
    cuts = [cut(one.text, start, end, one.shape.separators) for start, end in one.mains]
    for at, bracketed in enumerate(one.shape.bracketed):
        if at and bracketed:
            continue
        cells = [one.text[pieces[at].start : pieces[at].end] for pieces in cuts if len(pieces) > at]
        if median(map(width, cells)) > 44 or median(map(_latin_words, cells)) > 6:
            return False
    return True


def _latin_words(words: str) -> int:
    return len(_LATIN_WORD.findall(words))


def _counts_badly(one: Candidate) -> bool:
    """Return whether the ranks hardly ever count on."""
    values = [link.reading.value for link in one.chain]
    jumps = sum(abs(b - a) > 100 for a, b in pairwise(values))
    if jumps > 0.3 * len(values):
        return True
    if sum(link.mark.doubtful for link in one.chain) > 0.4 * len(values):
        return True  # decimals, or times of day
    odd = sum(abs(b - a) > 1 for a, b in pairwise(values))
    if one.style == "top" and not one.layout.lines:
        return odd > 1  # the top 5 hold so much, the top 50 so much
    if one.style != "bare" and (one.style != "th" or one.layout.lines):
        return False
    # A line may begin with any figure, so that these must count on or look like a table.
    if any(one.shape.bracketed) or "gap" in one.shape.separators:
        return odd > 1 and len(values) < 6
    return odd > 1 and (len(values) < 8 or len(one.shape.bracketed) < 2)


def _are_years(one: Candidate) -> bool:
    return all(link.reading.value in _YEARS for link in one.chain)


def _is_prose(one: Candidate, words: Sequence[str]) -> bool:
    """Return whether the entries are sentences."""
    sentences = sum(
        bool(_SENTENCE.search(word))
        or (width(word) > _LONG_NAME and one.text[end : end + 1] in "。！？")
        for word, (_start, end) in zip(words, one.mains, strict=True)
    )
    if sentences > 0.34 * len(words):
        return True
    bracketed = any(one.shape.bracketed)
    long = sum(width(word) > (160 if bracketed else 110) for word in words)
    return long > 0.34 * len(words)
