"""Blocks made in a line, and one spec of every method."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike
from pydantic import TypeAdapter

from steelyard.engines import Matrix
from steelyard.engines.local import LocalEngine
from steelyard.scheme.normalise import Normalise, NormaliseSpec
from steelyard.steps.block import Block
from steelyard.steps.normalise import apply, learn

ENGINE = LocalEngine()
SPEC: TypeAdapter[Normalise] = TypeAdapter(NormaliseSpec)

RELATIVE: dict[str, dict[str, object]] = {
    "min_max": {"method": "min_max", "range": [1, 10]},
    "min_max, clipped": {"method": "min_max", "clip": True},
    "z_score": {"method": "z_score", "mean": 10, "deviation": 2},
    "rank, competition": {"method": "rank"},
    "rank, average": {"method": "rank", "ties": "average"},
    "rank, maximum": {"method": "rank", "ties": "maximum"},
    "rank, dense": {"method": "rank", "ties": "dense"},
    "percentile_rank": {"method": "percentile_rank", "ties": "average"},
    "percentile_rank, dense": {"method": "percentile_rank", "ties": "dense"},
    "borda": {"method": "borda"},
    "borda, counts": {"method": "borda", "ties": "maximum", "range": None},
    "fraction_of_maximum": {"method": "fraction_of_maximum"},
    "distance_to_maximum": {"method": "distance_to_maximum"},
    "ratio to the mean": {"method": "distance_to_reference", "reference": "mean", "as": "ratio"},
    "difference from the worst": {
        "method": "distance_to_reference",
        "reference": "worst",
        "as": "difference",
    },
    "share of the way to a unit": {"method": "distance_to_reference", "unit": "u0", "cap": True},
    "distance_to_target": {"method": "distance_to_target", "target": 7.5},
    "above_below_mean": {"method": "above_below_mean"},
    "categorical by percentile": {
        "method": "categorical",
        "quantiles": [0.2, 0.5, 0.9],
        "scores": [0, 20, 60, 100],
    },
    "categorical by rank": {
        "method": "categorical",
        "quantiles": [0.2, 0.5, 0.9],
        "scores": [0, 20, 60, 100],
        "by": "rank",
    },
}
ABSOLUTE: dict[str, dict[str, object]] = {
    "scaled": {"method": "scaled", "from": [-5, 50], "range": [0, 10]},
    "goalposts": {"method": "goalposts", "lower": 1, "upper": 8},
    "goalposts, unclipped": {"method": "goalposts", "lower": 1, "upper": 8, "clip": False},
    "goalposts, log": {"method": "goalposts", "lower": 1, "upper": 8, "scale": "log"},
    "bands": {
        "method": "bands",
        "bands": [{"at_least": 5, "gives": 3}, {"above": 2, "gives": 1}],
        "otherwise": 0,
    },
    "proportional": {"method": "proportional", "full_at": 6, "range": [0, 10]},
    "deduction": {"method": "deduction", "start": 5, "each": 0.5},
    "identity": {"method": "identity"},
}
ALL = RELATIVE | ABSOLUTE


def block(values: ArrayLike, directions: ArrayLike | None = None) -> Block:
    """Return a block of units u0, u1, … and columns c0, c1, …; a vector is one column."""
    matrix = np.asarray(values, dtype=np.float64)
    if matrix.ndim == 1:
        matrix = matrix[:, None]
    rows, columns = matrix.shape
    signs = np.ones(columns) if directions is None else np.asarray(directions, dtype=np.float64)
    return Block(
        values=np.ascontiguousarray(matrix),
        columns=tuple(f"c{j}" for j in range(columns)),
        directions=signs,
        units=np.array([f"u{i}" for i in range(rows)], dtype=np.str_),
    )


def scores(given: Block, declared: object) -> Matrix:
    """Return the scores of a block by a method learned from itself."""
    spec = SPEC.validate_python(declared)
    return apply(given, spec, learn(given, spec, ENGINE), ENGINE).values


def column(values: ArrayLike, declared: object, direction: float = 1.0) -> list[float]:
    """Return the scores of one column by a method learned from itself."""
    return list(scores(block(values, [direction]), declared)[:, 0])


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
