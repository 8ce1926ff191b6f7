"""Who crowds into the same fields: concentration, overlap and shared holdings of an evaluation.

Units are compared within their group. The mathematics is in ``steelyard.steps.homogeneity``, what
counts as held in ``steelyard.evaluation.holdings``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from steelyard.evaluation.alike import GROUPS, PAIRS, UNITS, Compared
from steelyard.evaluation.holdings import LABELS, Group, Holdings
from steelyard.evaluation.resource import Resource
from steelyard.evaluation.shared_holdings import shared_holdings, shared_within
from steelyard.i18n import Message, message

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation

__all__ = ["HEADINGS", "TABLES", "HomogeneityTables", "homogeneity", "resources"]

TABLES = ("homogeneity", "overlap", "alike_pairs", "shared_holdings")
"""The tables by name."""

HEADINGS: Mapping[str, Message] = {
    "period": message("Period"),
    "group": message("Group"),
    "units": message("Units"),
    "holders": message("Units that hold something"),
    "amount": message("Amount"),
    "amount_without_field": message("Amount in no field"),
    "fields": message("Fields"),
    "herfindahl": message("Herfindahl index"),
    "effective_fields": message("Effective number of fields"),
    "mean_overlap": message("Mean overlap"),
    "specialisation": message("Krugman index"),
    "top_field": message("Largest field"),
    "top_share": message("Its share (%)"),
    "shared_holdings": message("Holdings of several units"),
    "shared_amount": message("Amount in them"),
    "unit": message("Unit"),
    "overlap_with_rest": message("Overlap with the rest of the group"),
    "most_alike": message("Most alike unit"),
    "greatest_overlap": message("Overlap with it"),
    "other": message("Other unit"),
    "overlap": message("Overlap"),
    "amount_in_common": message("Amount in the same fields"),
    "holding": message("Holding"),
    "groups": message("Groups"),
    "amount_of_all": message("Amount of all units"),
    "share": message("Share of the units' amount (%)"),
}
"""What the columns are called."""


@dataclass(frozen=True)
class HomogeneityTables:
    """How alike the units are.

    Parameters
    ----------
    groups
        A row per group.
    units
        A row per unit.
    pairs
        The most alike pairs of each group.
    holdings
        A row per unit and thing that several units hold; None where no column says what is held.
    """

    groups: pl.DataFrame
    units: pl.DataFrame
    pairs: pl.DataFrame
    holdings: pl.DataFrame | None


def resources(evaluation: Evaluation) -> Iterator[Resource]:
    """Yield the tables of homogeneity, where the scheme asks for them."""
    found = homogeneity(evaluation)
    if found is None:
        return
    frames = (found.groups, found.units, found.pairs, found.holdings)
    descriptions = (
        "How concentrated each group's money is, how alike its units, how special the group.",
        "How concentrated each unit's money is, and how alike it is to the others of its group.",
        "The most alike pairs of units of each group.",
        "What several units hold, with the amount of each.",
    )
    keys = (LABELS, (*LABELS, "unit"), (*LABELS, "unit", "other"), (*LABELS, "holding", "unit"))
    periods = evaluation.scheme.units.period is not None
    for name, frame, description, key in zip(TABLES, frames, descriptions, keys, strict=True):
        if frame is None:
            continue
        shown = frame if periods else frame.drop("period")
        yield Resource(
            name.replace("_", "-"),
            f"data/{name}.csv",
            shown,
            description,
            key if periods else key[1:],
            titles={column: HEADINGS[column].render("en") for column in shown.columns},
        )


def homogeneity(evaluation: Evaluation) -> HomogeneityTables | None:
    """Return how alike the units of an evaluation are; None where the scheme does not ask.

    Groups stand in the order of their labels, that of units without a label last; units by their
    key. Fields that are not known belong to no portfolio; their amount is told apart.
    """
    declared = evaluation.scheme.homogeneity
    if declared is None:
        return None
    held = Holdings.of(evaluation, declared)
    compared = [Compared.of(group) for group in held.groups()]
    shared = None if declared.holding is None else shared_holdings(held)
    return HomogeneityTables(
        _group_table(compared, held, shared),
        _stacked([one.units() for one in compared], UNITS).sort(
            *LABELS, "unit", nulls_last=True, maintain_order=True
        ),
        _stacked([one.pairs() for one in compared], PAIRS),
        shared,
    )


def _stacked(frames: list[pl.DataFrame], schema: pl.Schema) -> pl.DataFrame:
    return pl.concat([pl.DataFrame(schema=schema), *frames])


def _group_table(
    compared: list[Compared], held: Holdings, shared: pl.DataFrame | None
) -> pl.DataFrame:
    """Return a row per group."""
    of_all = {
        period: _shares_of_all([one.group for one in compared if one.group.period == period])
        for period in {one.group.period for one in compared}
    }
    rows = [one.row(of_all[one.group.period]) for one in compared]
    found = _beside(pl.DataFrame(rows, schema=GROUPS), held.without_field)
    columns = GROUPS.names()
    columns.insert(columns.index("fields"), "amount_without_field")
    told = [pl.col("amount_without_field").fill_null(0.0)]
    if shared is not None:
        found = _beside(found, shared_within(shared))
        columns += ["shared_holdings", "shared_amount"]
        told += [pl.col("shared_holdings").fill_null(0), pl.col("shared_amount").fill_null(0.0)]
    return found.with_columns(told).select(columns)


def _beside(found: pl.DataFrame, more: pl.DataFrame) -> pl.DataFrame:
    return found.join(more, on=LABELS, how="left", nulls_equal=True, maintain_order="left")


def _shares_of_all(groups: list[Group]) -> dict[str, float]:
    """Return the share of each field in all groups together."""
    parts: dict[str, list[float]] = {}
    for group in groups:
        for field, amount in zip(group.fields, group.amounts.sum(axis=0).tolist(), strict=True):
            parts.setdefault(field, []).append(amount)
    amounts = {field: math.fsum(parts[field]) for field in sorted(parts)}
    whole = math.fsum(amounts.values())
    return {field: amount / whole for field, amount in amounts.items()}
