"""The addresses of the pages of lists, and the ways from one list to another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from steelyard.publish.source import PublishedList, Source

__all__ = ["address_of", "part_address", "switches"]


def address_of(source: Source, one: PublishedList) -> str:
    """Return the address of a list: the first is the ranking itself."""
    return "ranking" if one is source.lists[0] else f"ranking-{one.address}"


def part_address(source: Source, one: PublishedList, part: int) -> str:
    """Return the address of a part of a long list, from 1.

    The address of a list never has two hyphens in a row, so none is taken for a part.
    """
    if part == 1:
        return address_of(source, one)
    return f"{address_of(source, one)}{'-' if len(source.lists) == 1 else '--'}{part}"


def switches(source: Source, one: PublishedList, said: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Yield the ways to other periods and to other lists of the same period."""
    periods = list(dict.fromkeys(other.period for other in source.lists))
    if len(periods) > 1:
        shown = [_of_period(source, one, period) for period in periods]
        yield _switch(source, one, said["periods"], [(other.period, other) for other in shown])
    beside = [other for other in source.lists if other.period == one.period]
    if len(beside) > 1:
        named = [(_within(source, other), other) for other in beside]
        yield _switch(source, one, said["lists"], named)


def _of_period(source: Source, one: PublishedList, period: str | None) -> PublishedList:
    """Return the same list in a period, or the period's first where it has no such list."""
    there = [other for other in source.lists if other.period == period]
    return next((other for other in there if other.within == one.within), there[0])


def _within(source: Source, one: PublishedList) -> str:
    return " · ".join(source.label(column, value) for column, value in one.within)


def _switch(source: Source, one: PublishedList, name: str, lists: list[Any]) -> dict[str, Any]:
    links = [
        {"title": title, "address": address_of(source, other), "current": other is one}
        for title, other in lists
    ]
    return {"name": name, "links": links}
