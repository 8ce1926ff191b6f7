"""``steelyard whatif``: does a planned row comply, and what does it do to a unit's points?"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from steelyard.i18n import _, message

if TYPE_CHECKING:
    from steelyard.reports.whatif import NodeChange, PlannedRow, UnitChange, WhatIf

__all__ = ["add"]


def add(app: App) -> None:
    """Add the command."""

    @app.command(
        help=_(
            "Evaluate an edition again with planned rows: do they comply, and what do they "
            "change? The answer is no (exit status 1) if one breaks a rule."
        ),
        usage=_("Usage: steelyard whatif EDITION [[TABLE=]FILE]... [OPTIONS]"),
    )
    def whatif(
        edition: Annotated[Path, Parameter(help=_("The edition's folder."))],
        /,
        *files: Annotated[
            str, Parameter(help=_("Tables with planned rows: FILE, TABLE=FILE, or a folder."))
        ],
        row: Annotated[
            tuple[str, ...],
            Parameter(
                help=_(
                    "A planned row: “investments: fund=F001, amount=1,200”. May stand several "
                    "times."
                )
            ),
        ] = (),
        as_json: Annotated[
            bool, Parameter(name="--json", help=_("Print the answer as JSON."))
        ] = False,
    ) -> int:
        from steelyard.cli import inputs as chosen
        from steelyard.errors import UsageError
        from steelyard.evaluation.edition import Edition
        from steelyard.reports.whatif import whatif as ask
        from steelyard.reports.words import plain

        opened = Edition.open(edition)
        given = chosen.assign(opened.scheme, "", files) if files else None
        if given is not None and given.deliveries:
            text = message(
                "{delivery} is a delivery; name each table with planned rows: TABLE=FILE.",
                delivery=given.deliveries[0].name,
            )
            raise UsageError(text)
        found = ask(opened, {} if given is None else given.files, row)
        if as_json:
            answer = {"complies": found.complies, **_mapping(plain(found))}
            print(json.dumps(answer, ensure_ascii=False, allow_nan=False))
        else:
            _show(found)
        return 0 if found.complies else 1


def _mapping(answer: object) -> dict[str, object]:
    assert isinstance(answer, dict)
    return answer


def _show(found: "WhatIf") -> None:
    from steelyard.cli.paragraphs import heading, paragraph

    for row in found.rows:
        _row(row)
    for unit in found.units:
        _unit(unit)
    heading(str(message("Other units with another rank: {count}", count=found.others)))
    paragraph(_("The edition itself does not change."))


def _row(row: "PlannedRow") -> None:
    from steelyard.cli.paragraphs import paragraph
    from steelyard.cli.scorecard import show_breaches

    text = (
        message("{table}, {record}, instead of the row that is there", **_named(row))
        if row.replaces
        else message("{table}, {record}, a new row", **_named(row))
    )
    paragraph(str(text))
    if row.complies and not row.breaches:
        paragraph(_("It breaks no rule."), 1)
    show_breaches(_("Breaches and warnings"), row.breaches)
    show_breaches(_("It would be set aside and not scored"), row.set_aside)


def _named(row: "PlannedRow") -> dict[str, object]:
    return {"table": row.table, "record": row.record}


def _unit(unit: "UnitChange") -> None:
    from steelyard.cli.paragraphs import heading, paragraph
    from steelyard.cli.screen import show_rows
    from steelyard.reports.words import joined, shown, titled

    name = unit.key if unit.title == unit.key else f"{unit.key} {unit.title}"
    who = joined([titled(each) for each in (name, unit.period) if each], message(", "))
    heading(str(who))
    text = message(
        "Rank {before} of {ranked_before} before, {after} of {ranked_after} after",
        before=shown(unit.rank_before),
        ranked_before=unit.ranked_before,
        after=shown(unit.rank_after),
        ranked_after=unit.ranked_after,
    )
    paragraph(str(text))
    changed = _with_those_above(unit.nodes)
    if not changed:
        paragraph(_("Nothing changes."))
        return
    show_rows(
        [
            _("Criterion"),
            _("Points before"),
            _("After"),
            _("Change"),
            _("Figure before"),
            _("After"),
        ],
        [_cells(node) for node in changed],
        numeric=(False, True, True, True, True, True),
    )
    if unit.unknown:
        text = message(
            "No longer known, because planned rows leave out what it takes: {names}. The totals "
            "before and after do not compare.",
            names=joined([node.title for node in unit.unknown], message(", ")),
        )
        paragraph(str(text))


def _with_those_above(nodes: "tuple[NodeChange, ...]") -> "list[NodeChange]":
    """Return the nodes that change and, so that they can be told, those above them."""
    found: list[NodeChange] = []
    depth = 0
    for node in reversed(nodes):
        if node.changed or node.depth < depth:
            found.append(node)
            depth = node.depth
    return found[::-1]


def _cells(node: "NodeChange") -> tuple[object, ...]:
    from steelyard.reports.words import shown, with_unit

    change = "–"
    if node.before is not None and node.after is not None:
        value = node.after - node.before
        change = f"+{shown(value)}" if value > 1e-9 else shown(value)
    figures = [
        "" if figure is None else str(with_unit(shown(figure), node.unit))
        for figure in (node.figure_before, node.figure_after)
    ]
    return (f"{'  ' * node.depth}{node.title}", node.before, node.after, change, *figures)
