"""Figures of valuations as SQL: products, weighted means, curves, regret and present values.

ISO 10668:2010 (GB/T 29187), income approach. Each is one pure function, from declaration to
text, like those of ``rows`` and ``related``.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from steelyard.data.sql import literal
from steelyard.scheme.valuation import Curve, PresentValue, Product, Regret
from steelyard.steps.derive.rows import amount, column, times

__all__ = [
    "compile_curve",
    "compile_flows",
    "compile_present_value",
    "compile_product",
    "compile_regret",
    "compile_weighted_mean",
    "present_value_checks",
]


def compile_product(product: Product, table: str) -> str:
    """Return times · the product of columns, null if one is."""
    return times(product.times) + " * ".join(amount(table, name) for name in product.of)


def compile_weighted_mean(weights: Mapping[str, float], table: str) -> str:
    """Return Σ w·x / Σ w over columns of a row, null if one is."""
    parts = " + ".join(f"{literal(w)} * {amount(table, name)}" for name, w in weights.items())
    return f"({parts}) / {literal(float(sum(weights.values())))}"


def compile_curve(curve: Curve, table: str) -> str:
    """Return what a table of points makes of a column, null where the column is.

    Between (x₀, y₀) and (x₁, y₁): y₀ + (y₁ − y₀)·(x − x₀)/(x₁ − x₀).
    """
    x = amount(table, curve.of)
    (first, lowest), (_, highest) = curve.points[0], curve.points[-1]
    cases = [f"WHEN {x} IS NULL THEN NULL", f"WHEN {x} <= {literal(first)} THEN {literal(lowest)}"]
    for (x0, y0), (x1, y1) in pairwise(curve.points):
        between = literal(y0)
        if curve.between == "linear":
            slope = f"({literal(y1)} - {literal(y0)}) / ({literal(x1)} - {literal(x0)})"
            between = f"{literal(y0)} + {slope} * ({x} - {literal(x0)})"
        cases.append(f"WHEN {x} < {literal(x1)} THEN {between}")
    return f"CASE {' '.join(cases)} ELSE {literal(highest)} END"


def compile_regret(regret: Regret, table: str) -> str:
    """Return how far a row is from the best of its circle, null where the row's figure is.

    A row whose figure is missing is no candidate for the best. A row that lacks a column of
    the circle is in none: rows that lack it need not have it in common.
    """
    of = amount(table, regret.of)
    columns = [column(table, name) for name in regret.within]
    best = "max" if regret.best == "most" else "min"
    whole = f"{best}({of}) OVER (PARTITION BY {', '.join(columns)})"
    less = f"{whole} - {of}" if regret.best == "most" else f"{of} - {whole}"
    known = " AND ".join(f"{each} IS NOT NULL" for each in columns)
    return f"CASE WHEN {known} THEN {less} END"


def compile_flows(declared: PresentValue) -> str:
    """Return what rows that belong together tell of their flows, as one struct.

    ``flows``, those of the last year first; ``last``, that year; ``run``, how many years there
    are backwards from it, none left out and none twice; ``known``, how many flows there are
    until one is missing; ``undated``, how many rows lack the year.
    """
    other, name = declared.of.split(".", 1)
    year, flow = amount(other, declared.year), amount(other, name)
    last = f"max({year})"
    dated = (
        f"list_reverse_sort(list({{'year': {year}, 'flow': {flow}}}) "
        f"FILTER (WHERE {year} IS NOT NULL))"
    )
    parts = {
        "flows": f'list_transform({dated}, lambda "#row": "#row".flow)',
        "last": last,
        "run": _until(dated, f'"#row".year + "#at" <> {last} + 1'),
        "known": _until(dated, '"#row".flow IS NULL'),
        "undated": f"count(*) FILTER (WHERE {year} IS NULL)",
    }
    return "{" + ", ".join(f"'{part}': {sql}" for part, sql in parts.items()) + "}"


def _until(rows: str, condition: str) -> str:
    """Return how many rows of a list stand before the first that satisfies a condition."""
    found = f'list_position(list_transform({rows}, lambda "#row", "#at": {condition}), TRUE)'
    return f"coalesce({found} - 1, len({rows}))"


def compile_present_value(declared: PresentValue, table: str, flows: str) -> str:
    """Return Σ F_t/(1+r)^(t−s) + F_T·(1+g)/(r−g)/(1+r)^(T−s), t = 1 … T.

    s is 0 for flows at the end of a year and ½ in the middle; what follows the last year comes
    at the same time of its years. Computed from the last year backwards, by Horner's rule:
    ((F_T/(1+r) + F_{T−1})/(1+r) + … + F_1)/(1+r)^(1−s), where F_T·(1+r)/(r−g), which is
    F_T + F_T·(1+g)/(r−g), stands for F_T if growth has no end. It takes divisions and a square
    root alone, which are the same on every processor.

    Parameters
    ----------
    declared
        The present value.
    table
        The table that gets it.
    flows
        The column with what :func:`compile_flows` returns.

    Returns
    -------
    SQL that is null where one of :func:`present_value_checks` says why.
    """
    terms, years = _Terms.of(declared, table), _years(declared, table, flows)
    last = f"CAST({years} AS BIGINT)"
    due = f"{flows}.flows[1:{last}]"
    if terms.growth is not None:
        without_end = f"{terms.base} / (({terms.rate} - {terms.growth}) / 100)"
        due = f"list_prepend({flows}.flows[1] * {without_end}, {flows}.flows[2:{last}])"
    later = f'lambda "#later", "#flow": "#later" / {terms.base} + "#flow"'
    first = f"sqrt({terms.base})" if declared.flows == "middle" else terms.base
    sound = [
        *(f"{years} >= 1", f"{years} = floor({years})"),
        *(f"{years} <= {flows}.run", f"{years} <= {flows}.known", f"{flows}.undated = 0"),
        f"{terms.rate} > -100",
        *([] if terms.growth is None else [f"{terms.growth} >= -100"]),
        *([] if terms.growth is None else [f"{terms.growth} < {terms.rate}"]),
    ]
    return f"CASE WHEN {' AND '.join(sound)} THEN list_reduce({due}, {later}) / {first} END"


def present_value_checks(declared: PresentValue, table: str, flows: str) -> Mapping[str, str]:
    """Return what is wrong with flows and terms, by kind of finding: 1 where it is, else 0."""
    terms, years = _Terms.of(declared, table), _years(declared, table, flows)
    dated = f"coalesce({flows}.undated, 0) = 0"
    checks = {
        "since": f"{terms.since} IS NULL",
        "rate": f"{terms.rate} IS NULL",
        "undated": f"{flows}.undated > 0",
        "coming": f"{dated} AND coalesce({years} < 1, {terms.since} IS NOT NULL)",
        "years": f"{dated} AND {years} >= 1 "
        f"AND ({years} > {flows}.run OR {years} <> floor({years}))",
        "flows": f"{years} >= 1 AND {years} <= {flows}.run AND {years} > {flows}.known",
        "discount": f"{terms.rate} <= -100",
    }
    if terms.growth is not None:
        checks["growth"] = f"{terms.growth} IS NULL"
        checks["shrinking"] = f"{terms.growth} < -100"
        checks["endless"] = f"{terms.growth} >= {terms.rate} AND {terms.rate} > -100"
    return {name: f"CAST(coalesce({check}, FALSE) AS INTEGER)" for name, check in checks.items()}


class _Terms(NamedTuple):
    """What flows are valued by: figures of the row, and 1 + the rate."""

    since: str
    rate: str
    base: str
    growth: str | None

    @classmethod
    def of(cls, declared: PresentValue, table: str) -> _Terms:
        rate = amount(table, declared.rate)
        growth = None if declared.growth is None else amount(table, declared.growth)
        return cls(amount(table, declared.since), rate, f"(1 + {rate} / 100)", growth)


def _years(declared: PresentValue, table: str, flows: str) -> str:
    """Return how many years there are from the valuation to the last flow."""
    return f"({flows}.last - {amount(table, declared.since)})"
