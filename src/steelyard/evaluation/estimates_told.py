"""What is said of methods that disagree: sentences made of the rows of an estimate's table.

An evaluation has findings of them, an edition has the tables; whoever tells of one unit, on a
page or in the terminal, makes the same sentences of the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from steelyard.evaluation.descriptions import describe
from steelyard.evaluation.estimates import method_title, table_of
from steelyard.evaluation.measured import shown, titled, with_unit
from steelyard.evaluation.resource import Resource
from steelyard.findings import Finding
from steelyard.i18n import Message, message
from steelyard.scheme.scheme import Scheme

__all__ = [
    "apart",
    "driven",
    "estimate_title",
    "findings_of",
    "label",
    "measured",
    "names_of",
    "ratio",
    "spread_in_words",
    "summary_in_words",
]

Row = Mapping[str, Any]


def findings_of(scheme: Scheme, attached: Sequence[Resource]) -> Iterator[Finding]:
    """Yield what should be known of estimates, unit by unit.

    Parameters
    ----------
    scheme
        The scheme.
    attached
        The tables of the evaluation, those of the estimates among them.
    """
    frames = {one.path: one.frame for one in attached}
    for name in scheme.estimates:
        frame = frames.get(f"data/{table_of(name)}.csv")
        if frame is None:
            continue
        telling = pl.any_horizontal(
            pl.col("disagree").fill_null(value=False),
            pl.col("not_positive").is_not_null(),
            pl.col("missing").is_not_null(),
        )
        for row in frame.filter(telling).iter_rows(named=True):
            for code, severity, said in _of_unit(scheme, name, row):
                told = said
                if "period" in row:
                    told = message("{period}: {finding}", period=row["period"], finding=said)
                yield Finding(code, told, severity, unit=str(row["unit"]))


def _of_unit(scheme: Scheme, name: str, row: Row) -> Iterator[tuple[str, Any, Message]]:
    if row["disagree"]:
        yield "methods-disagree", "note", spread_in_words(scheme, name, row)
    for method in names_of(row["not_positive"]):
        said = message(
            "“{estimate}” by “{method}” is {value}, which is not above 0: it counts for the "
            "median, and has no ratio to the others.",
            estimate=estimate_title(scheme, name),
            method=label(scheme, method),
            value=measured(scheme, method, row[method]),
        )
        yield "estimate-not-positive", "warning", said
    missing = names_of(row["missing"])
    if missing:
        said = message(
            "“{estimate}” has no value by {methods}; the others are compared without.",
            estimate=estimate_title(scheme, name),
            methods=_listed(scheme, missing),
        )
        yield "estimate-missing", "note", said


def spread_in_words(scheme: Scheme, name: str, row: Row) -> Message:
    """Return how far apart the methods are for a unit, and which input drives it.

    Parameters
    ----------
    scheme, name
        The scheme and the estimate.
    row
        The unit's row of the estimate's table.
    """
    cause = driven(scheme, name, row)
    if cause is None:
        return apart(scheme, name, row)
    return message("{spread} {driver}", spread=apart(scheme, name, row), driver=cause)


def apart(scheme: Scheme, name: str, row: Row) -> Message:
    """Return how far apart the methods are for a unit, without what drives it."""
    gaps: dict[str, object] = {"estimate": estimate_title(scheme, name)}
    if row["highest_by"] is None:
        return message("No method puts “{estimate}” above 0.", **gaps)
    gaps |= {
        "highest": measured(scheme, row["highest_by"], row["highest"]),
        "high_method": label(scheme, row["highest_by"]),
    }
    if row["values"] < 2:
        return message("Only “{high_method}” gives “{estimate}”: {highest}.", **gaps)
    if row["not_positive"] is not None:
        return message(
            "Methods disagree on “{estimate}”: {highest} by “{high_method}”, but not above 0 by "
            "{others}.",
            others=_listed(scheme, names_of(row["not_positive"])),
            **gaps,
        )
    gaps |= {
        "ratio": ratio(row["ratio"]),
        "lowest": measured(scheme, row["lowest_by"], row["lowest"]),
        "low_method": label(scheme, row["lowest_by"]),
    }
    if not row["disagree"]:
        return message(
            "Methods agree on “{estimate}” within a factor of {ratio}: {lowest} by "
            "“{low_method}”, {highest} by “{high_method}”.",
            **gaps,
        )
    return message(
        "Methods disagree on “{estimate}” by a factor of {ratio}: {lowest} by “{low_method}”, "
        "{highest} by “{high_method}”.",
        **gaps,
    )


def driven(scheme: Scheme, name: str, row: Row) -> Message | None:
    """Return which input drives the difference for a unit; None where no input is declared."""
    if not scheme.estimates[name].inputs or row["disagree"] is None:
        return None
    if row["driver"] is None and row["not_positive"] is not None:
        return message("No single input brings all of them above 0.")
    if row["driver"] is None:
        return message("No single input brings them closer.")
    gaps: dict[str, object] = {
        "input": label(scheme, row["driver"]),
        "own": measured(scheme, row["driver"], row["driver_value"]),
        "typical": _typical(scheme, name, row),
        "ratio": ratio(row["ratio_then"]),
    }
    # An input that drives the difference most need not explain much of it.
    if row["disagree"] and row["ratio_then"] > scheme.estimates[name].disagree:
        return message(
            "No single input explains it. What drives it most is “{input}”, {own}: with {typical}, "
            "the factor would still be {ratio}.",
            **gaps,
        )
    return message(
        "What drives it is “{input}”, {own}: with {typical}, the factor would be {ratio}.", **gaps
    )


def _typical(scheme: Scheme, name: str, row: Row) -> Message:
    """Return the typical value of the input that drives the difference, and of whom it is."""
    value = measured(scheme, row["driver"], row["typical"])
    if row["typical_of"] == "group":
        group = label(scheme, scheme.estimates[name].within or "")
        return message("{value}, typical within “{group}”", value=value, group=group)
    return message("{value}, typical of all units", value=value)


def summary_in_words(scheme: Scheme, name: str, frame: pl.DataFrame) -> Iterator[Message]:
    """Yield how many units methods disagree on, and what drives it most often.

    Parameters
    ----------
    scheme, name
        The scheme and the estimate.
    frame
        The estimate's table, or some of its rows.
    """
    told = frame.drop_nulls("disagree")
    if told.is_empty():
        text = message("No unit has two values to compare.")
        yield text
        return
    apart_by = told.filter("disagree")
    yield message(
        "Methods disagree on “{estimate}” by more than a factor of {factor} for {count} of {of} "
        "units.",
        estimate=estimate_title(scheme, name),
        factor=ratio(scheme.estimates[name].disagree),
        count=shown(apart_by.height),
        of=shown(told.height),
    )
    middle = told["ratio"].median()
    if isinstance(middle, float):
        yield message(
            "For half of the units the highest is at least {ratio} times the lowest.",
            ratio=ratio(middle),
        )
    drivers = apart_by["driver"].drop_nulls()
    if len(drivers):
        first, count = _most_often(drivers.to_list(), scheme.estimates[name].inputs)
        yield message(
            "What drives it most often is “{input}”: for {count} of these units.",
            input=label(scheme, first),
            count=shown(count),
        )


def _most_often(drivers: Sequence[str], inputs: Sequence[str]) -> tuple[str, int]:
    """Return the input that most units name, the first declared of several, and how many do."""
    first = max(inputs, key=drivers.count)
    return first, drivers.count(first)


def estimate_title(scheme: Scheme, name: str) -> Message:
    """Return what an estimate is called."""
    return titled(scheme.estimates[name].title or name)


def label(scheme: Scheme, name: str) -> Message:
    """Return what a method, an input or a group column is called."""
    title = method_title(scheme, name)
    return title if isinstance(title, Message) else titled(title)


def measured(scheme: Scheme, name: str, value: float | None) -> Message:
    """Return a figure with its unit of measurement."""
    return with_unit(shown(value), describe(scheme, name)[1])


def ratio(value: float | None) -> str:
    """Return a factor for readers: two digits and more, never rounded to one that it is not.

    Examples
    --------
    >>> ratio(3.1415), ratio(27.31), ratio(1234.5), ratio(2.004), ratio(None)
    ('3.14', '27.3', '1,234.5', '2.004', '–')
    """
    if value is None:
        return shown(None)
    places = 2 if value < 10 else 1 if value < 100 else 0
    # Just above a whole factor is not the factor itself.
    while places < 6 and round(value, places) == round(value) != value:
        places += 1
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def names_of(listed: str | None) -> list[str]:
    """Return the methods that a cell names."""
    return [] if listed is None else listed.split(", ")


def _listed(scheme: Scheme, names: Sequence[str]) -> Message:
    """Return methods in quotation marks, with what stands between two of them."""
    first, *others = (message("“{method}”", method=label(scheme, name)) for name in names)
    for other in others:
        first = message("{first}, {other}", first=first, other=other)
    return first
