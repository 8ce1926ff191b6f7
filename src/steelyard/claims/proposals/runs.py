"""Enumerations of figures: Beijing 38, Shanghai 8, Shenzhen 7, each with the words it goes with.

What an enumeration adds up to, and who is second in it, is left to the relations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from steelyard.claims.proposals.cues import has, words
from steelyard.claims.proposals.passage import Figure, Passage, alike

__all__ = ["Run", "runs"]

_MARK = re.compile(rf"[、,，;；]|{words('enumerates')}", re.IGNORECASE)
_STOP = re.compile(r"[。!?！？\n]|\.\s")
_LONGEST_GAP = 60
_DULL = re.compile(rf"{words('unlabelled')}|[\W\d_]", re.IGNORECASE)


@dataclass(frozen=True)
class Run:
    """Figures of one kind that are enumerated in a sentence.

    Parameters
    ----------
    items
        The figures, at least two, in the order of the text.
    labels
        For each the words before it that it is a figure of; "" where there are none.
    """

    items: tuple[Figure, ...]
    labels: tuple[str, ...]


def runs(passage: Passage) -> Iterator[Run]:
    """Yield the enumerations of a passage, each as long as it goes."""
    items: list[Figure] = []
    for figure in passage.figures:
        if not _item(figure):
            if figure.amount and figure.role in {"total", "mean"}:
                yield from _whole(items)
                items = []
            continue
        if items and not _goes_on(passage, items[-1], figure):
            yield from _whole(items)
            items = []
        items.append(figure)
    yield from _whole(items)


def _whole(items: list[Figure]) -> Iterator[Run]:
    if len(items) > 1:
        yield Run(tuple(items), tuple(label(item) for item in items))


def _item(figure: Figure) -> bool:
    return figure.amount and figure.role == "plain" and not figure.was


def _goes_on(passage: Passage, last: Figure, figure: Figure) -> bool:
    if last.sentence != figure.sentence or not alike(last, figure):
        return False
    gap = passage.between(last, figure)
    if len(gap) > _LONGEST_GAP or _STOP.search(gap):
        return False
    return _MARK.search(gap) is not None and not has(gap, "of_which")


def label(figure: Figure) -> str:
    """Return what a figure of an enumeration is a figure of: the words before it in its clause."""
    words = re.split(r"[、]|\b(?:and|while)\b", figure.clause)[-1]
    kept = _DULL.sub(" ", words)
    return " ".join(kept.split())
