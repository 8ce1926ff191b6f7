"""What the page of an estimate says, as plain data: sentences, the table, what parts methods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from steelyard.evaluation.descriptions import describe, unit_in_words
from steelyard.evaluation.estimates import MEDIAN, table_of
from steelyard.evaluation.estimates_told import label, ratio, spread_in_words, summary_in_words
from steelyard.i18n import Message, _, message
from steelyard.publish.estimates.known import Known
from steelyard.publish.estimates.table import columns_of, filters_of, row_of
from steelyard.publish.numbers import number, percent

__all__ = ["ROWS", "content_of", "title_of"]

ROWS = 2500
"""Rows that stand in a page: as many as a browser sorts and lays out without a wait."""
_SURE = 0.95
_APART = 10
"""How many of those on whom methods disagree most are told in sentences."""

Row = dict[str, Any]


def title_of(known: Known) -> str:
    """Return what an estimate is called."""
    title = known.declared.title
    return known.name if title is None else title.render()


def content_of(known: Known) -> dict[str, Any]:
    """Return what the page shows, but for its chart."""
    frame, scheme = known.frame, known.source.scheme
    unit = describe(scheme, known.declared.of[0])[1]
    columns = columns_of(known)
    shown = frame.head(ROWS)
    return {
        "name": known.name,
        "about": None if known.declared.about is None else known.declared.about.render(),
        "unit": None if unit is None else str(unit_in_words(unit)),
        "period": known.source.current[0].period,
        "summary": [str(one) for one in _summary(known)],
        "facts": list(_facts(known)),
        "columns": columns,
        "rows": [row_of(known, row) for row in shown.iter_rows(named=True)],
        "units": frame.height,
        "more": _more(shown.height, frame.height),
        "filters": filters_of(known, shown, columns),
        "methods": _methods(known),
        "inputs": _inputs(known),
        "greatest": _greatest(known),
        "missing": [str(one) for one in _missing(known)],
        "sure": known.sure,
        "data": f"data/{table_of(known.name)}.csv",
        "reading": [{"term": str(term), "text": str(text)} for term, text in _reading(known)],
    }


def _summary(known: Known) -> Iterator[Message]:
    yield from summary_in_words(known.source.scheme, known.name, known.frame)
    if known.sure:
        chance = pl.col("disagree_probability")
        yield message(
            "They do so in at least {most} of the replications for {sure} units, and in fewer than "
            "{least} for {none}.",
            most=percent(_SURE, 0),
            least=percent(1 - _SURE, 0),
            sure=number(known.frame.filter(chance >= _SURE).height),
            none=number(known.frame.filter(chance < 1 - _SURE).height),
        )


def _facts(known: Known) -> Iterator[Mapping[str, str]]:
    """Yield what is said in large figures."""
    told = known.frame.drop_nulls("disagree")
    apart = told.filter("disagree")
    of = str(message("of {count}", count=number(told.height)))
    yield {"label": _("Methods disagree"), "value": number(apart.height), "note": of}
    middle = told["ratio"].median()
    if isinstance(middle, float):
        note = _("highest over lowest, median of the units")
        yield {"label": _("Factor"), "value": ratio(middle), "note": note}
    drivers = apart["driver"].drop_nulls().to_list()
    if drivers:
        first = max(known.declared.inputs, key=drivers.count)
        count = str(message("for {count} units", count=number(drivers.count(first))))
        title = str(label(known.source.scheme, first))
        yield {"label": _("Driven most often by"), "value": title, "note": count}


def _more(shown: int, whole: int) -> str | None:
    if shown >= whole:
        return None
    text = message(
        "The first {shown} of {count} units; the file has all.",
        shown=number(shown),
        count=number(whole),
    )
    return str(text)


def _methods(known: Known) -> list[Row]:
    """Return a row per method: for how many units it is highest or lowest, and how it compares."""
    frame = known.frame
    unequal = frame.filter(pl.col("ratio") > 1)
    compared = frame.filter(pl.col("values") > 1, pl.col(MEDIAN) > 0)
    return [
        {
            "method": method,
            "title": str(label(known.source.scheme, method)),
            "units": frame[method].count(),
            "not_positive": int((frame[method] <= 0).sum()),
            "highest": int((unequal["highest_by"] == method).sum()),
            "lowest": int((unequal["lowest_by"] == method).sum()),
            "against_median": (compared[method] / compared[MEDIAN]).median(),
        }
        for method in known.declared.of
    ]


def _inputs(known: Known) -> list[Row]:
    """Return a row per input: for how many units it drives the difference, and what is left."""
    apart = known.frame.filter(pl.col("disagree").fill_null(value=False))
    found = []
    for name in known.declared.inputs:
        own = apart.filter(pl.col("driver") == name)
        found.append(
            {
                "input": name,
                "title": str(label(known.source.scheme, name)),
                "drives": own.height,
                "ratio": own["ratio"].median(),
                "then": own["ratio_then"].median(),
            }
        )
    none = apart["driver"].null_count()
    if found and none:
        nothing: Row = {"input": None, "title": _("No single input"), "drives": none}
        found.append(nothing | {"ratio": None, "then": None})
    return found


def _greatest(known: Known) -> list[Row]:
    """Return those on whom methods disagree most, in sentences."""
    apart = known.frame.filter(pl.col("disagree").fill_null(value=False)).drop_nulls("ratio")
    most = apart.sort("ratio", descending=True, maintain_order=True).head(_APART)
    scheme = known.source.scheme
    return [
        known.unit(row["unit"]) | {"sentence": str(spread_in_words(scheme, known.name, row))}
        for row in most.iter_rows(named=True)
    ]


def _missing(known: Known) -> Iterator[Message]:
    """Yield how many units have no value by a method, and how many none above 0."""
    scheme, frame = known.source.scheme, known.frame
    for method in known.declared.of:
        count = frame[method].null_count()
        if count:
            yield message(
                "Units without a value by “{method}”: {count}. Why stands on their pages.",
                method=label(scheme, method),
                count=number(count),
            )
        low = int((frame[method] <= 0).sum())
        if low:
            yield message(
                "Units whose value by “{method}” is not above 0: {count}. It counts for the "
                "median, and has no ratio.",
                method=label(scheme, method),
                count=number(low),
            )


def _reading(known: Known) -> Iterator[tuple[str, Message | str]]:
    """Yield what the columns mean."""
    if known.sure:
        yield (
            _("Small figures"),
            _("The interval that holds 90% of the replications, from 5% to 95%."),
        )
    yield (
        _("Factor"),
        _("The highest value over the lowest, among those above 0."),
    )
    yield (
        _("Methods"),
        message(
            "They disagree where the factor is above {factor}, or some value is not above 0 and "
            "another is.",
            factor=ratio(known.declared.disagree),
        ),
    )
    if known.sure:
        yield _("Disagree"), _("In how many of the replications the methods disagree.")
    if known.declared.inputs:
        yield (
            _("Driven by"),
            _(
                "One input after the other is set to what is typical, for all units at once, and "
                "every figure is derived again. Named is the input that then leaves the least "
                "factor; “Factor then” is what it leaves."
            ),
        )
        within = known.declared.within
        typical = message("Typical is the median of all units.")
        if within is not None:
            typical = message(
                "Typical is the median of the same {group}, or of all units where fewer than three "
                "are known.",
                group=label(known.source.scheme, within),
            )
        yield _("Typical"), typical
