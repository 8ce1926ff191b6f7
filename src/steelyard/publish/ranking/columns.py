"""The columns of a ranking's table: what each is called, holds, and how it sorts and filters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import polars as pl

from steelyard.evaluation.descriptions import heading
from steelyard.i18n import _
from steelyard.publish.numbers import places_for
from steelyard.publish.source import PublishedList, Source

__all__ = ["Column", "Kind", "columns_of"]

Kind = Literal[
    "rank", "unit", "score", "interval", "band", "change", "imputed", "grade", "number", "text"
]


@dataclass(frozen=True)
class Column:
    """A column.

    Parameters
    ----------
    name
        Its name in an address: ``sort=-score``.
    kind
        What it holds.
    heading
        What it is called, with its unit of measurement.
    figure
        The ranking's column that it shows; None where it shows more than one, or another table's.
    places
        How many decimals its numbers have.
    most
        What a bar over the whole cell stands for; None where no bar may stand: it begins at zero.
    labels
        What its codes are called.
    group
        Whether units are grouped by it, so that readers may filter by it.
    """

    name: str
    kind: Kind
    heading: str
    figure: str | None = None
    places: int | None = None
    most: float | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    group: bool = False

    @property
    def numeric(self) -> bool:
        """Whether it is sorted by numbers, not by texts."""
        return self.kind not in ("unit", "text")

    @property
    def first(self) -> str:
        """The order in which it is sorted first: what is best or most on top."""
        rising = self.kind in ("score", "change", "imputed", "number")
        return "descending" if rising and not self.figure_is_rank else "ascending"

    @property
    def figure_is_rank(self) -> bool:
        """Whether it is a rank within a group, of which the first is the least."""
        return self.figure is not None and self.figure.startswith("rank_in_")


def columns_of(
    source: Source, one: PublishedList, frame: pl.DataFrame, since: str = ""
) -> tuple[Column, ...]:
    """Return the columns of a list's table in the current language.

    Parameters
    ----------
    source, one
        What is published, and the list.
    frame
        Its rows with what was joined to them: ``_band``, ``_status``, ``_imputed``.
    since
        What ranks are held against, for the heading of their change.
    """
    taken: set[str] = set()
    found = []
    for column in (*_fixed(source, frame, since), *_figures(source, one, frame), *_last(frame)):
        name = column.name
        while name in taken:
            name += "_"
        taken.add(name)
        found.append(replace(column, name=name))
    return tuple(found)


def _fixed(source: Source, frame: pl.DataFrame, since: str) -> Iterator[Column]:
    """Yield what every ranking has, as far as this one has it."""
    scheme = source.scheme
    yield Column("rank", "rank", heading(scheme, "rank"))
    yield Column("unit", "unit", heading(scheme, scheme.units.title or scheme.units.key))
    if "score" in frame.columns:
        scores = frame["score"].drop_nulls().to_list()
        most = max(scores, default=0.0)
        yield Column(
            "score",
            "score",
            heading(scheme, scheme.rank.figure or "score"),
            places=places_for(scores),
            most=most if most > 0 and min(scores) >= 0 else None,
        )
    if _any(frame, "rank_median"):
        yield Column("interval", "interval", _("Median rank (5–95%)"))
    if _any(frame, "_band") and frame["_band"].drop_nulls().is_duplicated().any():
        yield Column("band", "band", _("Band"))
    if _any(frame, "_status"):
        text = _("Change since {before}").format(before=since) if since else _("Change of rank")
        yield Column("change", "change", text)
    if _any(frame, "grade"):
        yield Column("grade", "grade", heading(scheme, "grade"), labels=_grades(source))


def _grades(source: Source) -> Mapping[str, str]:
    """Return what the grades are called, the best first; an edition keeps them in one language."""
    return {str(band.grade): band.grade.render() for band in source.scheme.grades}


def _figures(source: Source, one: PublishedList, frame: pl.DataFrame) -> Iterator[Column]:
    """Yield ranks within groups, the groups, and the figures that the scheme shows."""
    scheme = source.scheme
    apart = {name for name, _value in one.within}
    for name in (*(f"rank_in_{also}" for also in scheme.rank.also), *source.groups, *scheme.show):
        if name not in frame.columns or name in apart or name in _elsewhere(source):
            continue
        if name not in scheme.show and not _any(frame, name):
            continue  # No unit of this list states a group: no column of dashes.
        apart.add(name)
        labels = _labels(source, name, frame)
        number = frame[name].dtype.is_numeric() and not labels
        yield Column(
            name,
            "number" if number else "text",
            heading(scheme, name),
            figure=name,
            places=places_for(frame[name].to_list()) if frame[name].dtype.is_float() else 0,
            labels=labels,
            group=name in source.groups,
        )


def _elsewhere(source: Source) -> set[str | None]:
    """Return the columns that stand in the table already, under another heading."""
    units = source.scheme.units
    return {units.key, units.title, units.period, "score", source.scheme.rank.figure}


def _labels(source: Source, name: str, frame: pl.DataFrame) -> Mapping[str, str]:
    if frame[name].dtype == pl.Boolean:
        return {"True": _("yes"), "False": _("no")}
    if name not in source.labels:
        return {}
    values = frame[name].drop_nulls().unique(maintain_order=True).to_list()
    return {str(value): source.label(name, value) for value in values}


def _last(frame: pl.DataFrame) -> Iterator[Column]:
    if _any(frame, "_imputed") and frame["_imputed"].sum() > 0:
        yield Column("imputed", "imputed", _("Figures imputed"))


def _any(frame: pl.DataFrame, name: str) -> bool:
    """Return whether a column is there and knows anything."""
    return name in frame.columns and frame[name].count() > 0
