"""Which units a page of groups compares: a list, or lists that a group column keeps apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from steelyard.publish.ranking.addresses import address_of
from steelyard.publish.source import PublishedList, Source

__all__ = ["Selection", "everything", "selections"]


@dataclass(frozen=True)
class Selection:
    """Units that are put in groups.

    Parameters
    ----------
    title
        What they are called; empty where there is one list.
    suffix
        What tells the addresses of its charts from others'; empty where there is one list.
    address
        The page of the ranking that shows them; None where several lists do.
    frame
        Their rows of the ranking, best first.
    candidates
        How many units are ranked and left out, since they are not on the list.
    """

    title: str
    suffix: str
    address: str | None
    frame: pl.DataFrame
    candidates: int = 0

    @property
    def ranked_together(self) -> bool:
        """Whether their ranks are of one list, and so can be compared."""
        return self.address is not None


def selections(source: Source, column: str) -> tuple[Selection, ...]:
    """Return the units of the current lists, each list by itself.

    Lists that the column itself keeps apart are taken together: in each of them all units would
    be of one group.
    """
    if column not in source.scheme.rank.within:
        return tuple(_of_list(source, one) for one in source.current)
    alike: dict[tuple[tuple[str, str], ...], list[PublishedList]] = {}
    for one in source.current:
        rest = tuple((name, value) for name, value in one.within if name != column)
        alike.setdefault(rest, []).append(one)
    return tuple(_together(source, rest, lists) for rest, lists in alike.items())


def everything(source: Source) -> Selection:
    """Return the units of all current lists."""
    return _together(source, (), source.current)


def _of_list(source: Source, one: PublishedList) -> Selection:
    suffix = f"-{one.address}" if one.address else ""
    address = address_of(source, one)
    return Selection(source.list_title(one), suffix, address, one.listed, one.candidates)


def _together(
    source: Source, rest: Sequence[tuple[str, str]], lists: Sequence[PublishedList]
) -> Selection:
    if len(lists) == 1:
        return _of_list(source, lists[0])
    title = " · ".join(source.label(column, value) for column, value in rest)
    suffix = f"-{lists[0].address}" if rest else ""
    frame = pl.concat([one.listed for one in lists])
    return Selection(title, suffix, None, frame, sum(one.candidates for one in lists))
