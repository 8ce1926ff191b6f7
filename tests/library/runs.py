"""Evaluations by the schemes of the library, and the published figures they are held against."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl

from steelyard import Dataset, Evaluation, Scheme, evaluate
from steelyard.library import sample

__all__ = ["of_frames", "of_sample", "published", "scheme", "score_of"]

DATA = Path(__file__).parent / "data"


@cache
def scheme(name: str) -> Scheme:
    """Return a scheme of the library."""
    return Scheme.load(name)


@cache
def of_sample(name: str) -> Evaluation:
    """Evaluate the sample data of a scheme."""
    declared = scheme(name)
    return evaluate(declared, Dataset.read(declared.inputs, sample(name)))


def of_frames(name: str, **frames: pl.DataFrame) -> Evaluation:
    """Evaluate frames by a scheme."""
    declared = scheme(name)
    return evaluate(declared, Dataset.from_frames(declared.inputs, frames))


def published(name: str) -> pl.DataFrame:
    """Return a table of published figures."""
    return pl.read_csv(DATA / f"{name}.csv")


def score_of(evaluation: Evaluation, unit: str, node: str | None = None) -> float:
    """Return the score of a unit, or that of one of its nodes."""
    declared = evaluation.scheme
    at = evaluation.kept_frame[declared.units.key].to_list().index(unit)
    return float(evaluation.node_scores[node or declared.root][at])
