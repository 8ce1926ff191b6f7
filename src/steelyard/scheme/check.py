"""What must hold between the parts of a scheme: names that exist, points that add up.

Each rule is a function that yields what is wrong and where; line and column are
added by ``load``. What needs the SQL engine is checked where figures are derived.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import PurePosixPath

from steelyard.errors import nearest
from steelyard.i18n import Message, message
from steelyard.scheme.aggregate import OrderedWeighted, Outranking, Sum
from steelyard.scheme.check_assumptions import check_assumptions
from steelyard.scheme.normalise import Identity, Normalise
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.steps import DeriveStep, NormaliseStep
from steelyard.scheme.tree import Node

__all__ = ["Complaint", "check"]

Complaint = tuple[Sequence[str | int], Message, bool, str | None]
"""Where, what, whether it is the key (not the value) that is wrong, and the nearest name."""

_RESERVED = ("rank", "score", "grade", "rank_p05", "rank_median", "rank_p95")
_ANALYSED = (
    *("rank_mean", "rank_min", "rank_max", "rank_from", "rank_to", "rank_deviation"),
    *("score_mean", "score_median", "score_p05", "score_p95", "score_min", "score_max"),
    *("ranked", "group", "probability", "first", "first_low", "first_high"),
    *("total", "total_low", "total_high", "shapley", "output", "assumption", "nominal"),
)
"""Columns that stand beside keys and periods in the tables of the analysis."""
_BESIDE_NODES = ("first", "nominal")
"""Columns that stand beside those of the nodes there."""


def check(scheme: Scheme) -> Iterator[Complaint]:
    """Yield everything that is wrong between the parts of a scheme."""
    yield from _units(scheme)
    if scheme.units.table not in scheme.inputs:
        return
    yield from _inputs(scheme)
    yield from _documents(scheme)
    yield from _rules(scheme)
    yield from _figures_named(scheme)
    yield from _sources(scheme)
    yield from _steps(scheme)
    if scheme.tree is not None:
        yield from _names_once(scheme)
        yield from _indicators(scheme)
        usual = _usual_normalisation(scheme)
        for path, name, node in _walk(("tree",), scheme.root, scheme.tree):
            yield from _node(path, name, node, usual)
    yield from _applies(scheme)
    yield from _vetoes(scheme)
    yield from _reports(scheme)
    yield from check_assumptions(scheme, _available(scheme))


def _unknown(
    where: Sequence[str | int], kind: Message, name: str, known: Collection[str], key: bool = False
) -> Complaint:
    text = message("There is no {kind} “{name}”.", kind=kind, name=name)
    return where, text, key, nearest(name, list(known))


def _units(scheme: Scheme) -> Iterator[Complaint]:
    units = scheme.units
    if units.table not in scheme.inputs:
        yield _unknown(("units", "table"), message("input table"), units.table, scheme.inputs)
        return
    columns = scheme.table.columns
    for field in ("key", "title", "period"):
        name = getattr(units, field)
        if name is not None and name not in columns:
            yield _unknown(("units", field), message("column"), name, columns)
    for at, group in enumerate(units.groups):
        if group not in columns and group not in scheme.derived:
            yield _unknown(
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
        if name in _RESERVED and name != scheme.rank.given:
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


def _inputs(scheme: Scheme) -> Iterator[Complaint]:
    for table_name, table in scheme.inputs.items():
        where = ("inputs", table_name)
        for at, part in enumerate(table.key):
            if part not in table.columns:
                yield _unknown((*where, "key", at), message("column"), part, table.columns)
        for name, column in table.columns.items():
            place = (*where, "columns", name)
            if column.range is not None and None not in column.range:
                low, high = column.range
                if low > high:  # type: ignore[operator]
                    yield (
                        (*place, "range"),
                        message(
                            "The range begins at {low:g} and ends at {high:g}.", low=low, high=high
                        ),
                        False,
                        None,
                    )
            if column.references is not None:
                yield from _reference(scheme, (*place, "references"), column.references)
        if table.amount is not None:
            yield from _amount(scheme, (*where, "amount"), table_name, table.amount)
        if table.supplier is not None and table.supplier not in scheme.suppliers:
            text = message("supplier")
            yield _unknown((*where, "supplier"), text, table.supplier, scheme.suppliers)
        if table.file is not None and (
            PurePosixPath(table.file).is_absolute() or ".." in PurePosixPath(table.file).parts
        ):
            text = message("A file that comes with the scheme lies beside it or in a folder there.")
            yield (*where, "file"), text, False, None


def _amount(
    scheme: Scheme, where: Sequence[str | int], table: str, name: str
) -> Iterator[Complaint]:
    """Complain of an amount that is no column of a table, or no number."""
    known = _of_table(scheme, table)
    if name not in known:
        yield _unknown(where, message("column or figure"), name, known)
    elif known[name] not in ("number", "integer"):
        yield where, message("“{name}” is not a number.", name=name), False, None


def _of_table(scheme: Scheme, table: str) -> dict[str, str]:
    """Return the type of each column and figure of a table."""
    found: dict[str, str] = {
        name: column.type for name, column in scheme.inputs[table].columns.items()
    }
    for name, figure in scheme.derived.items():
        if (figure.on or scheme.units.table) == table:
            found[name] = figure.type
    return found


def _documents(scheme: Scheme) -> Iterator[Complaint]:
    """Check what tables with versions name."""
    for table_name, table in scheme.inputs.items():
        versions = table.versions
        if versions is None:
            continue
        where = ("inputs", table_name, "versions")
        named: list[tuple[tuple[str | int, ...], str | None]] = [
            (("of", at), name) for at, name in enumerate(versions.of)
        ]
        named += [(("version",), versions.version), (("from",), versions.from_)]
        named += [(("until",), versions.until)]
        for place, name in named:
            if name is not None and name not in table.columns:
                yield _unknown((*where, *place), message("column"), name, table.columns)
            elif (
                name is not None
                and place[0] in ("from", "until")
                and table.columns[name].type != "date"
            ):
                text = message("“{name}” is not a date.", name=name)
                yield (*where, *place), text, False, None


def _rules(scheme: Scheme) -> Iterator[Complaint]:
    for name, rule in scheme.rules.items():
        where, table = ("rules", name), rule.on or scheme.units.table
        if table not in scheme.inputs:
            yield _unknown((*where, "on"), message("input table"), table, scheme.inputs)
            continue
        known = _of_table(scheme, table)
        for figure in rule.when:
            if figure not in known:
                yield _unknown(
                    (*where, "when", figure), message("column or figure"), figure, known, True
                )
        if rule.amount is not None:
            yield from _amount(scheme, (*where, "amount"), table, rule.amount)


def _applies(scheme: Scheme) -> Iterator[Complaint]:
    """Conditions under which a node applies are on figures of the unit."""
    if scheme.tree is None:
        return
    known = _available(scheme)
    for path, _name, node in _walk(("tree",), scheme.root, scheme.tree):
        for figure in node.applies or ():
            if figure not in known:
                yield _unknown(
                    (*path, "applies", figure), message("column or figure"), figure, known, True
                )


def _reports(scheme: Scheme) -> Iterator[Complaint]:
    """Check what is said of the units expected, of self-assessment and of homogeneity."""
    units = scheme.units
    if units.expected is not None:
        yield from _reference(scheme, ("units", "expected"), units.expected)
    own = scheme.self_assessment
    if own is not None:
        if own.table not in scheme.inputs:
            yield _unknown(
                ("self_assessment", "table"), message("input table"), own.table, scheme.inputs
            )
        else:
            columns = scheme.inputs[own.table].columns
            for field in ("criterion", "points"):
                name = getattr(own, field)
                if name not in columns:
                    yield _unknown(("self_assessment", field), message("column"), name, columns)
            yield from _refers_to_units(scheme, ("self_assessment", "table"), own.table)
    alike = scheme.homogeneity
    if alike is not None:
        table, _, column = alike.of.partition(".")
        if table not in scheme.inputs:
            yield _unknown(("homogeneity", "of"), message("input table"), table, scheme.inputs)
            return
        known = _of_table(scheme, table)
        for field, name in (("of", column), ("by", alike.by), ("holding", alike.holding)):
            if name is not None and name not in known:
                yield _unknown(("homogeneity", field), message("column or figure"), name, known)
        if alike.within not in units.groups:
            yield _unknown(
                ("homogeneity", "within"), message("group column"), alike.within, units.groups
            )
        yield from _refers_to_units(scheme, ("homogeneity", "of"), table)


def _refers_to_units(
    scheme: Scheme, where: Sequence[str | int], table: str
) -> Iterator[Complaint]:
    key = f"{scheme.units.table}.{scheme.units.key}"
    if all(column.references != key for column in scheme.inputs[table].columns.values()):
        text = message("A column of “{table}” must say references: {key}.", table=table, key=key)
        yield where, text, False, None


def _reference(scheme: Scheme, where: Sequence[str | int], reference: str) -> Iterator[Complaint]:
    table, _, column = reference.partition(".")
    if table not in scheme.inputs:
        yield _unknown(where, message("input table"), table, scheme.inputs)
    elif column not in scheme.inputs[table].columns:
        yield _unknown(
            where,
            message("column"),
            reference,
            [f"{table}.{known}" for known in scheme.inputs[table].columns],
        )


def _available(scheme: Scheme) -> dict[str, str]:
    """Return the type of each column and figure of the units' table."""
    found: dict[str, str] = {name: c.type for name, c in scheme.table.columns.items()}
    for name, figure in scheme.derived.items():
        if figure.on in (None, scheme.units.table):
            found[name] = figure.type
    return found


