"""One quantity printed twice: figures of one kind with the same words around them.

They must be near in size, of the same years, periods and scopes, in different paragraphs, and each
the only one that could be meant: another scope is another quantity.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from steelyard.claims.proposals.cues import cue, has
from steelyard.claims.proposals.passage import Figure, Passage, alike
from steelyard.claims.proposals.terms import agree
from steelyard.claims.proposals.ties import Tie

__all__ = ["repeated"]

_WORD = re.compile(r"[a-z][a-z&'’-]{2,}|[\u3400-\u9fff]+")
_LOWEST_SHARE = 0.6
_FEWEST_WORDS = 2
_FEWEST_PAIRS = 3
_MOST_ALIKE = 12
_MOST_NAMED = 40
_LONGEST_HEADING = 90
_BELOW = 3
_QUALIFIERS = (
    "first_half",
    "second_half",
    "first_quarter",
    "second_quarter",
    "third_quarter",
    "fourth_quarter",
    "nine_months",
    "planned",
    "abroad",
    "domestic",
    "without_regions",
    "part_of_year",
    "anniversary",
    "per_day",
    "mean",
    "of_which",
)


class _Said(NamedTuple):
    """A figure with the words that say what it is of."""

    figure: Figure
    words: frozenset[str]
    years: frozenset[int]
    qualifiers: frozenset[str]
    han: bool


def repeated(passage: Passage, ties: Iterable[Tie] = ()) -> Iterator[Tie]:
    """Yield the figures that seem to be said of one quantity, if they say the same or not.

    Parameters
    ----------
    passage
        The article.
    ties
        The ties already found: two counts of nearly the same names are of one quantity.
    """
    yield from _named_twice(ties)
    yield from _headings(passage)
    yield from _twice(passage)


def _named_twice(ties: Iterable[Tie]) -> Iterator[Tie]:
    """Yield counts whose names are nearly the same: four dimensions, and later three of them."""
    named = [tie for tie in ties if tie.names][:_MOST_NAMED]
    for place, one in enumerate(named):
        for other in named[place + 1 :]:
            first, second = set(one.names or ()), set(other.names or ())
            common = len(first & second)
            if common > 1 and 3 * common >= 2 * max(len(first), len(second)):
                agrees = one.result.value == other.result.value
                yield Tie("repeated", one.result, (other.result,), agrees, True)
                break


def _headings(passage: Passage) -> Iterator[Tie]:
    """Yield the figures of headings with the figure of the text that they repeat."""
    for figure in passage.figures:
        line = _heading(passage, figure)
        if line is None or figure.quantity.ordinal:
            continue
        words = _content(line.lower())
        same = [
            one
            for one in passage.following(figure)
            if 0 < one.paragraph - figure.paragraph <= _BELOW and _repeats(figure, one, words)
        ]
        right = [one for one in same if agree(figure.printed, one.term)]
        wrong = [one for one in same if one not in right]
        if right:
            yield Tie("repeated", figure, (right[0],), True, True)
        elif len(wrong) == 1 and _near(figure, wrong[0]):
            yield Tie("repeated", figure, (wrong[0],), False, True)


def _heading(passage: Passage, figure: Figure) -> str | None:
    """Return the line of a figure if it is a heading: short, and no sentence."""
    start = passage.text.rfind(
        "\n", max(0, figure.quantity.start - _LONGEST_HEADING), figure.quantity.start
    )
    end = passage.text.find("\n", figure.quantity.end, figure.quantity.end + _LONGEST_HEADING)
    if end < 0 or (start < 0 and figure.quantity.start > _LONGEST_HEADING):
        return None
    line = passage.text[start + 1 : end].strip()
    ended = line.endswith(("。", ".", "；", ";", "：", ":", "！", "？"))
    return None if ended or len(line) > _LONGEST_HEADING else line


def _repeats(figure: Figure, other: Figure, words: frozenset[str]) -> bool:
    """Return whether a figure of the text is of the kind and the words of one of a heading."""
    if figure.share != other.share or not alike(figure, other) or other.quantity.ordinal:
        return False
    if (figure.thing or other.thing) and figure.thing != other.thing:
        return False
    if other.role in {"growth", "difference"} and figure.role != other.role:
        return False
    common = words & _content(f"{other.before} {other.printed.text} {other.rest}".lower())
    return len(common) >= _FEWEST_WORDS


def _near(one: Figure, other: Figure) -> bool:
    """Return whether one figure can be a wrong print of the other."""
    return bool(one.value and other.value) and (4 * one.value <= 6 * other.value <= 9 * one.value)


def _twice(passage: Passage) -> Iterator[Tie]:
    """Yield the figures of running text that stand in the same words."""
    said = [one for figure in passage.figures if (one := _said(passage, figure)) is not None]
    by_word: dict[str, list[int]] = {}
    for place, one in enumerate(said):
        for word in sorted(one.words):
            by_word.setdefault(word, []).append(place)
    done: set[int] = set()
    for place, one in enumerate(said):
        others = sorted(
            {
                other
                for word in one.words
                for other in by_word[word]
                if len(by_word[word]) <= _MOST_ALIKE and other > place
            }
        )
        same = [other for other in others if _same(one, said[other])]
        if len(same) != 1 or place in done or same[0] in done:
            continue
        other = said[same[0]]
        done |= {place, same[0]}
        agrees = one.figure.interval.meet(other.figure.interval) is not None
        yield Tie("repeated", one.figure, (other.figure,), agrees, True)


def _said(passage: Passage, figure: Figure) -> _Said | None:
    kind = figure.role
    if kind in {"difference", "growth"} or figure.was or figure.quantity.ordinal:
        return None
    around = _around(figure)
    words = _content(around)
    han = any(not word.isascii() for word in words)
    if len(words) < (_FEWEST_PAIRS if han else _FEWEST_WORDS):
        return None
    years = passage.years_within(*figure.quantity.sentence)
    qualifiers = frozenset(kind for kind in _QUALIFIERS if has(around, kind))
    return _Said(figure, words, frozenset(year.value for year in years), qualifiers, han)


def _around(figure: Figure) -> str:
    """Return the words of a figure's clause, with its noun where that is one of several words."""
    noun = figure.printed.text if figure.thing and figure.printed.text.isascii() else ""
    return f"{figure.clause} {noun} {figure.rest}".lower()


def _content(text: str) -> frozenset[str]:
    """Return the words of a text that say something: English words, pairs of Chinese characters."""
    found: set[str] = set()
    for word in _WORD.findall(text):
        if word.isascii():
            if not cue("empty").fullmatch(word):
                found.add(word)
            continue
        for piece in cue("empty").split(word):
            found |= {piece[at : at + 2] for at in range(len(piece) - 1)}
    return frozenset(found)


def _opens(figure: Figure) -> bool:
    """Return whether a figure stands in the first clause of its sentence."""
    return figure.subject.strip() == figure.before.strip()


def _same(one: _Said, other: _Said) -> bool:
    first, second = one.figure, other.figure
    if first.paragraph == second.paragraph or not alike(first, second):
        return False
    if first.role != second.role or one.qualifiers != other.qualifiers:
        return False
    if one.years and other.years and one.years != other.years:
        return False
    if not _near(first, second):
        return False
    common = one.words & other.words
    fewest = _FEWEST_PAIRS if one.han else _FEWEST_WORDS
    if not (_opens(first) and _opens(second)):
        # What the sentence is of stands in an earlier clause, and may be another company.
        fewest *= 2
    return len(common) >= fewest and len(common) >= _LOWEST_SHARE * len(one.words | other.words)
