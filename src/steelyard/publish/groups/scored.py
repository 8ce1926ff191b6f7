"""A map of scores where the units themselves are places: an index of countries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from steelyard.evaluation.descriptions import heading
from steelyard.i18n import Message, _, message
from steelyard.publish.figures.drawing import Drawing
from steelyard.publish.groups.names import places_of
from steelyard.publish.maps.package import installed
from steelyard.publish.maps.places import Places
from steelyard.publish.numbers import number, places_for, rank
from steelyard.publish.source import PublishedList, Source

__all__ = ["ScoredPlaces", "scored_places"]


@dataclass(frozen=True)
class ScoredPlaces:
    """Units that are places.

    Parameters
    ----------
    source
        What is published.
    one
        The list.
    column
        The column that names the places: the units' titles or their keys.
    places
        The places.
    """

    source: Source
    one: PublishedList
    column: str
    places: Places

    def content(self, draw: Drawing) -> dict[str, Any]:
        """Return the map as plain data; without the package of shapes there is none."""
        if not installed():
            return {"map": None, "map_absent": True}
        from steelyard.publish.maps.amounts import Amount, map_of
        from steelyard.publish.maps.classes import classes_of_amounts

        frame = self._known
        title = heading(self.source.scheme, self.source.scheme.rank.figure or "score")
        decimals = places_for(frame["score"].to_list())
        amounts = [
            Amount(
                row["place"],
                row["score"],
                {title: number(row["score"], decimals), _("Rank"): rank(row["rank"])},
            )
            for row in frame.iter_rows(named=True)
        ]
        made = map_of(
            self.places,
            amounts,
            classes_of_amounts,
            name="places-map",
            title=_("On the map: {figure}").format(figure=title),
            legend=title,
            none=_("not listed"),
            shown=lambda score: number(score, decimals),
        )
        if made is None:
            return {"map": None, "map_absent": False}
        drawn = {
            "figure": draw(made.figure),
            "unknown": list(made.unknown),
            "shapeless": list(made.shapeless),
        }
        return {"map": drawn, "map_absent": False}

    @property
    def in_words(self) -> Message:
        """What the map shows."""
        title = heading(self.source.scheme, self.source.scheme.rank.figure or "score")
        return message(
            "The map shows the figure “{figure}” of {count} places; the ranking has the rest.",
            figure=title,
            count=number(self._known.height),
        )

    @property
    def _known(self) -> pl.DataFrame:
        """The units that have a score, each place once, the best."""
        return (
            self.one.frame.select(
                pl.col(self.column).cast(pl.String).alias("place"), "score", "rank"
            )
            .filter(pl.col("score").is_not_null() & pl.col("score").is_finite())
            .unique("place", keep="first", maintain_order=True)
        )


def scored_places(source: Source) -> ScoredPlaces | None:
    """Return the units as places; None where they are none, or have no scores of one list."""
    units, one = source.scheme.units, source.lists[0]
    if len(source.current) != 1 or "score" not in one.frame.columns or not one.ranked:
        return None
    for column in (units.key, units.title):
        if column is None or column not in one.frame.columns:
            continue
        values = one.frame[column].cast(pl.String).drop_nulls().unique(maintain_order=True)
        places = places_of(source, column, values.to_list())
        if places is not None and len(set(places.codes.values())) > 1:
            return ScoredPlaces(source, one, column, places)
    return None
