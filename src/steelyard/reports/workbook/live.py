"""Sheets that compute: change a weight in the sheet, and scores and ranks follow.

The scores of the indicators stand as numbers; every criterion above them is a formula over the
weights in its row, so that the spreadsheet itself climbs the tree. What no formula of a
spreadsheet can do, or a rule forbids to change, has no such sheet and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from steelyard.evaluation.criterion import criterion_of
from steelyard.i18n import Message, _, message
from steelyard.reports.workbook.formulas import FORMULAS
from steelyard.reports.workbook.sheet import Following, Line, Lines, Live, LiveColumn, Sheet
from steelyard.reports.workbook.source import Source

__all__ = ["MOST_LIVE", "sheets"]

MOST_LIVE = 5_000
"""Units beyond which a spreadsheet takes too long to rank them with every change."""


def sheets(source: Source) -> Iterator[Sheet]:
    """Yield the sheets with formulas; one with the reason where there can be none."""
    scheme = source.scheme
    if scheme.tree is None or not scheme.rank.by_score or source.file("scores") is None:
        return
    if scheme.tree.points is not None:
        return  # a regulation sets the points
    title = _("Your weights")
    reason = _why_not(source)
    if reason is not None:
        lines = (Line(title, "title"), Line(str(reason)))
        yield Sheet(title, _("Why weights cannot be changed here."), (Lines(lines),))
        return
    live = _live(source, _rows(source))
    yield Sheet(title, _("Change a weight, and the scores and ranks follow."), (live,))
    yield Sheet(
        _("Ranking by your weights"),
        _("The units in the order of the weights on the sheet before."),
        (Following(live),),
    )


def _why_not(source: Source) -> Message | None:
    """Return why the scores cannot be computed in a spreadsheet; None if they can."""
    scheme, there = source.scheme, set(source.edition.scores.columns)
    findings = source.edition.findings
    for name, node in scheme.nodes().items():
        criterion = criterion_of(scheme, name, node, there)
        if criterion is None:
            continue
        if criterion.aggregation.method not in FORMULAS:
            return message(
                "“{node}” is aggregated by a method that a spreadsheet has no formula for "
                "({method}); the page “Your weights” of the publication may have it.",
                node=source.nodes[name],
                method=criterion.aggregation.method,
            )
        if criterion.normalisation is not None:
            return message(
                "“{node}” is normalised again among all units, which a spreadsheet does not do.",
                node=source.nodes[name],
            )
    if "veto" in findings["code"]:
        return message("Vetoes strike some units, which formulas here do not know.")
    if "not-admitted" in findings["code"] or "admission-undecided" in findings["code"]:
        return message("Some units are not admitted to the list, which formulas here do not know.")
    if any(node.applies for node in scheme.nodes().values()):
        return message("Some criteria do not apply to all units, which formulas here do not know.")
    if scheme.rank.within:
        return message("Units are ranked in several lists, which formulas here do not know.")
    if _rows(source).height > MOST_LIVE:
        return message(
            "There are more than {most} units; a spreadsheet would take too long to rank them.",
            most=f"{MOST_LIVE:,}",
        )
    return None


def _rows(source: Source) -> pl.DataFrame:
    """Return the units of the last period with their scores, in the order of the ranking."""
    units, ranking = source.scheme.units, source.edition.ranking
    key = [name for name in (units.key, units.period) if name is not None]
    who = [*key, "rank", *([] if units.title in (None, units.key) else [str(units.title)])]
    nodes = [name for name in source.scheme.nodes() if name in source.edition.scores.columns]
    scores = source.edition.scores.select(*key, *(pl.col(n).alias(_column(n)) for n in nodes))
    rows = ranking.select(who).join(scores, on=key, how="left", maintain_order="left")
    if units.period is not None and rows.height:
        rows = rows.filter(pl.col(units.period) == pl.col(units.period).max())
    return rows


def _column(node: str) -> str:
    """Return the name of a node's column, which no column of the ranking has."""
    return f"score of {node}"


def _live(source: Source, rows: pl.DataFrame) -> Live:
    units = source.scheme.units
    names = rows[units.title] if units.title else rows[units.key]
    return Live(
        heads=(
            source.unit_heads[units.key],
            _("Name") if units.title is None else str(source.unit_heads.get("title", _("Name"))),
        ),
        keys=tuple(rows[units.key].cast(pl.String).to_list()),
        titles=tuple("" if one is None else str(one) for one in names.to_list()),
        ranks=tuple(rows["rank"].cast(pl.Float64).to_list()),
        descending=source.scheme.rank.order == "descending",
        columns=tuple(_columns(source, rows)),
    )


def _columns(source: Source, rows: pl.DataFrame) -> Iterator[LiveColumn]:
    """Yield the nodes level by level, so that the parts of each criterion stand side by side."""
    scheme = source.scheme
    nodes = {n: node for n, node in scheme.nodes().items() if _column(n) in rows.columns}
    weights = _weights(source)
    order, places = _by_level(scheme.root, nodes)
    for name in order:
        criterion = criterion_of(scheme, name, nodes[name], nodes)
        span = places.get(name)
        yield LiveColumn(
            title=source.nodes[name],
            parent=next((source.nodes[p] for p, s in places.items() if order.index(name) in s), ""),
            weight=weights.get(name),
            values=tuple(rows[_column(name)].to_list()),
            parts=None if span is None else (span.start, span.stop),
            aggregation=None if criterion is None else criterion.aggregation,
        )


def _by_level(root: str, nodes: Mapping[str, object]) -> tuple[list[str], dict[str, range]]:
    """Return the nodes level by level, and for each criterion the places of its parts."""
    order, places, at = [root], {}, 0
    while at < len(order):
        parts = [part for part in getattr(nodes[order[at]], "parts", None) or {} if part in nodes]
        if parts:
            places[order[at]] = range(len(order), len(order) + len(parts))
            order += parts
        at += 1
    return order, places


def _weights(source: Source) -> Mapping[str, float]:
    """Return the weight of each node within its parent, in per cent."""
    frame = source.edition.table("weights").drop_nulls("weight")
    pairs: Sequence[tuple[str, float]] = frame.select("node", 100 * pl.col("weight")).rows()
    return dict(pairs)
