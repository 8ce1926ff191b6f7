"""Why a present value is missing: a finding for each reason, by the checks beside the value.

What is wrong is found in SQL, by ``valuation.present_value_checks``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from steelyard.findings import Finding
from steelyard.i18n import Message, message
from steelyard.scheme.valuation import PresentValue
from steelyard.steps.derive.notes import Noter
from steelyard.steps.derive.query import check_column, other_table
from steelyard.steps.derive.related import place

__all__ = ["valuation_findings"]

_REASONS: Mapping[str, tuple[str, Message]] = {
    "since": ("missing-term", message("“{figure}” is missing: “{since}” is not known.")),
    "rate": ("missing-term", message("“{figure}” is missing: “{rate}” is not known.")),
    "growth": ("missing-term", message("“{figure}” is missing: “{growth}” is not known.")),
    "undated": (
        "missing-year",
        message("“{figure}” is missing: a row of “{other}” lacks “{year}”."),
    ),
    "coming": (
        "missing-year",
        message("“{figure}” is missing: “{other}” has no row of a year after “{since}”."),
    ),
    "years": (
        "missing-year",
        message(
            "“{figure}” is missing: “{other}” needs a row for each year after “{since}” up to its "
            "last one, and none twice."
        ),
    ),
    "flows": (
        "missing-flow",
        message("“{figure}” is missing: a year of “{other}” after “{since}” lacks “{flow}”."),
    ),
    "discount": (
        "rate-out-of-range",
        message("“{figure}” is missing: the rate, “{rate}”, is not above -100%."),
    ),
    "shrinking": (
        "rate-out-of-range",
        message("“{figure}” is missing: the growth without end, “{growth}”, is below -100%."),
    ),
    "endless": (
        "growth-not-below-rate",
        message(
            "“{figure}” is missing: the growth without end, “{growth}”, is not below the rate, "
            "“{rate}”, so the value has no limit."
        ),
    ),
}


def valuation_findings(found: pl.DataFrame, noter: Noter) -> Iterator[Finding]:
    """Yield why present values are missing.

    Parameters
    ----------
    found
        The result of the query, with the checks of the figure.
    noter
        Makes the findings of the figure.
    """
    declared = noter.figure.declaration
    assert isinstance(declared, PresentValue)
    names = {
        "other": other_table(noter.figure),
        "flow": place(declared.of)[1],
        **{part: getattr(declared, part) for part in ("year", "since", "rate", "growth")},
    }
    for check, (code, reason) in _REASONS.items():
        column = check_column(noter.name, check)
        if column in found.columns:
            text, gaps = _said(reason, names, noter)
            yield from noter.of_rows(code, "warning", text, found[column], gaps)


def _said(
    reason: Message, names: Mapping[str, object], noter: Noter
) -> tuple[Message, Mapping[str, object]]:
    """Return the sentence; where no unit is named, one that says in how many rows it is so."""
    if noter.table == noter.structure.units:
        return reason, names
    finding = Message(reason.template, {**names, "figure": noter.name})
    return message("{count} rows of “{table}”: {finding}"), {
        "finding": finding,
        "table": noter.table,
    }
