"""Schemes that a page can compute again, and the same with other weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from steelyard import Dataset, Evaluation, Scheme, evaluate
from steelyard.publish.weights.plan import Plan

__all__ = ["CASES", "evaluation_of", "figures", "scheme_of", "with_weights"]

INDICATORS = 10
UNITS = 40


def tree(
    root: Mapping[str, Any] | None = None,
    people: Mapping[str, Any] | None = None,
    money: Mapping[str, Any] | None = None,
    base: Mapping[str, Any] | None = None,
    **indicators: Mapping[str, Any],
) -> dict[str, Any]:
    """Return a tree of three levels with unequal weights; settings go to the node they name."""

    def leaf(name: str, weight: float) -> dict[str, Any]:
        return {"weight": weight, **indicators.get(name, {})}

    inner = {"x6": leaf("x6", 1), "x7": leaf("x7", 3), "x8": leaf("x8", 0.5)}
    first = {"x0": leaf("x0", 1), "x1": leaf("x1", 2), "x2": leaf("x2", 0.25)}
    second = {"x4": leaf("x4", 1), "x5": leaf("x5", 1)}
    return {
        **(root or {}),
        "parts": {
            "people": {"weight": 1, "parts": first, **(people or {})},
            "money": {
                "weight": 2,
                "parts": {**second, "base": {"weight": 2, "parts": inner, **(base or {})}},
                **(money or {}),
            },
            "x3": leaf("x3", 0.5),
            "x9": leaf("x9", 1),
        },
    }


def scheme_of(**settings: Any) -> Scheme:
    """Return a scheme over x0 to x9 whose scores lie between 1 and 100."""
    period = settings.pop("period", None)
    columns: dict[str, Any] = {"unit": {"type": "text"}, "country": {"type": "text"}}
    columns |= {f"x{at}": {} for at in range(INDICATORS)}
    units: dict[str, Any] = {"table": "units", "key": "unit", "groups": ["country"]}
    if period is not None:
        columns[period] = {"type": "integer"}
        units["period"] = period
    declared = {
        "scheme": "weighed",
        "title": "Weighed",
        "units": units,
        "inputs": {"units": {"columns": columns}},
        "steps": [{"normalise": {"method": "min_max", "range": [1, 100]}}],
        "tree": tree(),
    }
    return Scheme.model_validate(declared | settings)


def figures(
    *, missing: float = 0.0, coarse: bool = False, years: tuple[int, ...] = (), seed: int = 0
) -> pl.DataFrame:
    """Return figures of units of three countries; coarse ones make many ties."""
    random = np.random.default_rng(seed)
    frames = []
    for year in years or (None,):
        values = 50 * random.random((UNITS, 1)) + 50 * random.random((UNITS, INDICATORS))
        if coarse:
            values = np.round(values / 40)
        values[random.random(values.shape) < missing] = np.nan
        frame = pl.DataFrame(values, schema=[f"x{at}" for at in range(INDICATORS)]).fill_nan(None)
        frame = frame.with_columns(
            pl.Series("unit", [f"u{at}" for at in range(UNITS)]),
            pl.Series("country", [("TW", "JP", "KR")[at % 3] for at in range(UNITS)]),
        )
        frames.append(frame if year is None else frame.with_columns(year=pl.lit(year)))
    return pl.concat(frames)


def evaluation_of(scheme: Scheme, table: pl.DataFrame) -> Evaluation:
    """Evaluate a table."""
    return evaluate(scheme, Dataset.from_frames(scheme.inputs, {"units": table}))


def with_weights(scheme: Scheme, plan: Plan, weights: Mapping[str, list[float]]) -> Scheme:
    """Return the scheme in which the criteria that a page computes have weights given."""
    dumped = scheme.model_dump(mode="json", by_alias=True, exclude_none=True)

    def rewritten(name: str, node: dict[str, Any]) -> dict[str, Any]:
        if "parts" not in node:
            return node
        parts = {part: rewritten(part, one) for part, one in node["parts"].items()}
        own = weights.get(name)
        if own is None:
            return {**node, "parts": parts}
        told = dict(zip(plan.criteria[name].parts, own, strict=True))
        given = {part: {**one, "weight": told[part]} for part, one in parts.items()}
        return {**node, "weigh": "given", "parts": given}

    return Scheme.model_validate({**dumped, "tree": rewritten(scheme.root, dumped["tree"])})


def _everywhere(method: str | Mapping[str, Any]) -> dict[str, Any]:
    return {"aggregate": method}


def _again(method: str | Mapping[str, Any]) -> dict[str, Any]:
    return {"tree": tree(people={"normalise": method}, base={"normalise": method})}


_PENALISED = {
    "aggregate": "mazziotta_pareto",
    "steps": [{"normalise": {"method": "z_score", "mean": 100, "deviation": 10}}],
}
_VETOES = {
    "vetoes": {
        "capped": {"when": {"x0": {"below": 40}}, "effect": "cap", "score": 45, "node": "people"},
        "less": {"when": {"x1": {"above": 60}}, "effect": "deduct", "score": 7},
        "nothing": {"when": {"x4": {"above": 70}}, "effect": "zero", "node": "money"},
        "out": {"when": {"x9": {"below": 20}}, "effect": "unranked"},
        "indicator": {"when": {"x3": {"above": 80}}, "effect": "zero", "node": "x3"},
        "resting": {"when": {"x3": {"above": 0}}, "effect": "zero", "enabled": False},
    }
}
_CONDITIONS = tree(
    people={"applies": {"x0": {"above": 30}}},
    base={"applies": {"country": ["TW", "JP"]}},
    x4={"applies": {"x4": {"below": 60}}},
    x5={"applies": {"x4": {"below": 50}}},
)

CASES: Mapping[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "arithmetic": ({}, {}),
    "arithmetic, missing": ({}, {"missing": 0.15}),
    "coverage": (_everywhere({"method": "arithmetic", "coverage": 0.7}), {"missing": 0.15}),
    "geometric": (_everywhere("geometric"), {"missing": 0.15}),
    "geometric of zero": (
        _everywhere("geometric") | {"steps": ["normalise"]},
        {"missing": 0.05, "coarse": True},
    ),
    "harmonic": (_everywhere("harmonic"), {"missing": 0.15}),
    "power 0.5": (_everywhere({"method": "power", "exponent": 0.5}), {"missing": 0.15}),
    "power −2": (_everywhere({"method": "power", "exponent": -2}), {"missing": 0.15}),
    "power 60": (_everywhere({"method": "power", "exponent": 60}), {}),
    "power 0": (_everywhere({"method": "power", "exponent": 0}), {"missing": 0.15}),
    "median": (_everywhere("median"), {"missing": 0.15}),
    "median, coarse": (_everywhere("median"), {"coarse": True}),
    "extremes below": (
        {"tree": tree(people={"aggregate": "minimum"}, base={"aggregate": "maximum"})},
        {"missing": 0.1},
    ),
    "extreme above": ({"tree": tree(root={"aggregate": "minimum"})}, {"missing": 0.1}),
    "sum above": (
        {"tree": tree(root={"aggregate": {"method": "sum", "coverage": 0.5}})},
        {"missing": 0.3},
    ),
    "penalised": (_PENALISED, {"missing": 0.15}),
    "ordered weights": (
        {
            "tree": tree(
                root={"aggregate": {"method": "ordered_weighted", "weights": [1, 2, 4, 0]}},
                people={"aggregate": {"method": "ordered_weighted", "weights": [0, 1, 3]}},
            )
        },
        {"missing": 0.15},
    ),
    "copeland": ({"tree": tree(root={"aggregate": "copeland"})}, {"missing": 0.15}),
    "copeland, coverage": (
        {"tree": tree(root={"aggregate": {"method": "copeland", "coverage": 0.8}})},
        {"missing": 0.3, "coarse": True},
    ),
    "outranking below": ({"tree": tree(people={"aggregate": "outranking"})}, {"missing": 0.1}),
    "vetoes": (_VETOES, {"missing": 0.1}),
    "conditions": ({"tree": _CONDITIONS}, {"missing": 0.1}),
    "conditions, coverage": (
        {"tree": _CONDITIONS, "aggregate": {"method": "geometric", "coverage": 0.6}},
        {"missing": 0.2},
    ),
    "conditions and vetoes": ({"tree": _CONDITIONS, **_VETOES}, {"missing": 0.1}),
    "min–max again": (_again("min_max"), {"missing": 0.15}),
    "z-scores again": (_again("z_score"), {"missing": 0.15}),
    "ranks again": (_again({"method": "rank", "ties": "average"}), {"coarse": True}),
    "dense ranks again": (_again({"method": "rank", "ties": "dense"}), {"coarse": True}),
    "percentiles again": (_again("percentile_rank"), {"missing": 0.3}),
    "Borda again": (_again({"method": "borda", "ties": "maximum"}), {"coarse": True}),
    "scaled again": (_again({"method": "scaled", "from": [0, 50]}), {}),
    "goalposts again": (
        _again({"method": "goalposts", "lower": 10, "upper": 60, "scale": "log"}),
        {"missing": 0.1},
    ),
    "proportional again": (_again({"method": "proportional", "full_at": 10, "zero_at": 60}), {}),
    "deduction again": (_again({"method": "deduction", "each": 0.01, "start": 1}), {}),
    "bands again": (
        _again(
            {
                "method": "bands",
                "bands": [{"at_least": 60, "gives": 3}, {"above": 30, "gives": 1.5}],
                "otherwise": 0.5,
            }
        ),
        {"missing": 0.1},
    ),
    "another normalisation below": (_again("above_below_mean"), {}),
    "dense ties": ({"rank": {"ties": "dense"}}, {"coarse": True}),
    "average ties": ({"rank": {"ties": "average"}}, {"coarse": True}),
    "ordinal ties": ({"rank": {"ties": "ordinal", "tolerance": 0.1}}, {"coarse": True}),
    "wide ties": ({"rank": {"tolerance": 0.05}}, {}),
    "ascending": ({"rank": {"order": "ascending"}}, {"missing": 0.1}),
    "lists apart": ({"rank": {"within": ["country"]}}, {"missing": 0.1}),
    "periods": ({"period": "year"}, {"years": (2023, 2024), "missing": 0.1}),
    "periods apart, derived": (
        {"period": "year", "weigh": "pca", "rank": {"within": ["country"]}},
        {"years": (2023, 2024)},
    ),
    "periods, again": (
        {"period": "year", **_again("min_max")},
        {"years": (2023, 2024), "missing": 0.1},
    ),
    "factors": ({"weigh": "factor"}, {}),
    "equal": ({"weigh": "equal"}, {"missing": 0.1}),
}
"""Settings of the scheme and of its figures, by what they try."""
