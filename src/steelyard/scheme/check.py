"""What must hold between the parts of a scheme: names that exist, points that add up.

Each rule is a function that yields what is wrong and where; line and column are
added by ``load``. What needs the SQL engine is checked where figures are derived.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from steelyard.i18n import message
from steelyard.scheme.check_assumptions import check_assumptions
from steelyard.scheme.check_inputs import check_inputs, check_reports, check_rules
from steelyard.scheme.check_tree import check_tree, check_vetoes
from steelyard.scheme.check_views import check_views
from steelyard.scheme.complaints import Complaint, available, types_of, unknown, walk
from steelyard.scheme.currency import check_currency
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.steps import DeriveStep, step_name
from steelyard.scheme.tree import Node

__all__ = ["Complaint", "check"]


_RESERVED = ("rank", "score", "grade", "rank_p05", "rank_median", "rank_p95")
_ANALYSED = (
    *("rank_mean", "rank_min", "rank_max", "rank_from", "rank_to", "rank_deviation"),
    *("score_mean", "score_median", "score_p05", "score_p95", "score_min", "score_max"),
    *("ranked", "group", "probability", "first", "first_low", "first_high"),
    *("total", "total_low", "total_high", "shapley", "output", "assumption", "nominal"),
)
"""Columns that stand beside keys and periods in the tables of the analysis."""


def check(scheme: Scheme) -> Iterator[Complaint]:
    """Yield everything that is wrong between the parts of a scheme."""
    yield from _units(scheme)
    if scheme.units.table not in scheme.inputs:
        return
    yield from check_inputs(scheme)
    yield from check_rules(scheme)
    yield from _figures_named(scheme)
    yield from _sources(scheme)
    yield from _steps(scheme)
    yield from check_tree(scheme)
    yield from check_vetoes(scheme)
    yield from check_reports(scheme)
    yield from check_views(scheme)
    yield from check_assumptions(scheme, available(scheme))
    yield from check_currency(scheme)


def _units(scheme: Scheme) -> Iterator[Complaint]:
    units = scheme.units
    if units.table not in scheme.inputs:
        yield unknown(("units", "table"), message("input table"), units.table, scheme.inputs)
        return
    columns = scheme.table.columns
    for field in ("key", "title", "period"):
        name = getattr(units, field)
        if name is not None and name not in columns:
            yield unknown(("units", field), message("column"), name, columns)
    for at, group in enumerate(units.groups):
        if group not in columns and group not in scheme.derived:
            yield unknown(
                ("units", "groups", at), message("column"), group, (*columns, *scheme.derived)
            )
    period = columns.get(units.period or "")
    if period is not None and period.type not in ("integer", "number", "date"):
        yield (
            ("inputs", units.table, "columns", units.period or "", "type"),
            message("A period is an integer, a number or a date."),
            False,
            None,
        )
    shown: list[tuple[Sequence[str | int], str | None]] = [
        (("units", field), getattr(units, field)) for field in ("key", "title", "period")
    ]
    shown += [(("units", "groups", at), group) for at, group in enumerate(units.groups)]
    shown += [(("show", at), name) for at, name in enumerate(scheme.show)]
    for where, name in shown:
        taken = name in _RESERVED or (name or "").startswith("rank_in_")
        if taken and name != scheme.rank.given:
            text = message(
                "“{name}” is a column of the ranking; give this one another name.", name=name
            )
            yield where, text, False, None
    for field in ("key", "period"):
        name = getattr(units, field)
        if name in _ANALYSED or (name or "").startswith("top_"):
            text = message(
                "“{name}” is a column of the analysis; give this one another name.", name=name
            )
            yield ("units", field), text, False, None
    if scheme.calibrate not in ("each", "all") and not _is_number(scheme.calibrate):
        yield (
            ("calibrate",),
            message("Expected each, all or a period, found “{found}”.", found=scheme.calibrate),
            False,
            None,
        )


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _figures_named(scheme: Scheme) -> Iterator[Complaint]:
    """Figures that the rank rule, the ranking and the tables of measures name."""
    known = available(scheme)
    scores = set(scheme.nodes())
    for field in ("figure", "given"):
        name = getattr(scheme.rank, field)
        if name is not None and name not in known:
            where = ("rank", "given" if field == "given" else "by")
            yield unknown(where, message("column or figure"), name, known)
    for at, name in enumerate(scheme.show):
        if name not in known and name not in scores:
            yield unknown(
                ("show", at), message("column, figure or criterion"), name, (*known, *scores)
            )
    if scheme.rank.by_score and scheme.tree is None:
        yield (
            ("rank",),
            message("There is no tree to score by: give a tree, or rank by a figure."),
            True,
            None,
        )
    groups = scheme.units.groups
    for field in ("within", "also"):
        for at, name in enumerate(getattr(scheme.rank, field)):
            if name not in groups:
                yield unknown(("rank", field, at), message("group column"), name, groups)
    for table_name, table in scheme.tables.items():
        if table.on not in (None, scheme.units.table):
            yield from _figures_of_rows(scheme, table_name)
            continue
        for place, name in table.names():
            if name not in known and name not in scores:
                yield unknown(
                    ("tables", table_name, *place),
                    message("column, figure or criterion"),
                    name,
                    (*known, *scores),
                )


def _figures_of_rows(scheme: Scheme, name: str) -> Iterator[Complaint]:
    """Figures that a table of measures over the rows of another table names."""
    table = scheme.tables[name]
    if table.on not in scheme.inputs:
        text = message("input table")
        yield unknown(("tables", name, "on"), text, table.on or "", scheme.inputs)
        return
    known = types_of(scheme, table.on)
    for place, figure in table.names():
        if figure not in known:
            where = ("tables", name, *place)
            yield unknown(where, message("column or figure"), figure, known)


def _sources(scheme: Scheme) -> Iterator[Complaint]:
    for name, rule in scheme.rules.items():
        if rule.source is not None and rule.source.ref not in scheme.sources:
            where = ("rules", name, "source", "ref")
            yield unknown(where, message("source"), rule.source.ref, scheme.sources)
    for name, veto in scheme.vetoes.items():
        if veto.source is not None and veto.source.ref not in scheme.sources:
            yield unknown(
                ("vetoes", name, "source", "ref"),
                message("source"),
                veto.source.ref,
                scheme.sources,
            )
    if scheme.tree is None:
        return
    for path, _name, node in walk(("tree",), scheme.root, scheme.tree):
        if node.source is not None and node.source.ref not in scheme.sources:
            yield unknown(
                (*path, "source", "ref"), message("source"), node.source.ref, scheme.sources
            )


def _steps(scheme: Scheme) -> Iterator[Complaint]:
    groups = (*scheme.units.groups, *((scheme.units.period,) if scheme.units.period else ()))
    for at, step in enumerate(scheme.steps):
        if isinstance(step, DeriveStep):
            for number, name in enumerate(() if step.derive == "all" else step.derive):
                if name not in scheme.derived:
                    yield unknown(
                        ("steps", at, "derive", number),
                        message("derived figure"),
                        name,
                        scheme.derived,
                    )
            continue
        within = getattr(step, "within", None)
        if within is not None and within not in groups:
            yield unknown(("steps", at, "within"), message("group column"), within, groups)
    if scheme.tree is not None:
        yield from _settings_without_step(scheme, scheme.tree)


def _settings_without_step(scheme: Scheme, tree: Node) -> Iterator[Complaint]:
    """Yield settings of indicators for a step that the scheme does not have."""
    there = {step_name(step) for step in scheme.steps}
    for path, _name, node in walk(("tree",), scheme.root, tree):
        for step in ("impute", "treat", "normalise"):
            if not node.parts and getattr(node, step) is not None and step not in there:
                text = message(
                    "The list of steps has no “{step}”, so this would do nothing.", step=step
                )
                yield (*path, step), text, True, None
