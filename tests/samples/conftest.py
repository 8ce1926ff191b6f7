"""Made-up funds that several tests look at."""

from __future__ import annotations

import polars as pl
import pytest

from steelyard.data.dataset import Dataset
from steelyard.evaluation.evaluate import evaluate
from steelyard.evaluation.evaluation import Evaluation
from steelyard.samples.fund_direction import bundled, fund_direction
from steelyard.scheme.scheme import Scheme


@pytest.fixture(scope="session")
def scheme() -> Scheme:
    """The scheme that the tables are for."""
    return Scheme.load("fund-direction")


@pytest.fixture(scope="session")
def tables() -> dict[str, pl.DataFrame]:
    """Two hundred made-up funds."""
    return fund_direction(200, seed=1)


@pytest.fixture(scope="session")
def evaluation(scheme: Scheme, tables: dict[str, pl.DataFrame]) -> Evaluation:
    """Their evaluation; it would fail if a row were refused."""
    return evaluate(scheme, Dataset.from_frames(scheme.inputs, {**bundled(scheme), **tables}))
