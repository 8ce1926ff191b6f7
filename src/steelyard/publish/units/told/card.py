"""What stands in rows of a unit, told: breaches, next points, rows behind figures, findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from steelyard.i18n import _, language, message
from steelyard.publish.units.cards import Behind, Broken, Step
from steelyard.publish.units.shared import Telling
from steelyard.reports.rows import RowsBehind
from steelyard.reports.words import shown, with_unit

__all__ = ["card", "findings"]

Row = dict[str, Any]


def card(telling: Telling) -> Row:
    """Return what stands in the unit's rows."""
    known = telling.unit.card
    absent = telling.shared.points and not telling.shared.inputs
    return {
        "breaches": [_broken(one) for one in known.broken],
        "more_breaches": known.more_broken,
        "set_aside": [_broken(one) for one in known.aside],
        "more_set_aside": known.more_aside,
        "steps": [_step(telling, one) for one in known.steps],
        "behind": [_behind(one) for one in known.behind],
        "absent": _(
            "The edition was published without its inputs, so the rows behind the points cannot be "
            "shown."
        )
        if absent
        else None,
    }


def _broken(one: Broken) -> Row:
    labels = {"breach": _("breach"), "warning": _("warning"), "note": _("note")}
    return {
        "severity": one.severity,
        "label": None if one.severity is None else labels[one.severity],
        "rule": one.rule.render(),
        "source": None if one.source is None else one.source.render(),
        "row": one.row.render(),
        "amount": None if one.amount is None else one.amount.render(),
    }


def _step(telling: Telling, one: Step) -> Row:
    titles = {node.name: node.title for node in telling.outline.nodes}
    return {
        "node": one.node,
        "title": titles.get(one.node, one.node),
        "sentence": one.sentence.render(),
        "changes": [change.render() for change in one.changes],
        "together": one.together,
        "reason": None if one.reason is None else one.reason.render(),
    }


def _behind(one: Behind) -> Row:
    return {
        "title": one.title.render(),
        "declared": one.declared.render(),
        "figures": [_rows(rows) for rows in one.rows],
    }


def _rows(behind: RowsBehind) -> Row:
    counts = {True: _("yes"), False: _("no"), None: _("cannot be told")}
    return {
        "sentence": _counted(behind),
        "conditions": None if behind.conditions is None else behind.conditions.render(),
        "table": behind.table.render(),
        "column": None if behind.column is None else behind.column.render(),
        "rows": [
            {
                "record": row.record,
                "row": row.row,
                "delivery": row.delivery,
                "amount": row.amount,
                "counts": counts[row.counts],
            }
            for row in behind.rows
        ],
        "more": behind.count - len(behind.rows),
    }


def _counted(behind: RowsBehind) -> str:
    if behind.counted_total is not None and behind.total is not None:
        return str(
            message(
                "{figure}: {counted} of {count} rows count, {amount} of {total}",
                figure=behind.figure,
                counted=behind.counted,
                count=behind.count,
                amount=shown(behind.counted_total),
                total=with_unit(shown(behind.total), behind.unit),
            )
        )
    return str(
        message(
            "{figure}: {counted} of {count} rows count",
            figure=behind.figure,
            counted=behind.counted,
            count=behind.count,
        )
    )


def findings(telling: Telling) -> Sequence[Row]:
    """Return what should be known of the unit's data."""
    labels = {"breach": _("breach"), "warning": _("warning"), "note": _("note")}
    return [
        {"severity": severity, "label": labels.get(severity, severity), "text": text[language()]}
        for severity, text in telling.unit.findings
    ]
