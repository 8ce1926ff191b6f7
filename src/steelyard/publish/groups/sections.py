"""A column's groups among some units, as the plain data of a page: words, charts, map, table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from steelyard.evaluation.descriptions import heading
from steelyard.i18n import Message, _, message
from steelyard.publish.figures.drawing import Drawing
from steelyard.publish.figures.figure import Figure
from steelyard.publish.groups.names import column_title, filtered, named, places_of
from steelyard.publish.groups.selection import Selection
from steelyard.publish.groups.tally import GROUP, Tally
from steelyard.publish.maps.package import installed
from steelyard.publish.maps.places import Places
from steelyard.publish.numbers import number, percent, places_for, rank
from steelyard.publish.source import Source, group_address
from steelyard.robustness.charts.frames import labels

__all__ = ["MOST_GROUPS", "rows_of", "section", "sentences"]

_NAMED = 3
"""How many groups of one size are named."""
MOST_GROUPS = 30
"""How many groups charts show, and a table before the rest is folded."""


def section(
    source: Source, column: str, selection: Selection, draw: Drawing | None
) -> dict[str, Any]:
    """Return the groups of a column as plain data; without charts if there is nothing to draw by.

    See :class:`steelyard.publish.groups.tally.Tally` for what its rows hold.
    """
    tally = Tally(selection, column, source.scheme.units.key)
    names = named(source, tally)
    scores = [row["mean"] for row in tally.rows if row["mean"] is not None]
    places = places_of(source, column, [row["value"] for row in tally.stated])
    drawn = draw is not None and bool(tally.stated)
    return {
        "title": selection.title,
        "ranking": selection.address,
        "ranked_together": selection.ranked_together,
        "units": tally.frame.height,
        "groups": len(tally.stated),
        "largest": names[tally.stated[0]["value"]] if _one_is_largest(tally) else None,
        "sentences": [str(sentence) for sentence in sentences(tally, names)],
        "concentration": tally.concentration,
        "score": {
            "title": heading(source.scheme, source.scheme.rank.figure or "score"),
            "places": places_for(tally.frame["score"].to_list()),
            "most": max(scores) if scores and min(scores) >= 0 < max(scores) else None,
        }
        if scores
        else None,
        "unranked": tally.frame["rank"].null_count(),
        "firsts": list(tally.firsts),
        "rows": rows_of(source, tally, names),
        "charts": [draw(one) for one in _figures(source, tally, names)] if drawn and draw else [],
        "map": _mapped(tally, names, places, column_title(source, column), draw)
        if places is not None and drawn
        else None,
        "map_absent": places is not None and not installed(),
    }


def sentences(tally: Tally, names: Mapping[str | None, str]) -> list[Message]:
    """Return the groups in words."""
    stated, height = tally.stated, tally.frame.height
    if not height:
        return [message("This edition has no units, so there are no groups.")]
    if not stated:
        return [message("None of the {units} units states a group.", units=number(height))]
    found = [_count(height, len(stated), names[stated[0]["value"]]), *_largest(tally, names)]
    if tally.unstated:
        found.append(
            message("{units} units state no group.", units=number(tally.unstated)),
        )
    if tally.selection.candidates:
        found.append(
            message(
                "Candidates that are not on the list are not counted: {count}.",
                count=number(tally.selection.candidates),
            )
        )
    return found


def _count(units: int, groups: int, first: str) -> Message:
    """Say how many units there are in how many groups."""
    if units == 1:
        return message("One unit, of the group {name}.", name=first)
    if groups == 1:
        return message("{units} units in one group, {name}.", units=number(units), name=first)
    return message("{units} units in {groups} groups.", units=number(units), groups=number(groups))


def _one_is_largest(tally: Tally) -> bool:
    counts = [row["units"] for row in tally.stated]
    return counts.count(max(counts, default=0)) == 1


def _largest(tally: Tally, names: Mapping[str | None, str]) -> Iterator[Message]:
    """Say which group is the largest, or which share that place."""
    stated = tally.stated
    units, share = stated[0]["units"], percent(stated[0]["share"])
    alike = [names[row["value"]] for row in stated if row["units"] == units]
    if len(stated) == 1:
        return
    if len(alike) == len(stated):
        yield message("All are of one size.")
    elif len(alike) == 1:
        yield message(
            "The largest is {name} with {units} units, {share} of the list.",
            name=alike[0],
            units=number(units),
            share=share,
        )
    elif len(alike) <= _NAMED:
        yield message(
            "The largest are {names} with {units} units each, {share} of the list.",
            names=_(", ").join(alike),
            units=number(units),
            share=share,
        )
    else:
        yield message(
            "{count} of them are the largest, with {units} units each.",
            count=number(len(alike)),
            units=number(units),
        )


def rows_of(source: Source, tally: Tally, names: Mapping[str | None, str]) -> list[dict[str, Any]]:
    """Return the groups with their names, and the ways to their units."""
    return [
        {
            **row,
            "label": names[row["value"]],
            "link": filtered(tally.selection.address, tally.column, row["value"]),
            "best_title": source.titles.get(row["best"]),
            "best_address": source.addresses.get(row["best"]),
        }
        for row in tally.rows
    ]


def _figures(source: Source, tally: Tally, names: Mapping[str | None, str]) -> list[Figure]:
    """Return the charts: how large the groups are, and where their units rank."""
    from steelyard.publish.groups.charts import rank_strips, sizes

    title = column_title(source, tally.column)
    start = f"group-{group_address(tally.column)}{tally.selection.suffix}"
    first = tally.stated[:MOST_GROUPS]
    shown = dict(zip((row["value"] for row in first), _distinct(first, names), strict=True))
    frame = pl.DataFrame(
        [
            {"group": shown[row["value"]], "units": row["units"], "share": row["share"]}
            for row in first
        ]
    )
    of_sizes = _("Units by group: {column}").format(column=title)
    charts = [sizes(frame, of_sizes, narrow=narrow) for narrow in (False, True)]
    figures = [
        Figure(
            f"{start}-sizes",
            charts[0],
            of_sizes,
            _sizes_in_words(frame, of_sizes),
            frame,
            charts[1],
        )
    ]
    strips = _strips(source, tally, shown)
    if not strips.is_empty():
        of_ranks = _("Where the groups rank: {column}").format(column=title)
        last = float(tally.frame.select(pl.col("rank").max()).item())
        pair = [rank_strips(strips, of_ranks, last=last, narrow=narrow) for narrow in (False, True)]
        words = _ranks_in_words(strips, of_ranks)
        figures.append(Figure(f"{start}-ranks", pair[0], of_ranks, words, strips, pair[1]))
    return figures


def _distinct(rows: Sequence[Mapping[str, Any]], names: Mapping[str | None, str]) -> list[str]:
    """Return a name for each group, no two the same."""
    values = [str(row["value"]) for row in rows]
    return labels(values, {value: names[value] for value in values})


def _strips(source: Source, tally: Tally, shown: Mapping[str, str]) -> pl.DataFrame:
    """Return a row per ranked unit of the groups shown, the group with the best median first."""
    empty = pl.DataFrame(schema={"group": pl.String, "unit": pl.String, "rank": pl.Float64})
    if not tally.selection.ranked_together:
        return empty
    ranked = tally.frame.filter(pl.col(GROUP).is_in(list(shown)) & pl.col("rank").is_not_null())
    if ranked.is_empty():
        return empty
    medians = ranked.group_by(GROUP).agg(
        pl.col("rank").median().alias("median"), pl.col("rank").min().alias("least")
    )
    ordered = ranked.join(medians, on=GROUP).sort("median", "least", GROUP, "rank", "key")
    return ordered.select(
        pl.col(GROUP).replace_strict(shown, return_dtype=pl.String).alias("group"),
        pl.Series("unit", [source.titles.get(key, key) for key in ordered["key"].to_list()]),
        "rank",
    )


def _sizes_in_words(frame: pl.DataFrame, title: str) -> str:
    first = [
        f"{row['group']} {number(row['units'])} ({percent(row['share'])})"
        for row in frame.head(5).iter_rows(named=True)
    ]
    return _("{title}. The largest: {first}.").format(title=title, first=_(", ").join(first))


def _ranks_in_words(strips: pl.DataFrame, title: str) -> str:
    medians = strips.group_by("group", maintain_order=True).agg(pl.col("rank").median())
    first = [f"{row['group']} {rank(row['rank'])}" for row in medians.head(5).iter_rows(named=True)]
    return _("{title}. The best median ranks: {first}.").format(
        title=title, first=_(", ").join(first)
    )


def _mapped(
    tally: Tally,
    names: Mapping[str | None, str],
    places: Places,
    column: str,
    draw: Drawing | None,
) -> dict[str, Any] | None:
    """Return the map of how many units each place has; None without the package of shapes."""
    if draw is None or not installed():
        return None
    from steelyard.publish.maps.amounts import Amount, map_of
    from steelyard.publish.maps.classes import classes_of_counts

    amounts = [
        Amount(
            row["value"],
            row["units"],
            {_("Units"): number(row["units"]), _("Share of the list"): percent(row["share"])},
        )
        for row in tally.stated
    ]
    made = map_of(
        places,
        amounts,
        lambda counts: classes_of_counts([round(count) for count in counts]),
        name=f"group-{group_address(tally.column)}{tally.selection.suffix}-map",
        title=_("Units on the map: {column}").format(column=column),
        legend=_("Units"),
        none=_("no unit"),
        shown=number,
    )
    if made is None:
        return None
    return {
        "figure": draw(made.figure),
        "unknown": [names[value] for value in made.unknown],
        "shapeless": list(made.shapeless),
    }
