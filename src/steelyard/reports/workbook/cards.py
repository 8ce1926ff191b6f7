"""The sheets of single units: each with its scorecard.

What a scorecard says is left to ``steelyard.reports.scorecard``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from steelyard.evaluation.descriptions import unit_in_words
from steelyard.i18n import _, message
from steelyard.reports.compliance import Breach
from steelyard.reports.scorecard import Figure, Scorecard, ScoredNode, scorecard
from steelyard.reports.subject import evaluation_of
from steelyard.reports.words import joined, shown
from steelyard.reports.workbook.columns import rows_of
from steelyard.reports.workbook.sheet import Block, Cells, Line, Lines, Sheet, Table
from steelyard.reports.workbook.source import CERTAINTY, SEVERITY, Source

__all__ = ["cards"]

_ROWS = 10
"""Rows behind a figure that are shown."""
_FIRST, _WIDEST = 40, 26
"""Places of the widest text in the first column, and of those beside it."""


def cards(source: Source, units: Sequence[str]) -> Iterator[Sheet]:
    """Yield the scorecards of units.

    Raises
    ------
    UsageError
        If the edition has no such unit.
    EditionError
        If the edition was written without its inputs.
    """
    if not units:
        return
    evaluation = evaluation_of(source.edition)
    for unit in dict.fromkeys(units):
        card = scorecard(evaluation, unit, rows=_ROWS)
        name = card.key if card.title == card.key else f"{card.key} {card.title}"
        yield Sheet(name, _("Scorecard"), tuple(_blocks(card, name)))


def _blocks(card: Scorecard, name: str) -> Iterator[Block]:
    yield Lines((Line(name, "title"), *(Line(text) for text in _facts(card))))
    yield _nodes(card)
    yield from _of_rows(_("Breaches and warnings"), card.breaches)
    yield from _of_rows(_("Rows set aside, which are not scored"), card.set_aside)
    yield from _would_take(card)


def _facts(card: Scorecard) -> Iterator[str]:
    if card.period is not None:
        yield card.period
    for title, value in card.groups:
        yield str(message("{title}: {value}", title=title, value=value))
    if card.rank is None:
        yield _("Not ranked")
    else:
        yield str(message("Rank {rank} of {ranked}", rank=shown(card.rank), ranked=card.ranked))
    gaps = (
        (_("Left out, because it does not apply: {names}"), card.left_out),
        (_("Not known: {names}"), card.missing),
        (_("Scaled: the parts that are there stand for all of {names}"), card.scaled),
    )
    for text, nodes in gaps:
        if nodes:
            names = joined([node.title for node in nodes], message(", "))
            yield text.format(names=str(names))


def _nodes(card: Scorecard) -> Table:
    heads = [
        _("Criterion"),
        _("Points") if card.of is not None else _("Score"),
        _("Of"),
        _("Peers' median"),
        _("Own points"),
        _("Its value"),
        _("Unit of measurement"),
        _("Figure"),
        _("Remark"),
        _("How it is computed"),
        _("Where the rule comes from"),
        _("How sure it is"),
    ]
    columns = rows_of(heads, [_node(node) for node in card.nodes])
    # Shares, people and money stand below each other: each has its own decimals.
    places = tuple(_places(node.figure) for node in card.nodes)
    told = [
        replace(cells, places=places) if cells.heading == _("Its value") else cells
        for cells in columns
    ]
    return Table(_narrow(told), "data/scores.parquet")


def _narrow(columns: Iterable[Cells]) -> tuple[Cells, ...]:
    """Return columns of which the texts go on below, so that all stand on one page."""
    return tuple(
        replace(cells, widest=_WIDEST if at else _FIRST) for at, cells in enumerate(columns)
    )


def _places(figure: Figure | None) -> int:
    """Return how many decimals a figure has where it is shown to readers."""
    return 0 if figure is None else len(shown(figure.value).partition(".")[2])


def _remark(node: ScoredNode) -> str | None:
    if not node.applies:
        return _("does not apply")
    return _("not known") if node.score is None else None


def _node(node: ScoredNode) -> list[object]:
    figure = node.figure
    return [
        "    " * node.depth + str(node.title),
        node.score,
        node.of,
        node.median,
        node.own,
        None if figure is None else figure.value,
        None if figure is None or figure.value is None else _unit(figure.unit),
        None if figure is None else str(figure.title),
        _remark(node),
        None if figure is None or figure.declared is None else str(figure.declared),
        None if node.source is None else str(node.source),
        None if node.certainty is None else str(CERTAINTY[node.certainty]),
    ]


def _unit(unit: str | None) -> str | None:
    return None if unit is None else str(unit_in_words(unit))


def _of_rows(title: str, breaches: tuple[Breach, ...]) -> Iterator[Block]:
    if not breaches:
        return
    yield Lines((Line(title, "heading"),))
    heads = [
        _("Rule"),
        _("Severity"),
        _("Table"),
        _("Record"),
        _("Row of the file"),
        _("Amount"),
        _("Unit of measurement"),
        _("Where the rule comes from"),
    ]
    rows: list[list[object]] = [
        [
            str(one.title),
            None if one.severity is None else str(SEVERITY[one.severity]),
            str(one.table),
            one.record,
            one.row,
            one.amount,
            _unit(one.unit),
            None if one.source is None else str(one.source),
        ]
        for one in breaches
    ]
    yield Table(_narrow(rows_of(heads, rows)), "data/breaches.csv")


def _would_take(card: Scorecard) -> Iterator[Block]:
    asked = [(node.title, node.needed) for node in card.nodes if node.needed is not None]
    if not asked:
        return
    lines = [Line(_("What it would take, everything else as it is"), "heading")]
    for title, needed in asked:
        lines += [Line(str(title), "strong", depth=1), Line(str(needed.sentence), depth=2)]
        between = _("and ") if needed.together else _("or ")
        lines += [
            Line(f"– {between if at else ''}{change.sentence}", depth=3)
            for at, change in enumerate(needed.changes)
        ]
    yield Lines(tuple(lines))
