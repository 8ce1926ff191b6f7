"""Counts against the names that follow them: "three parts: strength, awareness and loyalty".

Only enumerations that are clearly closed: after a colon, in brackets, after 分別是 or "namely", or
numbered as 一是, 二是. Where a word between two names may belong to one of them, each way to count
is allowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from steelyard.claims.proposals.cues import has, words
from steelyard.claims.proposals.passage import Figure, Passage
from steelyard.claims.proposals.ties import Tie

__all__ = ["naming"]

_MOST_NAMES = 40
_LONGEST_STRETCH = 1_200
_LONGEST_NAME_HAN, _LONGEST_NAME = 16, 60
_POINTS_WITHIN = 24
_HAN = re.compile(r"[\u3400-\u9fff]")
_END = re.compile(r"[。；;!?！？\n）)]|\.(?=\s|$)")
_OPENING = re.compile(
    rf"[^,，。;；:：()（）\n]{{0,40}}?(?:[:：(（]|[,，]?\s*{words('namely')}\s*[:：]?)\s*"
    rf"|[^,，。;；:：()（）\n]{{0,12}}{words('made_of')}[:：]",
    re.IGNORECASE,
)
_AND = re.compile(r"\s+(?:and|&|or)\s+|以及|[和及與与跟或]")
# These join two halves of one name more often than the last two names.
_INNER = frozenset("與与跟或")
_LEADING = re.compile(r"^(?:(?:and|or)\s+|以及|[和及與与或])", re.IGNORECASE)
_RANKED = re.compile(r"^\s*[\d０-９]|[、,，]\s*[\d０-９]+\s*[^\W\d]")
_SENTENCE_ENDS = frozenset("。.!！?？；;）)：:”」")
_NUMBERED = tuple(f"{number}是" for number in "一二三四五六七八九十")
_MEASURES = {"year", "day", "month", "week", "hour", "times", "point", "tonne", "metre"}


class _Enumeration(NamedTuple):
    """Names that follow a count: the fewest that they may be, and all that they may be."""

    fewest: int
    names: tuple[str, ...]


def naming(passage: Passage) -> Iterator[Tie]:
    """Yield the ties of counts to the names that follow them."""
    for figure in passage.figures:
        if not (figure.count and figure.printed.comparator == "equal"):
            continue
        if not 2 <= figure.value <= _MOST_NAMES or figure.thing in _MEASURES:
            continue
        if figure.role in {"difference", "day", "mean"}:
            continue
        found = _points(passage, figure) or _following(passage, figure)
        if found:
            yield from _tied(figure, found)


def _tied(figure: Figure, found: _Enumeration) -> Iterator[Tie]:
    most, said = len(found.names), int(figure.value)
    if found.fewest <= said <= most:
        names = found.names if said == most else _merged(found.names, said)
        yield Tie("names", figure, (), True, True, names=names)
    # Two names after "180 projects" are something else than its names.
    elif found.fewest == most and 3 * abs(said - most) <= max(said, 3):
        yield Tie("names", figure, (), False, True, names=found.names)


def _merged(names: tuple[str, ...], said: int) -> tuple[str, ...]:
    """Return names with the last ones put together, where "and" belonged to a name."""
    return (*names[: said - 1], " ".join(names[said - 1 :]))


def _following(passage: Passage, figure: Figure) -> _Enumeration | None:
    """Return the names of the closed enumeration right after a count; None if there is none."""
    start = figure.quantity.end
    stretch = passage.text[start : start + _LONGEST_STRETCH]
    opening = _OPENING.match(stretch)
    if not opening or has(opening[0], "open"):
        return None
    opened = start + opening.end()
    following = passage.next(figure)
    if following and following.quantity.start < opened:
        if not _each(following):
            return None
        following = passage.next(following)
    rest = stretch[opening.end() :]
    end = _END.search(rest)
    if end is None or (opening[0].rstrip()[-1:] in "(（" and end[0] not in ")）"):
        return None
    body = rest[: end.start()]
    if "、" in body:
        body = re.split(r"[,，]", body, maxsplit=1)[0]
    if following and following.quantity.start < opened + len(body):
        return None
    if any(one.start < opened + len(body) and opened < one.end for one in passage.lists):
        return None
    heading = "\n" in passage.text and _is_heading(passage.text, start)
    if heading and "、" not in body and not _AND.search(body):
        return None
    return _names(body)


def _is_heading(text: str, at: int) -> bool:
    """Return whether a place stands in a line that does not end as a sentence does."""
    end = text.find("\n", at)
    line = text[text.rfind("\n", 0, at) + 1 : end if end >= 0 else len(text)]
    return line.rstrip()[-1:] not in _SENTENCE_ENDS


def _each(figure: Figure) -> bool:
    """Return whether a figure only says how many each of the names has: 各有 1 個, "one each"."""
    return has(figure.clause + figure.rest[:8], "of_each")


def _names(body: str) -> _Enumeration | None:
    """Return the names of an enumeration; None if it is open or no enumeration."""
    # Clauses that ask are no names, nor are the entries of a ranked list.
    if has(body, "open", "asks") or _RANKED.search(body):
        return None
    longest = _LONGEST_NAME_HAN if _HAN.search(body) else _LONGEST_NAME
    parts = [part.strip() for part in re.split("、" if "、" in body else "[,，]", body)]
    names: list[str] = []
    doubtful = 0
    for place, part in enumerate(parts):
        cleaned = _LEADING.sub("", part).strip()
        pieces = _pieces(cleaned)
        last = place == len(parts) - 1 and cleaned == part
        # The last "and" stands between the last two names.
        sure = 2 if last and not _INNER & set(part) else 1
        doubtful += max(len(pieces) - sure, 0)
        names += pieces
    if len(names) < 2 or any(not name or len(name) > longest for name in names):
        return None
    return _Enumeration(len(names) - doubtful, tuple(names))


def _pieces(name: str) -> list[str]:
    """Return what "and" and 和 part; the 和 of 呼和浩特 parts nothing."""
    pieces = [piece.strip() for piece in _AND.split(name)]
    single = any(len(piece) < 2 for piece in pieces)
    return [name] if single and len(name) > 3 else pieces


def _points(passage: Passage, figure: Figure) -> _Enumeration | None:
    """Return the points that follow a count as 一是 …, 二是 …; None if there are none."""
    start = figure.quantity.end
    stretch = passage.text[start : start + _LONGEST_STRETCH].split("\n", maxsplit=1)[0]
    place = stretch.find(_NUMBERED[0])
    if not 0 <= place <= _POINTS_WITHIN:
        return None
    found: list[str] = []
    for mark in _NUMBERED:
        at = stretch.find(mark, place)
        if at < 0:
            break
        place = at + len(mark)
        said = re.split(r"[,，;；。]", stretch[place:], maxsplit=1)[0].strip()
        found.append(said or mark)
    return _Enumeration(len(found), tuple(found)) if len(found) > 1 else None
