"""The chart of a list's plane, and what it shows in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from steelyard.i18n import Message, _, language, message
from steelyard.publish.figures.figure import Figure
from steelyard.publish.numbers import number, percent
from steelyard.publish.plane.places import axis, counts, names_of
from steelyard.publish.source import PublishedList, Source

__all__ = ["figure_of"]

_NAMED = 3


def figure_of(source: Source, own: PublishedList, frame: pl.DataFrame) -> Figure:
    """Return the chart of a list's plane."""
    from steelyard.robustness.charts.plane import PlaneTitles, plane_chart

    declared = source.scheme.plane
    assert declared is not None
    title = _("Plane") if declared.title is None else declared.title.render()
    named = source.list_title(own)
    titles = PlaneTitles(
        axis(source, "x"),
        axis(source, "y"),
        names_of(source),
        f"{title} · {named}" if named else title,
    )
    names = dict(source.titles)
    said = list(_text(source, frame))
    return Figure(
        name=f"plane-{own.address}" if own.address else "plane",
        chart=plane_chart(frame, titles, names=names),
        narrow=plane_chart(frame, titles, names=names, narrow=True),
        title=titles.title,
        text=(" " if language() == "en" else "").join(str(one) for one in said),
        data=_data(source, frame),
    )


def _text(source: Source, frame: pl.DataFrame) -> Iterator[Message]:
    """Say what the chart shows: the axes, how many units each quadrant has, the first few."""
    yield message(
        "Each unit by {x} (to the right) and {y} (upwards), cut into four quadrants.",
        x=axis(source, "x"),
        y=axis(source, "y"),
    )
    names = names_of(source)
    for one in counts(frame):
        yield message(
            "{quadrant}: {count} units.", quadrant=names[one["code"]], count=number(one["units"])
        )
    yield from _first(source, frame, names)


def _first(source: Source, frame: pl.DataFrame, names: dict[str, str]) -> Iterator[Message]:
    known = frame.drop_nulls("quadrant").head(_NAMED)
    for row in known.iter_rows(named=True):
        title = source.titles.get(row["unit"], row["unit"])
        share = row.get("quadrant_probability")
        if share is None:
            yield message("{unit}: {quadrant}.", unit=title, quadrant=names[row["quadrant"]])
        else:
            yield message(
                "{unit}: {quadrant}, probability {share}.",
                unit=title,
                quadrant=names[row["quadrant"]],
                share=percent(share, 0),
            )


def _data(source: Source, frame: pl.DataFrame) -> pl.DataFrame:
    """Return what the chart is drawn from, with the units' titles beside their keys."""
    keys: Sequence[str] = frame["unit"].to_list()
    titles = [source.titles.get(key, key) for key in keys]
    if titles == list(keys):
        return frame
    return frame.clone().insert_column(1, pl.Series("title", titles, dtype=pl.String))
