"""The whole tree of a unit, from the total down to the raw figures, and its best and worst."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

from steelyard.i18n import _
from steelyard.publish.numbers import places_for
from steelyard.publish.units.outline import ToldNode
from steelyard.publish.units.shared import Telling

__all__ = ["legend", "sources", "strengths", "tree", "weaknesses"]

Row = dict[str, Any]


def tree(telling: Telling) -> list[Row]:
    """Return a row for each node, parents before their parts."""
    unit, home = telling.unit, telling.home
    columns = zip(
        telling.outline.nodes,
        _plain(unit.scores),
        _plain(unit.ranks),
        _plain(unit.effects),
        _plain(home.weights),
        _plain(home.medians),
        _plain(home.least),
        _plain(home.greatest),
        home.score_places,
        strict=True,
    )
    figures = _Figures(telling)
    rows = []
    for at, (node, score, rank, effect, weight, median, low, high, places) in enumerate(columns):
        own = unit.own.get(at)
        scale = _Scale.of(node, low, high)
        row: Row = {
            "node": node.name,
            "title": node.title,
            "level": node.level,
            "weight": weight,
            "points": node.points,
            "score": score,
            "score_decimals": places,
            "median": median,
            "score_percent": scale.percent(score),
            "median_percent": scale.percent(median),
            "rank": rank,
            "effect": effect,
            "applies": at not in unit.inapplicable,
            "own": None if own is None else own.own,
            "own_difference": None if own is None else own.difference,
            "source": None if node.source is None else node.source + 1,
            "indicator": node.leaf is not None,
        }
        if node.leaf is not None:
            row |= figures.of(node, node.leaf)
        rows.append(row)
    return rows


def _plain(values: Any) -> list[float | None]:
    return [None if math.isnan(value) else value for value in values.tolist()]


class _Figures:
    """The figures behind the indicators of a unit."""

    def __init__(self, telling: Telling) -> None:
        unit = telling.unit
        self.raw, self.imputed = _plain(unit.raw), _plain(unit.imputed)
        self.treated, self.places = _plain(unit.treated), telling.home.figure_places

    def of(self, node: ToldNode, leaf: int) -> Row:
        """Return the figure of an indicator, where it was filled in, and what became of it."""
        value, imputed = self.raw[leaf], self.imputed[leaf]
        return {
            "value": value,
            "value_decimals": _decimals(imputed if value is None else value, self.places[leaf]),
            "unit": node.unit,
            "imputed": imputed,
            "treated": self.treated[leaf],
        }


def _decimals(value: float | None, usual: int) -> int:
    """Return decimals for a figure: those of its column, more where three digits need them."""
    return usual if value is None else max(usual, places_for((value,), digits=3))


class _Scale:
    """From which score to which a bar runs: from 0 to the most that can be had.

    From the list's least score where that is below 0; to the node's points, or else to the
    list's greatest score.
    """

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high

    @staticmethod
    def of(node: ToldNode, least: float | None, greatest: float | None) -> _Scale:
        """Return the scale of a node."""
        high = node.points if node.points is not None else greatest
        return _Scale(min(0.0, least or 0.0), high or 0.0)

    def percent(self, score: float | None) -> int | None:
        """Return where a score stands, 0 to 100; None where the scale has no length."""
        if score is None or self.high <= self.low:
            return None
        return round(100 * min(1.0, max(0.0, (score - self.low) / (self.high - self.low))))


def strengths(telling: Telling, rows: list[Row]) -> list[Row]:
    """Return the indicators on which the unit ranks best."""
    return [_short(rows[at]) for at in telling.unit.strengths]


def weaknesses(telling: Telling, rows: list[Row]) -> list[Row]:
    """Return the indicators on which the unit ranks worst."""
    return [_short(rows[at]) for at in telling.unit.weaknesses]


def _short(row: Row) -> Row:
    names = ("node", "title", "rank", "value", "value_decimals", "unit", "imputed")
    return {name: row[name] for name in names}


def sources(telling: Telling, rows: Iterable[Row]) -> list[Row]:
    """Return the sources that the rows cite, by their numbers."""
    used = {row["source"] for row in rows}
    return [
        {
            "number": number,
            "text": cited.text,
            "certainty": cited.certainty,
            "note": cited.note,
        }
        for number, cited in enumerate(telling.outline.cited, start=1)
        if number in used
    ]


def legend(rows: Iterable[Row]) -> list[Row]:
    """Return what the marks mean that stand in the rows."""
    return list(_marks(list(rows)))


def _marks(rows: list[Row]) -> Iterator[Row]:
    if any(row.get("imputed") is not None for row in rows):
        yield {
            "mark": _("imputed"),
            "meaning": _(
                "The figure was missing; the scheme's method filled it in, and this is what it put."
            ),
        }
    if any(row.get("treated") is not None for row in rows):
        yield {
            "mark": _("treated"),
            "meaning": _(
                "The figure was reined in as an outlier or reshaped before it was scored; the "
                "arrow leads to what was scored."
            ),
        }
    if any(not row["applies"] for row in rows):
        yield {
            "mark": _("does not apply"),
            "meaning": _("It is not asked of this unit; the parts that apply stand for the whole."),
        }
    if any(_unknown(row) for row in rows):
        yield {
            "mark": _("not known"),
            "meaning": _("Nobody gave the figure; what is not known is never counted as 0."),
        }


def _unknown(row: Row) -> bool:
    return bool(
        row["indicator"] and row["applies"] and row["value"] is None and row["imputed"] is None
    )
