"""``steelyard scorecard``: a unit's points, what is behind them, and what it would take."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from steelyard.i18n import _, message

if TYPE_CHECKING:
    from steelyard.i18n import Message
    from steelyard.reports.compliance import Breach
    from steelyard.reports.rows import RowsBehind
    from steelyard.reports.scorecard import Scorecard, ScoredNode

__all__ = ["add", "show_breaches"]

_PRINTED = 0.005
"""Half a unit of the second decimal: own points are stated with two."""


def add(app: App) -> None:
    """Add the command."""

    @app.command(
        help=_("Show a unit's points, the figures and rows behind them, and what it would take."),
        usage=_("Usage: steelyard scorecard EDITION UNIT [OPTIONS]"),
    )
    def scorecard(
        edition: Annotated[Path, Parameter(help=_("The edition's folder."))],
        unit: Annotated[str, Parameter(help=_("The unit's key, or its title."))],
        /,
        *,
        period: Annotated[
            str | None, Parameter(help=_("The period; the unit's last if absent."))
        ] = None,
        rows: Annotated[
            int, Parameter(help=_("How many rows behind each figure are shown; all are counted."))
        ] = 5,
        as_json: Annotated[
            bool, Parameter(name="--json", help=_("Print the answer as JSON."))
        ] = False,
    ) -> int:
        from steelyard.reports.scorecard import scorecard as card_of
        from steelyard.reports.words import plain

        card = card_of(edition, unit, period, rows=max(rows, 0))
        if as_json:
            print(json.dumps(plain(card), ensure_ascii=False, allow_nan=False))
        else:
            _show(card)
        return 0


def _show(card: "Scorecard") -> None:
    _head(card)
    _nodes(card)
    _gaps(card)
    _statement(card)
    show_breaches(_("Breaches and warnings"), card.breaches)
    show_breaches(_("Rows set aside, which are not scored"), card.set_aside)
    _would_take(card)
    _behind(card)


def _head(card: "Scorecard") -> None:
    from steelyard.cli.paragraphs import paragraph
    from steelyard.reports.words import joined, shown, titled

    name = card.key if card.title == card.key else f"{card.key} {card.title}"
    who = joined([titled(each) for each in (name, card.period) if each], message(", "))
    paragraph(str(message("{title}: {value}", title=card.scheme, value=who)))
    if card.groups:
        told = [
            message("{title}: {value}", title=title, value=value) for title, value in card.groups
        ]
        paragraph(str(joined(told, message("; "))))
    peers = joined(card.within, message(", ")) if card.within else message("all")
    if card.rank is None:
        paragraph(str(message("Not ranked; list: {peers}", peers=peers)))
    else:
        text = message(
            "Rank {rank} of {ranked}; list: {peers}",
            rank=shown(card.rank),
            ranked=card.ranked,
            peers=peers,
        )
        paragraph(str(text))


def _nodes(card: "Scorecard") -> None:
    from steelyard.cli.screen import show_rows

    own = any(node.own is not None for node in card.nodes)
    points = any(node.of is not None for node in card.nodes)
    # What a narrow terminal leaves out stands last, and differences below.
    columns = [
        (_("Criterion"), False, [_name(node) for node in card.nodes]),
        (_("Points") if points else _("Score"), True, [_score(node) for node in card.nodes]),
        *([(_("Of"), True, [node.of for node in card.nodes])] if points else []),
        (_("Source"), False, [_certainty(node) for node in card.nodes]),
        (_("Figure"), True, [_figure(node) for node in card.nodes]),
        (_("Peers' median"), True, [node.median for node in card.nodes]),
        *([(_("Own"), True, [node.own for node in card.nodes])] if own else []),
    ]
    show_rows(
        [head for head, _numeric, _cells in columns],
        list(zip(*(cells for _head, _numeric, cells in columns), strict=True)),
        numeric=[numeric for _head, numeric, _cells in columns],
    )


def _name(node: "ScoredNode") -> str:
    return f"{'  ' * node.depth}{node.title}"


def _score(node: "ScoredNode") -> float | str:
    return "–" if node.score is None else node.score


def _figure(node: "ScoredNode") -> str:
    """Return the figure behind an indicator, or why a node has none."""
    from steelyard.reports.words import shown, with_unit

    if not node.applies:
        return _("does not apply")
    if node.figure is None:
        return _("not known") if node.score is None else ""
    value = node.figure.value
    return _("not known") if value is None else str(with_unit(shown(value), node.figure.unit))


def _certainty(node: "ScoredNode") -> str:
    labels = {
        "official": _("official"),
        "press": _("press"),
        "secondary": _("secondary"),
        "own": _("author's own"),
    }
    return "" if node.certainty is None else labels[node.certainty]


def _gaps(card: "Scorecard") -> None:
    """Print what is not in the score and why, and where the rest stands for all."""
    from steelyard.cli.paragraphs import paragraph
    from steelyard.reports.words import joined

    said = [
        (_("Left out, because it does not apply: {names}"), card.left_out),
        (_("Not known: {names}"), card.missing),
        (_("Scaled: the parts that are there stand for all of {names}"), card.scaled),
    ]
    for text, nodes in said:
        if nodes:
            names = joined([_with_points(node) for node in nodes], message(", "))
            paragraph(text.format(names=str(names)))


def _with_points(node: "ScoredNode") -> "Message":
    from steelyard.reports.words import shown

    if node.of is None:
        return node.title
    return message("{title} ({points})", title=node.title, points=shown(node.of))


def _statement(card: "Scorecard") -> None:
    """Print where the unit's own points differ from the computed ones."""
    from steelyard.cli.paragraphs import heading, paragraph
    from steelyard.reports.words import shown

    differing = [node for node in card.nodes if abs(node.difference or 0.0) > _PRINTED]
    if not differing:
        return
    heading(_("Where the unit's own points differ"))
    for node in differing:
        text = message(
            "{title}: own {own}, computed {computed}, difference {difference}",
            title=node.title,
            own=shown(node.own),
            computed=shown(None if node.score is None else round(node.score, 2)),
            difference=shown(round(node.difference or 0.0, 2)),
        )
        paragraph(str(text), 1)


