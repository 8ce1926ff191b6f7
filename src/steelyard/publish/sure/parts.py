"""Of what the page is made: sections of sentences, a chart and tables, as plain data.

A column says what kind of thing stands in it, so that one template shows them all:
``unit`` and ``node`` (names, the first with a link), ``text``, ``rank``, ``number``, ``percent``,
``bar`` (a share with a bar behind it) and ``interval`` (two ranks on a line).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import polars as pl

from steelyard.i18n import Message, message
from steelyard.publish.numbers import number
from steelyard.publish.source import PublishedList, Source
from steelyard.robustness.report import Report

__all__ = ["Kind", "ListReport", "column", "heading_of_units", "section", "table"]

Kind = Literal["unit", "text", "rank", "number", "percent", "bar", "interval"]


@dataclass(frozen=True)
class ListReport:
    """What is known of how sure one list is.

    Parameters
    ----------
    source
        What is published.
    report
        The analysis of the edition.
    own
        The list.
    suffix
        What tells its charts and sections from another list's; empty where there is one list.
    """

    source: Source
    report: Report
    own: PublishedList
    suffix: str = ""

    @property
    def key(self) -> str:
        """The column of the units' keys."""
        return self.source.scheme.units.key

    @property
    def level(self) -> float:
        """The probability from which on two units can be told apart."""
        return float(self.report.settings["level"])

    def table(self, name: str, key: str | None = None) -> pl.DataFrame | None:
        """Return the rows of a table that are about the list's units.

        Parameters
        ----------
        name
            The table.
        key
            Its column of units; the scheme's if absent.
        """
        frame = self.report.tables.get(name)
        if frame is None:
            return None
        period = self.source.scheme.units.period
        if period is not None and period in frame.columns:
            frame = frame.filter(pl.col(period).cast(pl.String) == self.own.period)
        units = pl.col(key or self.key).cast(pl.String)
        return frame.filter(units.is_in(self.own.frame[self.key].cast(pl.String).implode()))

    @cached_property
    def uncertainty(self) -> pl.DataFrame | None:
        """Each unit's ranks, the best first; None where nothing is known of them."""
        frame = self.table("uncertainty")
        if frame is None or frame["rank_median"].null_count() == frame.height:
            return None
        return frame.sort("rank", nulls_last=True, maintain_order=True)

    def unit(self, key: object) -> dict[str, Any]:
        """Return how a unit is shown: its key, its title and its page."""
        said = str(key)
        return {
            "key": said,
            "title": self.source.titles.get(said, said),
            "address": f"units/{self.source.addresses[said]}",
        }

    def title(self, key: object) -> str:
        """Return what a unit is called."""
        return self.source.titles.get(str(key), str(key))

    def titled(self, title: str) -> str:
        """Return the title of a chart, with the list where there are several."""
        named = self.source.list_title(self.own)
        return f"{title} · {named}" if named else title

    def named(self, name: str) -> str:
        """Return the name of a chart or a section of the list."""
        return f"{name}-{self.suffix}" if self.suffix else name


def heading_of_units(source: Source) -> str:
    """Return the heading of the column of units."""
    from steelyard.evaluation.descriptions import heading

    if source.singular is not None:
        return source.singular.render().capitalize()
    return heading(source.scheme, source.scheme.units.key)


def column(
    name: str, title: str, kind: Kind = "number", *, places: int | None = None, of: int = 1
) -> dict[str, Any]:
    """Return a column.

    Parameters
    ----------
    name
        Its name in the rows.
    title
        Its heading.
    kind
        What stands in it.
    places
        Decimals of its numbers.
    of
        The last rank of an interval's line.
    """
    return {"name": name, "title": title, "kind": kind, "places": places, "of": of}


def table(
    caption: str,
    columns: Sequence[Mapping[str, Any]],
    rows: Iterable[Mapping[str, Any]],
    *,
    count: int | None = None,
    name: str,
    folded: bool = False,
) -> dict[str, Any]:
    """Return a table.

    Parameters
    ----------
    caption
        What it shows.
    columns
        What :func:`column` returned.
    rows
        What stands in them, by name of column.
    count
        How many rows there would be in all; all are shown if absent.
    name
        The table of the edition that has them all.
    folded
        Whether it is closed until it is asked for.
    """
    shown = list(rows)
    whole = len(shown) if count is None else count
    return {
        "caption": caption,
        "columns": list(columns),
        "rows": shown,
        "count": whole,
        "more": _more(len(shown), whole),
        "data": f"data/{name}.csv",
        "folded": folded,
    }


def _more(shown: int, whole: int) -> str | None:
    if shown >= whole:
        return None
    return str(message("{shown} of {count} rows", shown=number(shown), count=number(whole)))


def section(
    address: str,
    title: str,
    words: Iterable[Message | str],
    *,
    figure: Mapping[str, Any] | None = None,
    tables: Iterable[Mapping[str, Any] | None] = (),
    groups: Sequence[Mapping[str, Any]] = (),
    groups_count: int = 0,
    command: str | None = None,
) -> dict[str, Any]:
    """Return a section.

    Parameters
    ----------
    address
        Its place on the page.
    title
        Its heading.
    words
        What it says first.
    figure
        What a Drawing returned.
    tables
        Its tables; those that are None are left out.
    groups
        The first groups of units that cannot be told apart.
    groups_count
        How many groups there are.
    command
        What to type to find out what is not known.
    """
    return {
        "id": address,
        "title": title,
        "words": [str(one) for one in words],
        "figure": figure,
        "tables": [one for one in tables if one is not None],
        "groups": list(groups),
        "groups_count": groups_count,
        "command": command,
    }
