"""Small schemes and tables that the tests of robustness share."""

from __future__ import annotations

import math
import string
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np
import polars as pl

from steelyard import Dataset, Evaluation, Scheme, evaluate
from steelyard.engines import Matrix, Vector
from steelyard.robustness.draws import uniforms
from steelyard.robustness.model import Model

__all__ = [
    "ALL_DISCRETE",
    "FOUR_UNITS",
    "POINTS",
    "SHAPES",
    "TWO_LEVELS",
    "combinations",
    "discrete",
    "drawn",
    "evaluated",
    "random_figures",
    "scheme",
    "with_weights",
]

FLAT: dict[str, Any] = {"parts": {"a": {}, "b": {}}}
TWO_LEVELS: dict[str, Any] = {
    "parts": {
        "left": {"weight": 2, "parts": {"a": {"weight": 1}, "b": {"weight": 3}}},
        "right": {
            "weight": 1,
            "parts": {"c": {"weight": 2}, "d": {"weight": 1, "fixed": True}, "e": {"weight": 1}},
        },
    }
}
POINTS: dict[str, Any] = {
    "points": 10,
    "parts": {
        "left": {"points": 6, "parts": {"a": {"points": 2}, "b": {"points": 4}}},
        "c": {"points": 3},
        "d": {"points": 0.4},
        "e": {"points": 0.6},
    },
}


def _veto(effect: str, node: str | None = None) -> dict[str, Any]:
    score = {"score": 40.0} if effect in ("cap", "deduct") else {}
    return {"when": {"a": {"above": 60}}, "effect": effect, **score} | (
        {} if node is None else {"node": node}
    )


SHAPES: dict[str, dict[str, Any]] = {
    "two levels": {"tree": TWO_LEVELS},
    "points": {"tree": POINTS, "steps": [{"normalise": "identity"}]},
    "geometric": {
        "tree": TWO_LEVELS,
        "aggregate": "geometric",
        "steps": [{"normalise": {"method": "min_max", "range": [1, 100]}}],
    },
    "harmonic below": {
        "tree": {
            "parts": {
                "left": {"aggregate": "harmonic", "parts": {"a": {"weight": 2}, "b": {}}},
                "c": {},
                "d": {"weight": 0},
                "e": {},
            }
        }
    },
    "maximum": {"tree": {**TWO_LEVELS, "aggregate": "maximum"}},
    "copeland": {"tree": TWO_LEVELS, "aggregate": "copeland"},
    "normalised again": {
        "tree": {
            "parts": {
                "left": {"normalise": "z_score", "parts": {"a": {"weight": 2}, "b": {}}},
                "c": {},
                "d": {},
                "e": {},
            }
        }
    },
    "equal": {"tree": TWO_LEVELS, "weigh": "equal"},
    "principal components": {"tree": {"parts": {name: {} for name in "abcde"}, "weigh": "pca"}},
    "ascending": {"tree": TWO_LEVELS, "rank": {"order": "ascending"}},
    "dense": {"tree": TWO_LEVELS, "rank": {"ties": "dense"}},
    "covered": {
        "tree": TWO_LEVELS,
        "aggregate": {"method": "arithmetic", "coverage": 0.5},
    },
    **{
        f"{effect} {node or 'root'}": {"tree": TWO_LEVELS, "vetoes": {"v": _veto(effect, node)}}
        for effect in ("unranked", "zero", "cap", "deduct")
        for node in (None, "left", "a")
    },
}
"""Schemes over the indicators a to e, each with something of its own."""

FOUR_UNITS = [[10.0, 95.0, 22.0], [80.0, 20.0, 35.0], [55.0, 60.0, 30.0], [35.0, 30.0, 90.0]]
NORMALISATIONS: list[Any] = [
    {"use": {"method": "min_max", "range": [1, 100]}, "probability": 0.5},
    {"use": {"method": "z_score", "mean": 10, "deviation": 2}, "probability": 0.3},
    {"use": "rank", "probability": 0.2},
]
AGGREGATIONS: list[Any] = [
    {"use": "arithmetic", "probability": 0.7},
    {"use": "geometric", "probability": 0.3},
]
WEIGHT_SETS: list[Any] = [
    {"weights": {"a": 1, "b": 1, "c": 1}, "probability": 0.6},
    {"weights": {"a": 5, "b": 2, "c": 3}, "probability": 0.4},
]
ALL_DISCRETE = (NORMALISATIONS, AGGREGATIONS, WEIGHT_SETS)


