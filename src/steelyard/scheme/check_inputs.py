"""What must hold of tables: columns, documents with versions, rules, and what is asked of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from steelyard.i18n import message
from steelyard.scheme.complaints import Complaint, dangling, types_of, unknown
from steelyard.scheme.scheme import Scheme

__all__ = ["check_inputs", "check_reports", "check_rules"]


def check_inputs(scheme: Scheme) -> Iterator[Complaint]:
    """Yield what is wrong with the declarations of tables."""
    yield from _inputs(scheme)
    yield from _documents(scheme)


def _inputs(scheme: Scheme) -> Iterator[Complaint]:
    for table_name, table in scheme.inputs.items():
        where = ("inputs", table_name)
        for at, part in enumerate(table.key):
            if part not in table.columns:
                yield unknown((*where, "key", at), message("column"), part, table.columns)
        for name, column in table.columns.items():
            place = (*where, "columns", name)
            low, high = column.range or (None, None)
            if low is not None and high is not None and low > high:
                text = message(
                    "The range begins at {low:g} and ends at {high:g}.", low=low, high=high
                )
                yield (*place, "range"), text, False, None
            if column.references is not None:
                yield from dangling(scheme, (*place, "references"), column.references)
        for tag, name in table.names.items():
            if name not in table.columns:
                yield unknown((*where, "names", tag), message("column"), name, table.columns)
        if table.amount is not None:
            yield from _amount(scheme, (*where, "amount"), table_name, table.amount)
        if table.supplier is not None and table.supplier not in scheme.suppliers:
            text = message("supplier")
            yield unknown((*where, "supplier"), text, table.supplier, scheme.suppliers)
        if table.file is not None and (
            PurePosixPath(table.file).is_absolute() or ".." in PurePosixPath(table.file).parts
        ):
            text = message("A file that comes with the scheme lies beside it or in a folder there.")
            yield (*where, "file"), text, False, None


def _amount(
    scheme: Scheme, where: Sequence[str | int], table: str, name: str
) -> Iterator[Complaint]:
    """Complain of an amount that is no column of a table, or no number."""
    known = types_of(scheme, table)
    if name not in known:
        yield unknown(where, message("column or figure"), name, known)
    elif known[name] not in ("number", "integer"):
        yield where, message("“{name}” is not a number.", name=name), False, None


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
                yield unknown((*where, *place), message("column"), name, table.columns)
            elif (
                name is not None
                and place[0] in ("from", "until")
                and table.columns[name].type != "date"
            ):
                text = message("“{name}” is not a date.", name=name)
                yield (*where, *place), text, False, None


def check_rules(scheme: Scheme) -> Iterator[Complaint]:
    """Yield what is wrong with rules that rows are held against."""
    for name, rule in scheme.rules.items():
        where, table = ("rules", name), rule.on or scheme.units.table
        if table not in scheme.inputs:
            yield unknown((*where, "on"), message("input table"), table, scheme.inputs)
            continue
        known = types_of(scheme, table)
        for figure in rule.when:
            if figure not in known:
                yield unknown(
                    (*where, "when", figure), message("column or figure"), figure, known, True
                )
        if rule.amount is not None:
            yield from _amount(scheme, (*where, "amount"), table, rule.amount)


def check_reports(scheme: Scheme) -> Iterator[Complaint]:
    """Check what is said of the units expected, of self-assessment and of homogeneity."""
    units = scheme.units
    if units.expected is not None:
        yield from dangling(scheme, ("units", "expected"), units.expected)
    own = scheme.self_assessment
    if own is not None:
        if own.table not in scheme.inputs:
            yield unknown(
                ("self_assessment", "table"), message("input table"), own.table, scheme.inputs
            )
        else:
            columns = scheme.inputs[own.table].columns
            for field in ("criterion", "points"):
                name = getattr(own, field)
                if name not in columns:
                    yield unknown(("self_assessment", field), message("column"), name, columns)
            yield from _refers_to_units(scheme, ("self_assessment", "table"), own.table)
    yield from _record(scheme)
    alike = scheme.homogeneity
    if alike is not None:
        table, _, column = alike.of.partition(".")
        if table not in scheme.inputs:
            yield unknown(("homogeneity", "of"), message("input table"), table, scheme.inputs)
            return
        known = types_of(scheme, table)
        for field, name in (("of", column), ("by", alike.by), ("holding", alike.holding)):
            if name is not None and name not in known:
                yield unknown(("homogeneity", field), message("column or figure"), name, known)
        if alike.within not in units.groups:
            yield unknown(
                ("homogeneity", "within"), message("group column"), alike.within, units.groups
            )
        yield from _refers_to_units(scheme, ("homogeneity", "of"), table)


def _record(scheme: Scheme) -> Iterator[Complaint]:
    """Check what the record of the process begins with."""
    kept = {"record": scheme.record, "self_assessment": scheme.self_assessment}
    for field in (name for name, declared in kept.items() if declared is not None):
        if scheme.units.period is not None:
            text = message(
                "“{field}” needs a row per unit; here the units have a row per period.", field=field
            )
            yield (field,), text, True, None
    table = None if scheme.record is None else scheme.record.commitment
    if table is not None and table not in scheme.inputs:
        yield unknown(("record", "commitment"), message("input table"), table, scheme.inputs)
    elif table is not None:
        yield from _refers_to_units(scheme, ("record", "commitment"), table)


def _refers_to_units(scheme: Scheme, where: Sequence[str | int], table: str) -> Iterator[Complaint]:
    key = f"{scheme.units.table}.{scheme.units.key}"
    if all(column.references != key for column in scheme.inputs[table].columns.values()):
        text = message("A column of “{table}” must say references: {key}.", table=table, key=key)
        yield where, text, False, None