def _figures_named(scheme: Scheme) -> Iterator[Complaint]:
    """Figures that the rank rule, the ranking and the tables of measures name."""
    known = _available(scheme)
    scores = set(scheme.nodes())
    for field in ("figure", "given"):
        name = getattr(scheme.rank, field)
        if name is not None and name not in known:
            where = ("rank", "given" if field == "given" else "by")
            yield _unknown(where, message("column or figure"), name, known)
    for at, name in enumerate(scheme.show):
        if name not in known and name not in scores:
            yield _unknown(
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
                yield _unknown(("rank", field, at), message("group column"), name, groups)
    for table_name, table in scheme.tables.items():
        if table.on not in (None, scheme.units.table):
            yield from _figures_of_rows(scheme, table_name)
            continue
        for place, name in table.names():
            if name not in known and name not in scores:
                yield _unknown(
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
        yield _unknown(("tables", name, "on"), text, table.on or "", scheme.inputs)
        return
    known = _of_table(scheme, table.on)
    for place, figure in table.names():
        if figure not in known:
            where = ("tables", name, *place)
            yield _unknown(where, message("column or figure"), figure, known)


def _sources(scheme: Scheme) -> Iterator[Complaint]:
    for name, rule in scheme.rules.items():
        if rule.source is not None and rule.source.ref not in scheme.sources:
            where = ("rules", name, "source", "ref")
            yield _unknown(where, message("source"), rule.source.ref, scheme.sources)
    for name, veto in scheme.vetoes.items():
        if veto.source is not None and veto.source.ref not in scheme.sources:
            yield _unknown(
                ("vetoes", name, "source", "ref"),
                message("source"),
                veto.source.ref,
                scheme.sources,
            )
    if scheme.tree is None:
        return
    for path, _name, node in _walk(("tree",), scheme.root, scheme.tree):
        if node.source is not None and node.source.ref not in scheme.sources:
            yield _unknown(
                (*path, "source", "ref"), message("source"), node.source.ref, scheme.sources
            )


def _steps(scheme: Scheme) -> Iterator[Complaint]:
    groups = (*scheme.units.groups, *((scheme.units.period,) if scheme.units.period else ()))
    for at, step in enumerate(scheme.steps):
        if isinstance(step, DeriveStep):
            for number, name in enumerate(() if step.derive == "all" else step.derive):
                if name not in scheme.derived:
                    yield _unknown(
                        ("steps", at, "derive", number),
                        message("derived figure"),
                        name,
                        scheme.derived,
                    )
            continue
        within = getattr(step, "within", None)
        if within is not None and within not in groups:
            yield _unknown(("steps", at, "within"), message("group column"), within, groups)
    if scheme.tree is not None and not any(isinstance(s, NormaliseStep) for s in scheme.steps):
        for path, _name, node in _walk(("tree",), scheme.root, scheme.tree):
            if not node.parts and node.normalise is not None:
                yield (
                    (*path, "normalise"),
                    message("The list of steps has no “normalise”, so this would do nothing."),
                    True,
                    None,
                )


def _walk(
    path: tuple[str, ...], name: str, node: Node
) -> Iterator[tuple[tuple[str, ...], str, Node]]:
    yield path, name, node
    for part, below in (node.parts or {}).items():
        yield from _walk((*path, "parts", part), part, below)


def _names_once(scheme: Scheme) -> Iterator[Complaint]:
    assert scheme.tree is not None
    counts = Counter(name for name, _node, _depth in scheme.tree.walk(scheme.root))
    seen: set[str] = set()
    for path, name, _node in _walk(("tree",), scheme.root, scheme.tree):
        if counts[name] > 1 and name in seen:
            yield (
                path,
                message("The name “{name}” stands twice in the tree.", name=name),
                True,
                None,
            )
        seen.add(name)
        if name in _BESIDE_NODES:
            text = message(
                "“{name}” is a column of the analysis; give this one another name.", name=name
            )
            yield path, text, True, None
        if name in (scheme.units.key, scheme.units.period):
            text = message(
                "“{name}” is a column of the units already; give this one another name.", name=name
            )
            yield path, text, True, None


def _indicators(scheme: Scheme) -> Iterator[Complaint]:
    known = _available(scheme)
    assert scheme.tree is not None
    for path, name, node in _walk(("tree",), scheme.root, scheme.tree):
        if node.parts:
            continue
        figure = node.indicator or name
        where = (*path, "indicator") if node.indicator else path
        if figure not in known:
            yield _unknown(
                where, message("column or figure"), figure, known, key=not node.indicator
            )
        elif known[figure] in ("text", "date"):
            yield (
                where,
                message(
                    "“{figure}” holds {type}; an indicator is a number.",
                    figure=figure,
                    type=message("texts") if known[figure] == "text" else message("dates"),
                ),
                not node.indicator,
                None,
            )


def _usual_normalisation(scheme: Scheme) -> Normalise:
    """Return how an indicator is normalised that has no way of its own."""
    found: Normalise = Identity()
    for step in scheme.steps:
        if isinstance(step, NormaliseStep):
            found = step.normalise
    return found


def _node(path: tuple[str, ...], name: str, node: Node, usual: Normalise) -> Iterator[Complaint]:
    if node.parts:
        yield from _weights(path, node)
        yield from _points(path, node)
    spec = node.normalise if node.parts else node.normalise or usual
    if spec is None or node.points is None or isinstance(spec, Identity):
        return
    spec = spec.with_points(node.points)
    most = spec.maximum()
    bounds = getattr(spec, "range", None)
    if most is None and bounds is not None:
        most = bounds[1]
    where = (*path, "normalise") if node.normalise is not None else (*path, "points")
    if most is None:
        text = message(
            "“{name}” has points, but “{method}” gives no points; bands, proportional, deduction "
            "and goalposts do.",
            name=name,
            method=spec.method,
        )
        yield where, text, True, None
    elif most > node.points * (1 + 1e-12):
        text = message(
            "“{name}” has {points:g} points, but this rule can give {most:g}.",
            name=name,
            points=node.points,
            most=most,
        )
        yield where, text, True, None


def _weights(path: tuple[str, ...], node: Node) -> Iterator[Complaint]:
    parts = node.parts or {}
    kinds = {part: (p.weight is not None, p.points is not None) for part, p in parts.items()}
    if any(w for w, _ in kinds.values()) and any(p for _, p in kinds.values()):
        yield (
            (*path, "parts"),
            message("Some parts have weights and others points; choose one."),
            True,
            None,
        )
    if all(part.weight == 0 for part in parts.values()):
        yield (*path, "parts"), message("All weights are 0."), True, None
    spec = node.aggregate
    if isinstance(spec, OrderedWeighted) and len(spec.weights) != len(parts):
        yield (
            (*path, "aggregate", "weights"),
            message(
                "Needs a weight for each of the {parts} parts, has {weights}.",
                parts=len(parts),
                weights=len(spec.weights),
            ),
            True,
            None,
        )
    if isinstance(spec, Outranking) and len(parts) < 2:
        yield (*path, "aggregate"), message("Outranking needs at least two parts."), True, None


def _points(path: tuple[str, ...], node: Node) -> Iterator[Complaint]:
    """Points of the parts of a sum add up to the node's; of other aggregations each equals it."""
    parts = {name: part.points for name, part in (node.parts or {}).items()}
    if node.points is None or node.normalise is not None or None in parts.values():
        if node.points is not None and node.normalise is None and None in parts.values():
            yield (
                (*path, "parts"),
                message("The parts of a criterion with points have points too."),
                True,
                None,
            )
        return
    if node.aggregate is None or isinstance(node.aggregate, Sum):
        total = math.fsum(points for points in parts.values() if points is not None)
        if not math.isclose(total, node.points, rel_tol=1e-9):
            yield (
                (*path, "points"),
                message(
                    "The points of the parts add up to {total:g}, not to {points:g}.",
                    total=total,
                    points=node.points,
                ),
                False,
                None,
            )
        return
    for name, points in parts.items():
        if points != node.points:
            yield (
                (*path, "parts", name, "points"),
                message(
                    "Under “{method}” each part has the points of the whole, {points:g}.",
                    method=node.aggregate.method,
                    points=node.points,
                ),
                False,
                None,
            )


def _vetoes(scheme: Scheme) -> Iterator[Complaint]:
    known, nodes = _available(scheme), scheme.nodes()
    for name, veto in scheme.vetoes.items():
        where = ("vetoes", name)
        if scheme.tree is None:
            yield where, message("A veto strikes a node, but there is no tree."), True, None
            return
        if veto.node is not None and veto.node not in nodes:
            yield _unknown((*where, "node"), message("criterion"), veto.node, nodes)
        if veto.effect in ("cap", "deduct") and veto.score is None:
            yield (
                (*where, "effect"),
                message("“score” is missing: how much “{effect}” takes.", effect=veto.effect),
                False,
                None,
            )
        for at, rule in enumerate(veto.breaks or ()):
            if rule not in scheme.rules:
                yield _unknown((*where, "breaks", at), message("rule"), rule, scheme.rules)
        for figure in veto.when or ():
            if figure not in known:
                yield _unknown(
                    (*where, "when", figure), message("column or figure"), figure, known, True
                )