def show_breaches(title: str, breaches: "tuple[Breach, ...]") -> None:
    """Print rows that break a rule: the rule, where it comes from, the row and the amount."""
    from steelyard.cli.paragraphs import heading, paragraph

    if not breaches:
        return
    heading(message("{title}: {count}", title=title, count=len(breaches)).render())
    for breach in breaches:
        paragraph(_rule_of(breach), 1)
        paragraph(_row_of(breach), 2)


def _rule_of(breach: "Breach") -> str:
    labels = {"breach": _("breach"), "warning": _("warning"), "note": _("note")}
    said = breach.title
    if breach.severity is not None:
        said = message("{title}: {value}", title=labels[breach.severity], value=said)
    if breach.source is not None:
        said = message("{rule} ({source})", rule=said, source=breach.source)
    return str(said)


def _row_of(breach: "Breach") -> str:
    from steelyard.reports.words import joined, shown, titled, with_unit

    parts = [breach.table]
    parts += [titled(each) for each in (breach.record, breach.delivery) if each is not None]
    if breach.row is not None:
        parts.append(message("row {row}", row=breach.row))
    if breach.amount is not None:
        parts.append(with_unit(shown(breach.amount), breach.unit))
    return str(joined(parts, message(", ")))


def _would_take(card: "Scorecard") -> None:
    from steelyard.cli.paragraphs import heading, paragraph

    asked = [(node.title, node.needed) for node in card.nodes if node.needed is not None]
    if not asked:
        return
    heading(_("What it would take, everything else as it is"))
    for title, needed in asked:
        paragraph(f"{title}", 1)
        paragraph(f"{needed.sentence}", 2)
        for number, change in enumerate(needed.changes):
            join = "" if not number else _("and ") if needed.together else _("or ")
            paragraph(f"– {join}{change.sentence}", 3)
        if needed.reason is not None and needed.needed is not None:
            paragraph(str(needed.reason), 3)


def _behind(card: "Scorecard") -> None:
    from steelyard.cli.paragraphs import heading, paragraph

    figures = [node.figure for node in card.nodes if node.figure is not None]
    derived = [figure for figure in figures if figure.declared is not None]
    if not derived:
        return
    heading(_("What is behind the figures"))
    seen: set[str] = set()
    for figure in derived:
        if figure.name in seen:
            continue
        seen.add(figure.name)
        paragraph(f"{figure.title} = {figure.declared}", 1)
        for rows in figure.rows:
            _rows(rows)


def _rows(rows: "RowsBehind") -> None:
    from steelyard.cli.paragraphs import paragraph
    from steelyard.cli.screen import show_rows
    from steelyard.reports.words import shown, with_unit

    text = message(
        "{figure}: {counted} of {count} rows count",
        figure=rows.figure,
        counted=rows.counted,
        count=rows.count,
    )
    if rows.counted_total is not None and rows.total is not None:
        text = message(
            "{figure}: {counted} of {count} rows count, {amount} of {total}",
            figure=rows.figure,
            counted=rows.counted,
            count=rows.count,
            amount=shown(rows.counted_total),
            total=with_unit(shown(rows.total), rows.unit),
        )
    paragraph(str(text), 2)
    if not rows.rows:
        return
    marks = {True: _("yes"), False: _("no"), None: _("cannot be told")}
    cells = [
        (row.record, row.row, row.delivery or "", row.amount, marks[row.counts])
        for row in rows.rows
    ]
    heads = [
        str(rows.table),
        _("Row"),
        _("Delivery"),
        str(rows.column) if rows.column is not None else "",
        _("Counts"),
    ]
    kept = [at for at in range(len(heads)) if any(cell[at] not in ("", None) for cell in cells)]
    show_rows(
        [heads[at] for at in kept],
        [tuple(cell[at] for at in kept) for cell in cells],
        numeric=[at in (1, 3) for at in kept],
    )
    if rows.count > len(rows.rows):
        paragraph(str(message("… and {count} more rows.", count=rows.count - len(rows.rows))), 2)
