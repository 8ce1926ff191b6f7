"""What steps learn: every parameter that any method keeps is shown or said to be silent."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from steelyard.engines.local import LocalEngine
from steelyard.publish.method.learned import HEADINGS, SILENT, cells
from steelyard.scheme.screen import Screen
from steelyard.scheme.treat import Treat
from steelyard.steps import aggregate, impute, normalise, screen, treat, weigh
from steelyard.steps.block import Block
from steelyard.steps.calibration import Calibration
from tests.publish.method.methods import (
    AGGREGATIONS,
    IMPUTATIONS,
    NORMALISATIONS,
    TREATMENTS,
    WEIGHS,
)
from tests.publish.method.test_words import named

ENGINE = LocalEngine()
FIGURES = np.array(
    [[1.0, 9.0], [2.0, 4.0], [4.0, np.nan], [3.0, 5.0], [5.0, 6.0], [2.5, 3.0], [900.0, 2.0]]
)


def block() -> Block:
    units = np.array([*"abcdefg"])
    labels = {name: np.array([*"ppqqppq"]) for name in ("group", "other")}
    periods = np.arange(7, dtype=np.float64)
    return Block(FIGURES, ("x", "y"), np.array([1.0, -1.0]), units, labels, periods)


def shown(calibration: Calibration) -> None:
    known = set(HEADINGS) | SILENT
    assert set(calibration.parameters) - known == set()
    assert set(calibration.tables) - known == set()


@pytest.mark.parametrize("spec", NORMALISATIONS, ids=named)
def test_all_that_a_normalisation_learns_is_shown(spec: Any) -> None:
    calibration = normalise.learn(block(), spec, ENGINE)
    shown(calibration)
    assert any(cells(spec, calibration, 0)) == spec.relative


@pytest.mark.parametrize("spec", IMPUTATIONS, ids=named)
def test_all_that_an_imputation_learns_is_shown(spec: Any) -> None:
    calibration = impute.learn(block(), spec, ENGINE)
    shown(calibration)
    for one in cells(spec, calibration, 0):
        assert set(one) - {"label"} <= set(HEADINGS)


@pytest.mark.parametrize("spec", TREATMENTS, ids=named)
def test_all_that_a_treatment_learns_is_shown(spec: Any) -> None:
    chain = Treat(methods=(spec,), when="always")
    calibration = treat.learn(block(), chain, ENGINE)
    shown(calibration)
    (one,) = cells(chain, calibration, 0)
    assert one["skewness"] > 2
    assert ("exponent" in one) == (spec.method == "box_cox")


@pytest.mark.parametrize("spec", AGGREGATIONS, ids=named)
def test_all_that_an_aggregation_learns_is_shown(spec: Any) -> None:
    shown(aggregate.learn(FIGURES, np.ones(2), spec, ENGINE))


@pytest.mark.parametrize("spec", WEIGHS, ids=named)
def test_all_that_weighing_learns_is_shown(spec: Any) -> None:
    given = np.ones(2)
    parts = np.column_stack([FIGURES[:, 0], FIGURES[:, 0] ** 0.5])
    shown(weigh.learn(parts, given, given, spec, ("x", "y"), ENGINE))


def test_all_that_screening_learns_is_shown() -> None:
    spec = Screen.model_validate({"indicators": {"available": 0.9, "most_common": 0.9}})
    calibration = screen.learn(block(), spec, ENGINE)
    shown(calibration)
    first, second = (next(cells(spec, calibration, at)) for at in (0, 1))
    assert first == {"available": "100.0%", "most_common": "14.3%", "kept": "yes"}
    assert second["kept"] == "no"


def test_means_by_group_have_a_row_each() -> None:
    """By hand: x of p is 1, 2, 5 and 2.5, of q 4, 3 and 900."""
    spec = next(one for one in IMPUTATIONS if one.method == "mean" and one.by)
    found = list(cells(spec, impute.learn(block(), spec, ENGINE), 0))
    assert [one["label"] for one in found] == ["p", "q"]
    assert [one["centres"] for one in found] == pytest.approx([2.625, 907 / 3])
