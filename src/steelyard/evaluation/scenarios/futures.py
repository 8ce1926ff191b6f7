"""Payoffs and probabilities of scenarios, from the tables to a matrix of units and scenarios.

A probability is of a scenario and not of a unit, so rows that differ are refused; what is
missing stays missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from steelyard.engines import Matrix, Vector
from steelyard.errors import DataError, Problem
from steelyard.evaluation.compliance import unit_column
from steelyard.i18n import message
from steelyard.scheme.scenarios import Scenarios
from steelyard.steps.scenarios.outcome import Outcome, outcome
from steelyard.steps.scenarios.rules import equal_probabilities

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation

__all__ = ["Futures", "futures_of"]

_TOLERANCE = 1e-9
"""By how much probabilities may miss a sum of 1, or each other, for want of digits."""


@dataclass(frozen=True)
class Futures:
    """The units of an evaluation and what each is worth in each scenario.

    Parameters
    ----------
    declared
        What the scheme says of scenarios.
    units
        (units,) their keys, in the order of the input.
    scenarios
        (scenarios,) in the order of the table that they refer to, else as they come first.
    unused
        Scenarios of that table for which no unit has a row.
    payoffs
        (units, scenarios) as declared, NaN for missing.
    stated
        (scenarios,) the probabilities as stated, NaN where one is not known; equal ones where
        the scheme names no column.
    whole
        What they should add up to: 100 where they are stated in per cent, else 1.
    """

    declared: Scenarios
    units: tuple[str, ...]
    scenarios: tuple[str, ...]
    unused: tuple[str, ...]
    payoffs: Matrix
    stated: Vector
    whole: float = 1.0

    @property
    def sign(self) -> float:
        """What turns payoffs into gains, of which more is better."""
        return 1.0 if self.declared.best == "most" else -1.0

    @cached_property
    def total(self) -> float:
        """What the stated probabilities add up to; NaN where one is not known."""
        return float(sum(self.stated.tolist()))

    @cached_property
    def probabilities(self) -> Vector:
        """(scenarios,) the probabilities divided by their sum; all NaN where one is not known."""
        if not len(self.stated) or np.isnan(self.total):
            return np.full(len(self.stated), np.nan)
        return self.stated if self.total == 1.0 else self.stated / self.total

    @property
    def adds_up(self) -> bool:
        """Whether the stated probabilities add up to 1, or to 100%."""
        return abs(self.total - self.whole) <= _TOLERANCE * self.whole

    @cached_property
    def outcome(self) -> Outcome:
        """What the rules say of the units."""
        return outcome(self.sign * self.payoffs, self.probabilities)


def futures_of(evaluation: Evaluation) -> Futures | None:
    """Return what each unit is worth in each scenario; None where the scheme declares none.

    Raises
    ------
    DataError
        If a probability is negative, all are 0, or rows of one scenario differ in it; if a unit
        has two rows for one scenario.
    """
    declared = evaluation.scheme.scenarios
    if declared is None:
        return None
    units = evaluation.scheme.units
    keys = tuple(evaluation.kept_frame[units.key].cast(pl.String).to_list())
    rows = _rows(evaluation, declared, keys)
    scenarios, unused = _scenarios(evaluation, declared, rows)
    payoffs = np.full((len(keys), len(scenarios)), np.nan)
    at = {key: place for place, key in enumerate(keys)}
    to = {name: place for place, name in enumerate(scenarios)}
    where = (
        [at[key] for key in rows["unit"].to_list()],
        [to[name] for name in rows["scenario"].to_list()],
    )
    payoffs[where] = rows["payoff"].to_numpy()
    return Futures(
        declared,
        keys,
        scenarios,
        unused,
        payoffs,
        _stated(declared, scenarios, rows),
        _whole(evaluation, declared),
    )


def _whole(evaluation: Evaluation, declared: Scenarios) -> float:
    """Return what the probabilities add up to, by their unit of measurement."""
    scheme, name = evaluation.scheme, declared.probability or ""
    figure = scheme.derived.get(name)
    if figure is not None and figure.on == declared.on:
        return 100.0 if figure.unit == "%" else 1.0
    column = scheme.inputs[declared.on].columns.get(name)
    return 100.0 if column is not None and column.unit == "%" else 1.0


def _rows(evaluation: Evaluation, declared: Scenarios, keys: tuple[str, ...]) -> pl.DataFrame:
    """Return unit, scenario, payoff and probability of the rows that belong to the units."""
    frame = evaluation.frames.get(declared.on)
    unit = unit_column(evaluation.scheme, declared.on)
    schema = {"unit": pl.String, "scenario": pl.String, "payoff": pl.Float64}
    if frame is None or unit is None:
        return pl.DataFrame(schema=schema | {"probability": pl.Float64})
    probability = pl.lit(None) if declared.probability is None else pl.col(declared.probability)
    rows = frame.select(
        pl.col(unit).cast(pl.String).alias("unit"),
        pl.col(declared.scenario).cast(pl.String).alias("scenario"),
        pl.col(declared.payoff).cast(pl.Float64).alias("payoff"),
        probability.cast(pl.Float64).alias("probability"),
    ).filter(pl.col("unit").is_in(keys) & pl.col("scenario").is_not_null())
    twice = rows.filter(pl.struct("unit", "scenario").is_duplicated())
    if not twice.is_empty():
        text = message(
            "“{unit}” has {count} rows for the scenario “{scenario}”; expected one.",
            unit=twice["unit"][0],
            scenario=twice["scenario"][0],
            count=rows.filter(
                pl.col("unit") == twice["unit"][0], pl.col("scenario") == twice["scenario"][0]
            ).height,
        )
        raise DataError(Problem(text, field=declared.on))
    return rows


def _scenarios(
    evaluation: Evaluation, declared: Scenarios, rows: pl.DataFrame
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the scenarios of the rows in their order, and those that no row is about."""
    there = rows["scenario"].unique(maintain_order=True).to_list()
    column = evaluation.scheme.inputs[declared.on].columns.get(declared.scenario)
    table, _, key = ((column.references if column is not None else None) or "").partition(".")
    if table not in evaluation.frames:
        return tuple(there), ()
    listed = evaluation.frames[table][key].cast(pl.String).drop_nulls().unique(maintain_order=True)
    ordered = [*listed, *(name for name in there if name not in set(listed))]
    known = set(there)
    return (
        tuple(name for name in ordered if name in known),
        tuple(name for name in ordered if name not in known),
    )


