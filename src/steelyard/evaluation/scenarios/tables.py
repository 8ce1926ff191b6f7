"""What an edition keeps of scenarios: payoffs and regrets, the rules' figures, mixtures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from steelyard.engines import Vector
from steelyard.evaluation.resource import Resource
from steelyard.evaluation.scenarios.futures import Futures
from steelyard.i18n import Message, message
from steelyard.steps.scenarios.outcome import RULES

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation

__all__ = [
    "HEADINGS",
    "TABLES",
    "mixtures_frame",
    "resources",
    "scenarios_frame",
    "strategies_frame",
]

TABLES = ("scenarios", "strategies", "mixtures")
"""The tables by name."""

HEADINGS: Mapping[str, Message] = {
    "unit": message("Unit"),
    "scenario": message("Scenario"),
    "probability": message("Probability"),
    "payoff": message("Payoff"),
    "regret": message("Regret"),
    "best": message("Best in the scenario"),
    "best_from": message("Best expected payoff from this probability"),
    "best_to": message("Best expected payoff up to this probability"),
    "scenarios": message("Scenarios with a payoff"),
    "expected": message("Expected payoff"),
    "laplace": message("Expected payoff, equal probabilities"),
    "worst": message("Worst payoff"),
    "best_case": message("Best payoff"),
    "expected_regret": message("Expected regret"),
    "greatest_regret": message("Greatest regret"),
    "rank_expected": message("Rank by expected payoff"),
    "rank_laplace": message("Rank with equal probabilities"),
    "rank_worst": message("Rank by worst payoff"),
    "rank_best_case": message("Rank by best payoff"),
    "rank_expected_regret": message("Rank by expected regret"),
    "rank_greatest_regret": message("Rank by greatest regret"),
    "best_in": message("Best in so many scenarios"),
    "dominated_by": message("Dominated by"),
    "dominance": message("Dominated strictly or weakly"),
    "never_best": message("Best under no probabilities"),
    "ahead": message("What beats it is ahead everywhere by"),
    "other": message("Part of the mixture"),
    "share": message("Share of the mixture"),
}
"""What the columns are called."""

_COLUMNS = {name: "best_case" if name == "best" else name for name in RULES}
"""The column of each rule; `best` is taken by whether a unit is best in a scenario."""


def resources(evaluation: Evaluation) -> Iterator[Resource]:
    """Yield the tables of scenarios, where the scheme declares them."""
    found = evaluation.scenarios
    if found is None:
        return
    yield _resource(
        "scenarios",
        scenarios_frame(found),
        "What each unit is worth in each scenario, what it has less than the best one there, and "
        "for which probability of the scenario, the others in proportion, its expectation is best.",
        ("unit", "scenario"),
    )
    yield _resource(
        "strategies",
        strategies_frame(found),
        "Each unit judged across the scenarios by every rule: expected payoff, equal "
        "probabilities, worst and best payoff, expected and greatest regret; whether it is never "
        "best.",
        ("unit",),
    )
    mixed = mixtures_frame(found)
    if not mixed.is_empty():
        yield _resource(
            "mixtures",
            mixed,
            "For each unit that is best under no probabilities the mixture that is worth more in "
            "every scenario.",
            ("unit", "other"),
        )


def _resource(name: str, frame: pl.DataFrame, description: str, key: tuple[str, ...]) -> Resource:
    titles = {column: HEADINGS[column].render("en") for column in frame.columns}
    return Resource(name, f"data/{name}.csv", frame, description, key, titles=titles)


def scenarios_frame(found: Futures) -> pl.DataFrame:
    """Return a row per unit and scenario."""
    units, scenarios = found.payoffs.shape
    told = found.outcome
    return pl.DataFrame(
        {
            "unit": np.repeat(np.array(found.units, dtype=object), scenarios),
            "scenario": np.tile(np.array(found.scenarios, dtype=object), units),
            "probability": np.tile(found.probabilities, units),
            "payoff": found.payoffs.ravel(),
            "regret": told.regret.ravel(),
            "best": told.leads.ravel(),
            "best_from": told.ranges[:, :, 0].ravel(),
            "best_to": told.ranges[:, :, 1].ravel(),
        },
        schema={
            "unit": pl.String,
            "scenario": pl.String,
            **dict.fromkeys(("probability", "payoff", "regret"), pl.Float64),
            "best": pl.Boolean,
            **dict.fromkeys(("best_from", "best_to"), pl.Float64),
        },
    ).with_columns(
        pl.col(pl.Float64).fill_nan(None),
        pl.when(pl.col("payoff").is_not_nan()).then("best").alias("best"),
    )


def strategies_frame(found: Futures) -> pl.DataFrame:
    """Return a row per unit, in the order of the input."""
    told = found.outcome
    known = told.complete
    frame = pl.DataFrame({"unit": pl.Series(found.units, dtype=pl.String)}).with_columns(
        pl.Series("scenarios", (~np.isnan(found.payoffs)).sum(axis=1), dtype=pl.Int64),
        *(
            pl.Series(column, _as_payoff(found, name), dtype=pl.Float64)
            for name, column in _COLUMNS.items()
        ),
        *(
            pl.Series(f"rank_{column}", told.ranks[name], dtype=pl.Float64)
            .fill_nan(None)
            .cast(pl.Int64)
            for name, column in _COLUMNS.items()
        ),
        pl.Series("best_in", told.leads.sum(axis=1), dtype=pl.Int64),
        pl.Series("dominated_by", _named(found), dtype=pl.String),
        pl.Series(
            "dominance",
            [
                None if by < 0 else "strict" if strict else "weak"
                for by, strict in zip(told.dominance.by, told.dominance.strict, strict=True)
            ],
            dtype=pl.String,
        ),
        _never(found),
        pl.Series("ahead", _ahead(found), dtype=pl.Float64),
    )
    # Of a unit that cannot be judged nothing is said that would need all scenarios.
    judged = pl.lit(pl.Series(known))
    return frame.with_columns(
        pl.col(pl.Float64).fill_nan(None),
        *(
            pl.when(judged).then(pl.col(name)).alias(name)
            for name in ("best_in", "dominated_by", "dominance", "never_best")
        ),
    )


def _as_payoff(found: Futures, rule: str) -> Vector:
    """Return the figures of a rule as payoffs: of costs the least is best; regrets are regrets."""
    figures = found.outcome.figures[rule]
    return figures if rule.endswith("regret") else found.sign * figures


def _named(found: Futures) -> list[str | None]:
    return [None if by < 0 else found.units[by] for by in found.outcome.dominance.by.tolist()]


def _never(found: Futures) -> pl.Series:
    mixtures = found.outcome.mixtures
    if mixtures is None:
        strict = [True if one else None for one in found.outcome.dominance.strict.tolist()]
        return pl.Series("never_best", strict, dtype=pl.Boolean)
    told = [place in mixtures for place in range(len(found.units))]
    return pl.Series("never_best", told, dtype=pl.Boolean)


def _ahead(found: Futures) -> list[float | None]:
    mixtures = found.outcome.mixtures or {}
    return [
        mixtures[place].ahead if place in mixtures else None for place in range(len(found.units))
    ]


def mixtures_frame(found: Futures) -> pl.DataFrame:
    """Return a row per unit that is best under no probabilities and part of what beats it."""
    rows = [
        (found.units[place], found.units[part], share)
        for place, mixture in (found.outcome.mixtures or {}).items()
        for part, share in zip(mixture.plans.tolist(), mixture.shares.tolist(), strict=True)
    ]
    schema = {"unit": pl.String, "other": pl.String, "share": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")
