"""Amounts a day or a month: an amount of a year, half-year or quarter over its days or months.

The period must be named beside the amount or the daily figure; a half-year has 181 days or 184, a
year of which nobody says which it is 365. Where the passage counts days of its own (of work, of a
fair), those are used instead; working days that nobody counts are not looked at.
"""

from __future__ import annotations

import calendar
import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from steelyard.claims.proposals.cues import ends_with, has, starts_with
from steelyard.claims.proposals.passage import Figure, Passage, alike
from steelyard.claims.proposals.terms import Term
from steelyard.claims.proposals.ties import Tie, tie

__all__ = ["periods"]

_LONGEST_YEAR = 366
_MONTH = re.compile(r"(?<!\d)(1[0-2]|[1-9])月(?:份|当月|當月)")


@cache
def _table() -> tuple[tuple[str, int, int], ...]:
    """Return the periods, shortest first: the cue, days without leap day and whether it has one."""
    file = Path(__file__).with_name("periods.csv")
    with file.open(encoding="utf-8", newline="") as rows:
        return tuple(
            (row["cue"], int(row["first_month"]), int(row["months"]))
            for row in csv.DictReader(rows)
        )


def periods(passage: Passage) -> Iterator[Tie]:
    """Yield the ties of daily and monthly figures to the amounts of their periods."""
    for figure in passage.figures:
        if not figure.amount:
            continue
        if figure.role == "day" and not has(figure.clause + figure.rest, "working_day"):
            yield from _of(passage, figure, daily=True)
        elif starts_with(figure.rest, "per_month", room=1) or ends_with(
            figure.clause, "per_month", room=6
        ):
            yield from _of(passage, figure, daily=False)


def _of(passage: Passage, rate: Figure, *, daily: bool) -> Iterator[Tie]:
    amounts = [
        one
        for one in (*passage.previous(rate), *passage.following(rate))
        if abs(one.paragraph - rate.paragraph) <= 2
        and one.amount
        and alike(one, rate)
        and one.value > rate.value * 5
        and one.role not in {"day", "mean"}
        and one.was != "bound"
    ]
    beside = [one for one in amounts if one.sentence == rate.sentence and one.index < rate.index]
    nearest = max(beside, key=lambda one: one.index) if beside else None
    own = _own_days(passage, rate) if daily else None
    for amount in amounts:
        if own is not None:
            if own and (found := _over(rate, amount, own, bound=amount is nearest)):
                yield found
            continue
        sure = amount is nearest and len(passage.between(amount, rate)) <= 60
        yearly = not daily and amount.sentence == rate.sentence and _is_yearly(amount)
        yearly = yearly and abs(amount.index - rate.index) == 1
        for lengths, named in _lengths(passage, amount, rate, daily=daily):
            for length in lengths:
                found = tie(
                    "per_day" if daily else "per_month",
                    rate,
                    amount.term / Term.number(length),
                    (amount,),
                    bound=(sure or yearly) and (named or yearly) and length == lengths[0],
                )
                if found:
                    yield found


def _is_yearly(amount: Figure) -> bool:
    return starts_with(amount.rest, "per_year", room=1) or ends_with(
        amount.clause, "per_year", room=3
    )


def _own_days(passage: Passage, rate: Figure) -> tuple[Figure, ...] | None:
    """Return the days that the passage itself counts: of a fair, of work; None if it does not.

    The tuple is empty if days of work are spoken of, but not how many they are.
    """
    near = (*passage.previous(rate), *passage.following(rate))
    days = [
        one
        for one in near
        if one.thing == "day"
        and one.paragraph == rate.paragraph
        and abs(one.sentence - rate.sentence) <= 2
        and not one.quantity.ordinal
        and 2 <= one.value <= _LONGEST_YEAR
    ]
    if len({one.value for one in days}) == 1:
        return (days[0],)
    start, end = rate.quantity.sentence
    return () if days or has(passage.text[start:end], "own_days") else None


def _over(rate: Figure, amount: Figure, days: tuple[Figure, ...], *, bound: bool) -> Tie | None:
    """Return the tie of a daily figure to an amount over the days that the passage counts."""
    count = days[0]
    bound = bound and count.sentence == rate.sentence and amount.sentence == rate.sentence
    return tie("per_day", rate, amount.term / count.term, (amount, count), bound=bound)


def _lengths(
    passage: Passage, amount: Figure, rate: Figure, *, daily: bool
) -> Iterator[tuple[list[int], bool]]:
    """Yield the days or months of the period that the words name, and whether they do."""
    start, end = amount.quantity.start, amount.quantity.end
    stretch = passage.text[max(amount.quantity.sentence.start, start - 120) : end + 40]
    if has(stretch, "same_period"):
        stretch = passage.text[max(0, start - 250) : end + 40].rsplit("\n", maxsplit=1)[-1]
    years = passage.years_within(*amount.quantity.sentence)
    leap = len(years) == 1 and calendar.isleap(years[0].value)
    month = _MONTH.search(stretch)
    if month and daily:
        days = calendar.monthrange(years[0].value if len(years) == 1 else 2025, int(month[1]))[1]
        yield [days], True
        return
    for name, first, months in _table():
        if has(stretch, name):
            yield [_days(first, months, leap=leap) if daily else months], True
            return
    paragraph = passage.text[max(0, start - 250) : end].rsplit("\n", maxsplit=1)[-1]
    named = bool(years) or has(stretch, "whole_year")
    named = named or (
        bool(passage.years_within(end - len(paragraph), end)) and not has(paragraph, "part_of_year")
    )
    yield ([366 if leap else 365] if daily else [12]), named


def _days(first: int, months: int, *, leap: bool) -> int:
    year = 2024 if leap else 2025
    return sum(calendar.monthrange(year, month)[1] for month in range(first, first + months))