def discrete() -> Scheme:
    """Return a scheme with three discrete assumptions, whose twelve combinations can be listed."""
    return scheme(
        "abc",
        tree={"parts": {"a": {}, "b": {}, "c": {}}},
        assumptions={
            "normalisation": {"normalise": NORMALISATIONS},
            "aggregation": {"aggregate": AGGREGATIONS},
            "weights": {"weights": {"method": "sets", "sets": WEIGHT_SETS}},
        },
    )


def combinations() -> Iterator[tuple[tuple[int, int, int], float, Vector]]:
    """Yield each combination of it, its probability, and its scores by plain evaluation."""
    for key in product(range(3), range(2), range(2)):
        chosen = [many[at] for many, at in zip(ALL_DISCRETE, key, strict=True)]
        normalise, aggregate, weights = chosen
        declared = scheme(
            "abc",
            steps=[{"normalise": normalise["use"]}],
            aggregate=aggregate["use"],
            tree={"parts": {name: {"weight": w} for name, w in weights["weights"].items()}},
        )
        probability = math.prod(one["probability"] for one in chosen)
        yield key, probability, evaluated(declared, FOUR_UNITS).score


def scheme(names: str = "abcde", **settings: Any) -> Scheme:
    """Return a scheme over one-lettered indicators; without settings the two first, equal."""
    columns: dict[str, Any] = {"unit": {"type": "text"}} | {name: {} for name in names}
    units = {"table": "units", "key": "unit"} | settings.pop("units", {})
    if "period" in units:
        columns[units["period"]] = {"type": "integer"}
    declared = {
        "scheme": "small",
        "title": "Small",
        "units": units,
        "inputs": {"units": {"columns": columns}},
        "steps": ["normalise"],
        "tree": FLAT,
    }
    return Scheme.model_validate(declared | settings)


def evaluated(declared: Scheme, values: Any, **columns: Any) -> Evaluation:
    """Evaluate figures, a row per unit; the keys are u0, u1, …"""
    names = [name for name in declared.inputs["units"].columns if name in string.ascii_letters]
    rows = np.asarray(values, dtype=np.float64).reshape(-1, len(names))
    keys = pl.Series("unit", [f"u{at}" for at in range(len(rows))], dtype=pl.String)
    frame = pl.DataFrame(rows, schema=names, orient="row").fill_nan(None).with_columns(keys)
    frame = frame.with_columns(pl.Series(name, found) for name, found in columns.items())
    return evaluate(declared, Dataset.from_frames(declared.inputs, {"units": frame}))


def random_figures(units: int, indicators: int = 5, seed: int = 0) -> Matrix:
    """Return figures between 1 and 100, whose columns go together."""
    random = np.random.default_rng(seed)
    common = random.uniform(1.0, 60.0, (units, 1))
    return common + random.uniform(0.0, 40.0, (units, indicators))


def drawn(evaluation: Evaluation, count: int, seed: int = 0) -> tuple[Matrix, Matrix]:
    """Return the scores (count, units) and the weights (nodes, count) of some replications."""
    model = Model.of(evaluation)
    found = model.draw(uniforms(seed, 0, 0, count, model.width))
    return found.scores, found.weights


def with_weights(declared: Scheme, weights: Mapping[str, float]) -> Scheme:
    """Return a scheme whose nodes have other weights, or other points in the same proportion."""
    dumped = declared.model_dump(mode="json", by_alias=True, exclude_none=True)

    def rewritten(node: dict[str, Any]) -> dict[str, Any]:
        parts = node.get("parts")
        if parts is None:
            return node
        return {
            **{key: value for key, value in node.items() if key != "weigh"},
            "parts": {
                name: {**rewritten(part), "weight": weights[name]} for name, part in parts.items()
            },
        }

    return Scheme.model_validate({**dumped, "weigh": "given", "tree": rewritten(dumped["tree"])})
