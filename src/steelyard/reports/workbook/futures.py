"""The sheets of scenarios: units by every rule, what each is worth in each scenario, mixtures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from steelyard.evaluation.labels import labels_of_edition
from steelyard.evaluation.scenarios import HEADINGS
from steelyard.i18n import Message, message
from steelyard.reports.workbook.columns import columns_of
from steelyard.reports.workbook.sheet import Sheet, Table
from steelyard.reports.workbook.source import Source
from steelyard.robustness.headings import HEADINGS as SURE

__all__ = ["sheets"]

_SHEETS: Mapping[str, tuple[Message, Message]] = {
    "strategies": (message("By rule"), message("Units judged across the scenarios")),
    "scenarios": (message("Scenarios"), message("What each unit is worth in each scenario")),
    "mixtures": (message("Mixtures"), message("Mixtures that beat a unit in every scenario")),
    "scenario_uncertainty": (
        message("How sure by rule"),
        message("How sure the judgement across the scenarios is"),
    ),
}


def sheets(source: Source) -> Iterator[Sheet]:
    """Yield a sheet for each table of scenarios that the edition has."""
    declared = source.scheme.scenarios
    if declared is None:
        return
    named = labels_of_edition(source.edition).get(declared.scenario, {})
    names = {code: text.render() for code, text in named.items()}
    heads = {name: str(one) for name, one in {**SURE, **HEADINGS}.items()}
    for name, (title, about) in _SHEETS.items():
        if source.file(name) is None:
            continue
        frame = source.edition.table(name)
        if "scenario" in frame.columns:
            frame = frame.with_columns(pl.col("scenario").replace(names))
        shown = source.with_title(frame, "unit")
        columns = columns_of(shown, heads | source.unit_heads, labels=source.named_numbers)
        yield Sheet(str(title), str(about), (Table(columns, f"data/{name}.csv", frozen=1),))
