"""Products, weighted means, curves and regret: by hand, and what must hold for any figures."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from steelyard.errors import SchemeError
from steelyard.scheme.derived import Figure
from steelyard.steps.derive import Structure
from tests.steps.derive.brands import computed, table

PLANS = Structure(
    {
        "plans": table(
            {
                "plan": "text",
                "scenario": "text",
                "year": "integer",
                "a": "number",
                "b": "number",
                "c": "integer",
                "d": "boolean",
            },
            ("plan",),
        )
    },
    units="plans",
    key="plan",
)
ABC = {"weighted_mean": {"a": 1, "b": 2.5, "c": 0.5}}
STRENGTH = [[0, 20.0], [50, 10.0], [80, 7.5], [100, 7.0]]


def plans(**cells: list[Any]) -> pl.DataFrame:
    height = len(next(iter(cells.values())))
    return pl.DataFrame({"plan": [f"p{at}" for at in range(height)], **cells}, strict=False)


def column(frame: pl.DataFrame, figure: dict[str, Any]) -> list[float | None]:
    frames, findings = computed({"plans": frame}, {"figure": figure}, PLANS)
    assert [finding.code for finding in findings] in ([], ["infinite"])
    found: list[float | None] = frames["plans"]["figure"].to_list()
    return found


# By hand


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ({"product": {"of": ["a"]}}, [3.0, None, -2.0]),
        ({"product": {"of": ["a", "c"]}}, [6.0, None, -10.0]),
        ({"product": {"of": ["a", "b", "d"], "times": 0.5}}, [6.0, None, None]),
        (ABC, [3.5, None, None]),
        ({"weighted_mean": {"a": 3}}, [3.0, None, -2.0]),
        ({"weighted_mean": {"a": 1, "d": 1}}, [2.0, None, -1.0]),
    ],
)
def test_figures_of_one_row(figure: dict[str, Any], expected: list[float | None]) -> None:
    frame = plans(a=[3.0, None, -2.0], b=[4.0, 4.0, None], c=[2, 2, 5], d=[True, True, False])
    assert column(frame, figure) == expected


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        ("linear", [20.0, 20.0, 15.0, 10.0, 8.75, 7.5, 7.0, 7.0, None]),
        ("step", [20.0, 20.0, 20.0, 10.0, 10.0, 7.5, 7.0, 7.0, None]),
    ],
)
def test_a_rate_that_falls_with_strength(between: str, expected: list[float | None]) -> None:
    """Between the points in proportion or as at the point before; beyond them as at the end."""
    frame = plans(a=[-5.0, 0.0, 25.0, 50.0, 65.0, 80.0, 100.0, 1e9, None])
    assert column(frame, {"curve": {"of": "a", "points": STRENGTH, "between": between}}) == expected


SCENARIOS = plans(
    plan=["p0", "p1", "p2"] * 3,
    scenario=["dry"] * 3 + ["wet"] * 3 + [None] * 3,
    a=[10.0, 8.0, 3.0, 1.0, None, 7.0, 5.0, 6.0, 7.0],
)


@pytest.mark.parametrize(
    ("best", "expected"),
    [
        ("most", [0.0, 2.0, 7.0, 6.0, None, 0.0, None, None, None]),
        ("least", [7.0, 5.0, 0.0, 0.0, None, 6.0, None, None, None]),
    ],
)
def test_regret_by_scenario(best: str, expected: list[float | None]) -> None:
    """A row without a scenario is in none, and has no regret."""
    figure = {"regret": {"of": "a", "within": ["scenario"], "best": best}}
    assert column(SCENARIOS, figure) == expected


def test_regret_within_two_columns() -> None:
    frame = plans(scenario=["dry", "dry", "dry"], year=[2030, 2030, 2040], a=[1.0, 3.0, 9.0])
    assert column(frame, {"regret": {"of": "a", "within": ["scenario", "year"]}}) == [2, 0, 0]


def test_regret_of_nobody_and_of_one() -> None:
    figure = {"regret": {"of": "a", "within": ["scenario"]}}
    assert column(SCENARIOS.clear(), figure) == []
    assert column(plans(scenario=["dry"], a=[-4.0]), figure) == [0.0]


def test_what_is_not_finite_is_missing_and_said() -> None:
    frame = plans(a=[1e200, 2.0], b=[1e200, 2.0])
    assert column(frame, {"product": {"of": ["a", "b"]}}) == [None, 4.0]


@pytest.mark.parametrize(
    ("declared", "complaint"),
    [
        ({"curve": {"of": "a", "points": [[0, 1]]}}, "at least 2 items"),
        ({"curve": {"of": "a", "points": [[1, 1], [0, 2]]}}, "0 comes after 1"),
        ({"curve": {"of": "a", "points": [[1, 1], [1, 2]]}}, "1 comes after 1"),
        ({"curve": {"of": "a", "points": [[0, 1], [1, math.inf]]}}, "finite number"),
        ({"weighted_mean": {"a": 0}}, "greater than 0"),
        ({"weighted_mean": {"a": -1}}, "greater than 0"),
        ({"weighted_mean": {}}, "at least 1 item"),
        ({"product": {"of": []}}, "at least 1 item"),
        ({"regret": {"of": "a", "within": []}}, "at least 1 item"),
        ({"product": {"of": ["a"]}, "type": "text"}, "cannot be of type text"),
    ],
)
def test_what_is_refused(declared: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Figure.model_validate(declared)


@pytest.mark.parametrize(
    ("declared", "complaint"),
    [
        ({"product": {"of": ["a", "plan"]}}, "derived.f.product.of.1: “plan” holds text"),
        ({"weighted_mean": {"a": 1, "e": 1}}, "derived.f.weighted_mean.e: “plans” has no column"),
        ({"curve": {"of": "e", "points": STRENGTH}}, "derived.f.curve.of: “plans” has no column"),
        ({"regret": {"of": "a", "within": ["b", "e"]}}, "derived.f.regret.within.1: “plans” has"),
    ],
)
def test_names_that_are_wrong(declared: dict[str, Any], complaint: str) -> None:
    with pytest.raises(SchemeError) as caught:
        computed({"plans": SCENARIOS}, {"f": declared}, PLANS)
    assert complaint in str(caught.value)


# What must hold for any figures

numbers = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))
whole = st.integers(-1000, 1000)
rows = st.lists(st.tuples(numbers, numbers, whole), min_size=1, max_size=12)


@settings(max_examples=10)
@given(rows, st.floats(1e-3, 1e3))
def test_a_weighted_mean_lies_between_and_knows_no_scale_of_weights(
    cells: list[tuple[float, float, int]], scale: float
) -> None:
    a, b, c = (list(each) for each in zip(*cells, strict=True))
    frame = plans(a=a, b=b, c=c)
    scaled = {name: scale * weight for name, weight in ABC["weighted_mean"].items()}
    frames, _findings = computed(
        {"plans": frame}, {"one": ABC, "other": {"weighted_mean": scaled}}, PLANS
    )
    for row in frames["plans"].iter_rows(named=True):
        least, greatest = min(row["a"], row["b"], row["c"]), max(row["a"], row["b"], row["c"])
        small = 1e-9 + 1e-12 * max(abs(least), abs(greatest))
        assert least - small <= row["one"] <= greatest + small
        assert row["other"] == pytest.approx(row["one"], abs=small)


@settings(max_examples=10)
@given(
    st.lists(st.tuples(st.integers(1, 50), numbers), min_size=2, max_size=6),
    st.lists(numbers, min_size=1, max_size=20),
    st.sampled_from(["linear", "step"]),
)
def test_a_curve_is_that_of_its_points_and_as_monotone_as_they(
    steps: list[tuple[int, float]], asked: list[float], between: str
) -> None:
    x = np.cumsum([step for step, _ in steps]).astype(float)
    y = np.sort([value for _, value in steps])
    a = np.sort([*np.divide(asked, 1e4), *x])
    points = np.stack([x, y], axis=1).tolist()
    found = np.array(
        column(plans(a=a.tolist()), {"curve": {"of": "a", "points": points, "between": between}})
    )
    small = 1e-12 * np.abs(y).max()
    assert (np.diff(found) >= -small).all()
    expected = (
        np.interp(a, x, y)
        if between == "linear"
        else y[np.maximum(np.searchsorted(x, a, side="right") - 1, 0)]
    )
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=small)
    assert set(y.tolist()) <= set(found.tolist())


@settings(max_examples=10)
@given(
    st.lists(st.tuples(st.sampled_from(["dry", "wet"]), numbers), min_size=1, max_size=12),
    st.sampled_from(["most", "least"]),
)
def test_regret_is_never_below_nought_and_nought_at_the_best(
    cells: list[tuple[str, float]], best: str
) -> None:
    scenario, a = (list(each) for each in zip(*cells, strict=True))
    figure = {"regret": {"of": "a", "within": ["scenario"], "best": best}}
    found = column(plans(scenario=scenario, a=a), figure)
    known = [regret for regret in found if regret is not None]
    assert len(known) == len(found)
    for each in set(scenario):
        own = [regret for where, regret in zip(scenario, known, strict=True) if where == each]
        assert min(own) == 0
