"""What is said of planes, scenarios, admission and estimates: that what they name is there."""

from __future__ import annotations

from collections.abc import Iterator

from steelyard.i18n import Message, message
from steelyard.scheme.complaints import Complaint, available, types_of, unknown
from steelyard.scheme.estimates import TAKEN
from steelyard.scheme.scheme import Scheme

__all__ = ["check_views"]

_AMOUNTS = ("number", "integer")


def check_views(scheme: Scheme) -> Iterator[Complaint]:
    """Check the names in planes, scenarios, admission and estimates."""
    yield from _plane(scheme)
    yield from _scenarios(scheme)
    yield from _admission(scheme)
    yield from _estimates(scheme)


def _plane(scheme: Scheme) -> Iterator[Complaint]:
    if scheme.plane is None:
        return
    nodes = scheme.nodes()
    for axis in ("x", "y"):
        name = getattr(scheme.plane, axis)
        if name not in nodes:
            yield unknown(("plane", axis), message("criterion or indicator"), name, nodes)
    if scheme.plane.x == scheme.plane.y:
        text = message("The two axes are the same criterion, “{name}”.", name=scheme.plane.y)
        yield ("plane", "y"), text, False, None


def _scenarios(scheme: Scheme) -> Iterator[Complaint]:
    declared = scheme.scenarios
    if declared is None:
        return
    if declared.on not in scheme.inputs:
        yield unknown(("scenarios", "on"), message("input table"), declared.on, scheme.inputs)
        return
    known = types_of(scheme, declared.on)
    for field in ("scenario", "payoff", "probability"):
        name = getattr(declared, field)
        if name is None:
            continue
        if name not in known:
            yield unknown(("scenarios", field), message("column or figure"), name, known)
        elif field != "scenario" and known[name] not in _AMOUNTS:
            yield ("scenarios", field), _no_amount(name, known[name]), False, None
    key = f"{scheme.units.table}.{scheme.units.key}"
    columns = scheme.inputs[declared.on].columns
    units = [name for name, column in columns.items() if column.references == key]
    if not units:
        text = message(
            "A column of “{table}” must say references: {key}.", table=declared.on, key=key
        )
        yield ("scenarios", "on"), text, False, None
    elif set(scheme.inputs[declared.on].key) != {units[0], declared.scenario}:
        text = message(
            "“{table}” needs the key [{unit}, {scenario}]: a row per unit and scenario.",
            table=declared.on,
            unit=units[0],
            scenario=declared.scenario,
        )
        yield ("scenarios", "on"), text, False, None
    if scheme.units.period is not None:
        text = message(
            "“{field}” needs a row per unit; here the units have a row per period.",
            field="scenarios",
        )
        yield ("scenarios",), text, True, None


def _admission(scheme: Scheme) -> Iterator[Complaint]:
    if scheme.admission is None:
        return
    known = available(scheme)
    for name in scheme.admission.thresholds:
        where = ("admission", "thresholds", name)
        if name not in known:
            yield unknown(where, message("column or figure"), name, known, True)
        elif known[name] not in _AMOUNTS:
            yield where, _no_amount(name, known[name]), True, None
    for name, threshold in scheme.admission.thresholds.items():
        if threshold.source is not None and threshold.source.ref not in scheme.sources:
            place = ("admission", "thresholds", name, "source", "ref")
            yield unknown(place, message("source"), threshold.source.ref, scheme.sources)
    if scheme.rank.given is not None:
        text = message("The ranks are given, so nothing can be kept off the list.")
        yield ("admission",), text, True, None


def _estimates(scheme: Scheme) -> Iterator[Complaint]:
    known = available(scheme)
    for name, declared in scheme.estimates.items():
        for field in ("of", "inputs"):
            for at, figure in enumerate(getattr(declared, field)):
                where = ("estimates", name, field, at)
                if figure not in known:
                    yield unknown(where, message("column or figure"), figure, known)
                elif known[figure] not in _AMOUNTS:
                    yield where, _no_amount(figure, known[figure]), False, None
                elif field == "of" and (figure in TAKEN or figure.startswith("rank_by_")):
                    text = message(
                        "“{name}” is a column of the table of estimates; give this one another "
                        "name.",
                        name=figure,
                    )
                    yield where, text, False, None
                elif figure in getattr(declared, field)[:at]:
                    text = message("“{name}” stands here twice.", name=figure)
                    yield where, text, False, None
        yield from _one_unit(scheme, name)
        if declared.within is not None and declared.within not in scheme.units.groups:
            yield unknown(
                ("estimates", name, "within"),
                message("group column"),
                declared.within,
                scheme.units.groups,
            )


def _one_unit(scheme: Scheme, name: str) -> Iterator[Complaint]:
    """Yield a complaint where methods are measured in different units: they cannot be compared."""
    units: dict[str, str] = {}
    for at, figure in enumerate(scheme.estimates[name].of):
        declared = scheme.derived.get(figure) or scheme.table.columns.get(figure)
        if declared is None or declared.unit is None:
            continue
        first, unit = next(iter(units.items()), (figure, declared.unit))
        units[figure] = declared.unit
        if declared.unit != unit:
            text = message(
                "“{name}” is measured in {unit}, “{other}” in {other_unit}; methods that estimate "
                "the same have one unit.",
                name=figure,
                unit=declared.unit,
                other=first,
                other_unit=unit,
            )
            yield ("estimates", name, "of", at), text, False, None


def _no_amount(name: str, holds: str) -> Message:
    return message("“{column}” holds {holds}; expected a number.", column=name, holds=holds)
