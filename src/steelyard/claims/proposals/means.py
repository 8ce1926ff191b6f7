"""Means: a total over a count gives the mean, and a total is the mean times the count.

The word that marks a mean (平均, average, each, per) must stand at the figure; the words bind the
total and the count where both are the only ones of their kind shortly before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from steelyard.claims.proposals.cues import has
from steelyard.claims.proposals.passage import Figure, Passage, alike
from steelyard.claims.proposals.ties import Tie, tie

__all__ = ["means"]

_PLACES = {"city", "country", "province"}
_PERIODS = {"year", "day", "month", "week", "hour", "times", "point"}
_STOP = re.compile(r"[。;；!?！？\n]|\.\s")
_PER = re.compile(
    r"[每单單]([\u4e00-\u9fff]{1,6})|\b(?:per|each|every|an?) (?!average|mean)([a-z]{3,})"
    r"|((?!平)[\u4e00-\u9fff])均",
    re.IGNORECASE,
)


def means(passage: Passage) -> Iterator[Tie]:
    """Yield the ties of the means of a passage to totals and counts."""
    for figure in passage.figures:
        monthly = has(figure.clause, "per_month")
        if figure.amount and figure.role == "mean" and not monthly:
            yield from _of(passage, figure)


def _of(passage: Passage, mean: Figure) -> Iterator[Tie]:
    around = list(_around(passage, mean))
    totals = [one for one in around if one.amount and alike(one, mean) and one.value > mean.value]
    counts = [one for one in around if _counts(one, mean)]
    near = [one for one in totals if _same_breath(passage, one, mean)]
    units = [one for one in counts if _same_breath(passage, one, mean)]
    if not units:
        units = [one for one in counts if one.sentence == mean.sentence and one.index < mean.index]
    per = _per(mean)
    said = _said(per, [one for one in counts if one.paragraph == mean.paragraph])
    for total in totals:
        for count in counts:
            if count is total:
                continue
            others = _likeliest(mean, [one for one in units if one is not total])
            only = others == [count] and _is_per(per, count)
            only = only or (not others and _one_value(said) and count in said)
            bound = near == [total] and only
            found = tie("mean", mean, total.term / count.term, (total, count), bound=bound)
            if found:
                yield found


def _said(per: str | None, counts: list[Figure]) -> list[Figure]:
    """Return the counts of what the mean is per: named after the figure, else before it."""
    if per is None:
        return []
    after = [one for one in counts if _is_per(per, one, before=False)]
    return after or [one for one in counts if _is_per(per, one)]


def _likeliest(mean: Figure, counts: list[Figure]) -> list[Figure]:
    """Return of several counts those that the mean speaks of, else those of no places."""
    if len(counts) < 2:
        return counts
    spoken = [one for one in counts if _noun(one) and _noun(one) in mean.clause + mean.rest[:20]]
    return spoken or [one for one in counts if one.thing not in _PLACES]


def _noun(count: Figure) -> str:
    """Return the noun of a count, short: 品牌, brand."""
    found = re.match(r"\s*([\u4e00-\u9fff]{2})", count.rest)
    return found[1] if found else (count.measure or "").rstrip("s")


def _one_value(figures: list[Figure]) -> bool:
    return len({figure.value for figure in figures}) == 1


def _around(passage: Passage, mean: Figure) -> Iterator[Figure]:
    for figure in (*passage.previous(mean), *passage.following(mean)):
        apart = abs(figure.paragraph - mean.paragraph)
        if figure.index > mean.index and figure.sentence != mean.sentence:
            continue
        usual = figure.role not in {"mean", "difference", "day"} and figure.was != "bound"
        if apart <= 1 and usual:
            yield figure


def _counts(figure: Figure, mean: Figure) -> bool:
    if not figure.count or figure.thing in _PERIODS or figure.value < 2:
        return False
    return not (mean.thing and figure.thing == mean.thing)


def _same_breath(passage: Passage, figure: Figure, mean: Figure) -> bool:
    """Return whether a figure stands before the mean in its sentence, and nothing ended between."""
    if figure.sentence != mean.sentence or figure.index > mean.index:
        return False
    return _STOP.search(passage.between(figure, mean)) is None


def _per(mean: Figure) -> str | None:
    """Return what the mean is per, if the words say."""
    found = _PER.search(mean.rest[:30]) or _PER.search(mean.clause)
    if not found:
        return None
    return (found[1] or found[2] or found[3] or "").lower() or None


def _is_per(per: str | None, count: Figure, *, before: bool = True) -> bool:
    """Return whether a count is of what the mean is per; without words for it any is."""
    if per is None:
        return True
    words = f"{count.printed.text}{count.rest[:24]} {count.measure}".lower()
    if before:
        words = count.subject[-24:].lower() + words
    if per.isascii():
        return per[: max(len(per) - 2, 4)] in words
    noun = per[1:] if per[:1] in (count.measure or "") else per
    return any(noun[at : at + 2] in words for at in range(max(len(noun) - 1, 1)))
