"""Where on a page a figure is marked: not all the words of a claim, only the figure in them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from steelyard.claims.file.quoting import Quotable
from steelyard.claims.found import Span
from steelyard.claims.report.report import Entry

__all__ = ["Mark", "marks"]

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_MOST_ATTEMPTS = 20
_PART_OF_NUMBER = re.compile(r"[\d.,]")


@dataclass(frozen=True)
class Mark:
    """A claim and the span of the text that is marked for it."""

    span: Span
    entry: Entry


def marks(text: str, entries: tuple[Entry, ...]) -> tuple[Mark, ...]:
    """Return what is marked in a text, in the order of the text.

    Parameters
    ----------
    text
        The text of a source.
    entries
        The claims of that source; those that do not stand in the text are left out.
    """
    found = [
        Mark(_figure(text, words, entry.checked.claim.printed), entry)
        for entry in entries
        if (words := _within(text, entry.checked.span)) is not None
    ]
    return tuple(sorted(found, key=lambda mark: (mark.span, mark.entry.number)))


def _within(text: str, span: Span | None) -> Span | None:
    """Return a span as far as it lies in the text; None if nothing of it does."""
    if span is None:
        return None
    start, end = max(span.start, 0), min(span.end, len(text))
    return Span(start, end) if start < end else None


def _figure(text: str, words: Span, printed: str | None) -> Span:
    """Return where a figure stands in its words: as printed, else its digits, else the words."""
    if printed is None:
        return words
    part = text[words.start : words.end]
    inside = _whole(part, printed) or _digits(part, printed)
    if inside is None:
        return words
    return Span(words.start + inside.start, words.start + inside.end)


def _whole(part: str, printed: str) -> Span | None:
    """Return the first place of a figure as printed that is no part of a longer number."""
    start = 0
    for _attempt in range(_MOST_ATTEMPTS):
        found = Quotable(part[start:]).find(printed)
        if found is None:
            break
        found = Span(start + found.start, start + found.end)
        if not _cuts_a_number(part, found):
            return found
        start = found.start + 1
    return None


def _digits(part: str, printed: str) -> Span | None:
    """Return where the digits of a figure stand as a number of their own."""
    wanted = [found[0] for found in _NUMBER.finditer(unicodedata.normalize("NFKC", printed))]
    if not wanted:
        return None
    # One character for each, so that positions stay: full-width digits are digits too.
    plain = "".join(_plain(sign) for sign in part)
    for found in _NUMBER.finditer(plain):
        if found[0].rstrip(",") == wanted[-1]:
            return Span(found.start(), found.start() + len(wanted[-1]))
    return None


def _plain(sign: str) -> str:
    folded = unicodedata.normalize("NFKC", sign)
    return folded if len(folded) == 1 else sign


def _cuts_a_number(part: str, span: Span) -> bool:
    """Return whether a span begins or ends inside a number: the 7 of 78."""
    starts = _PART_OF_NUMBER.match(_plain(part[span.start])) is not None
    ends = part[span.end - 1].isdigit()
    before = part[span.start - 1 : span.start]
    after = part[span.end : span.end + 1]
    return (starts and before.isdigit()) or (ends and after.isdigit())