def _stated(declared: Scenarios, scenarios: tuple[str, ...], rows: pl.DataFrame) -> Vector:
    """Return the probability of each scenario as its rows state it."""
    if declared.probability is None:
        return equal_probabilities(len(scenarios))
    by_scenario = rows.group_by("scenario").agg(
        pl.col("probability").first(),
        pl.col("probability").min().alias("least"),
        pl.col("probability").max().alias("most"),
        pl.col("probability").null_count().alias("missing"),
        pl.len().alias("rows"),
    )
    found = {row["scenario"]: row for row in by_scenario.iter_rows(named=True)}
    problems = list(_problems(declared, [found[name] for name in scenarios]))
    if problems:
        raise DataError(problems)
    values = [found[name]["probability"] for name in scenarios]
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _problems(declared: Scenarios, found: list[dict[str, object]]) -> Iterator[Problem]:
    """Yield what cannot be probabilities of scenarios."""
    field = f"{declared.on}.{declared.probability}"
    for row in found:
        least, most = row["least"], row["most"]
        if not isinstance(least, float) or not isinstance(most, float):
            continue
        if least < 0:
            text = message(
                "The probability of “{scenario}” is {value}; expected 0 or more.",
                scenario=row["scenario"],
                value=f"{least:g}",
            )
            yield Problem(text, field=field)
        elif most - least > _TOLERANCE:
            text = message(
                "The probability of “{scenario}” differs between its rows, from {least} to "
                "{most}; expected the same for all.",
                scenario=row["scenario"],
                least=f"{least:g}",
                most=f"{most:g}",
            )
            yield Problem(text, field=field)
        elif row["missing"]:
            text = message(
                "The probability of “{scenario}” is missing in {count} of its {rows} rows; "
                "expected the same for all.",
                scenario=row["scenario"],
                count=row["missing"],
                rows=row["rows"],
            )
            yield Problem(text, field=field)
    if found and all(row["most"] == 0 for row in found):
        yield Problem(message("The probabilities of all scenarios are 0."), field=field)
