"""The sheets of the result: the ranking, a sheet for each list, and the points of every criterion.

Units stand in the order of their ranks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from steelyard.evaluation.descriptions import heading
from steelyard.i18n import _, message
from steelyard.reports.words import shown
from steelyard.reports.workbook.columns import columns_of
from steelyard.reports.workbook.sheet import Sheet, Table
from steelyard.reports.workbook.source import Source
from steelyard.scheme.scheme import Scheme

__all__ = ["sheets"]


def sheets(source: Source) -> Iterator[Sheet]:
    """Yield a sheet for each list, and the points of all units."""
    ranking = source.named(source.edition.ranking)
    heads = _heads(source.scheme, ranking)
    for title, rows in _lists(source, ranking):
        part = _without_empty_groups(source, rows)
        table = Table(
            columns_of(part, heads, labels=source.named_numbers, strong=("rank", "score")),
            "data/ranking.csv",
            frozen=_frozen(source, part),
        )
        yield Sheet(title, _("Rank, score and figures of each unit."), (table,))
    if source.file("scores") is not None:
        yield _points(source, ranking, heads)


def _heads(scheme: Scheme, ranking: pl.DataFrame) -> dict[str, str]:
    heads = {name: heading(scheme, name) for name in ranking.columns}
    for name in scheme.rank.also:
        of = heading(scheme, name)
        heads[f"rank_in_{name}"] = str(message("Rank within {group}", group=of))
    return heads


def _lists(source: Source, ranking: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the lists that are ranked apart, each with its title."""
    within = list(source.scheme.rank.within)
    if not within:
        yield _("Ranking"), ranking
        return
    for labels, part in ranking.group_by(within, maintain_order=True):
        which = ", ".join("–" if label is None else str(label) for label in labels)
        yield str(message("Ranking: {list}", list=which)), part


def _without_empty_groups(source: Source, ranking: pl.DataFrame) -> pl.DataFrame:
    """Return a list without the groups that none of its units has."""
    groups = source.scheme.units.groups
    empty = [
        name
        for group in groups
        for name in (group, f"rank_in_{group}")
        if name in ranking.columns and 0 < ranking.height == ranking[group].null_count()
    ]
    return ranking.drop(empty)


def _frozen(source: Source, frame: pl.DataFrame) -> int:
    """Return how many columns tell who it is."""
    units = source.scheme.units
    who = [name for name in (units.key, units.title) if name is not None]
    return 1 + max(frame.columns.index(name) for name in who)


def _points(source: Source, ranking: pl.DataFrame, heads: Mapping[str, str]) -> Sheet:
    """Return the sheet with the score of every node, units in the order of the ranking."""
    scheme = source.scheme
    units, nodes = scheme.units, scheme.nodes()
    key = [name for name in (units.key, units.period) if name is not None]
    who = [name for name in (*scheme.rank.within, "rank", *key, units.title) if name is not None]
    who = [name for name in dict.fromkeys(who) if name in ranking.columns]
    scores = source.edition.scores.rename(
        {name: _column(name) for name in nodes if name in source.edition.scores.columns}
    )
    frame = ranking.select(who).with_columns(pl.col(key).cast(pl.String))
    joined = frame.join(
        scores.with_columns(pl.col(key).cast(pl.String)), on=key, how="left", maintain_order="left"
    )
    nodes_there = {name: node for name, node in nodes.items() if _column(name) in joined.columns}
    table = Table(
        columns_of(
            joined,
            {**heads, **{_column(name): _node_heading(source, name) for name in nodes_there}},
            labels=source.named_numbers,
            strong=[_column(name) for name, node in nodes_there.items() if node.parts],
            bars={_column(name): node.points or 0.0 for name, node in nodes_there.items()},
        ),
        "data/scores.parquet",
        frozen=len(who),
    )
    points = scheme.tree is not None and scheme.tree.points is not None
    title = _("Points") if points else _("Scores")
    return Sheet(title, _("What each unit has of every criterion."), (table,))


def _column(node: str) -> str:
    """Return the name of a node's column, which no column of the ranking has."""
    return f"score of {node}"


def _node_heading(source: Source, name: str) -> str:
    """Return what a node is called, with the most points that it gives."""
    node = source.scheme.nodes()[name]
    title = source.nodes[name]
    return title if node.points is None else f"{title} ({shown(node.points)})"
