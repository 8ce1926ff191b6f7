"""Numbers of rules drawn: each replication is the scheme with the number in its place."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard import Scheme
from steelyard.errors import SchemeError
from steelyard.robustness.lines import Line, with_alternative
from steelyard.robustness.varying import Varying
from steelyard.robustness.varying.rules import number_at, with_numbers
from steelyard.scheme.assumptions import Normalisations, Rule
from steelyard.scheme.normalise import Band, Bands, Goalposts, Proportional
from tests.robustness.varying.trial import (
    assert_alike,
    drawn,
    errors,
    evaluated,
    rebuilt,
    rule,
    score,
)

TABLE = pl.DataFrame(
    {
        "unit": list("stuvwxyz"),
        "region": ["north", "south"] * 4,
        "a": [1.0, 2.5, 4.0, None, 10.0, 20.0, 7.0, 5.0],
        "b": [5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0],
    }
)


def scheme(normalise: Any, direction: str = "up", points: float | None = None) -> Scheme:
    own = {"normalise": normalise, "direction": direction}
    parts: dict[str, Any] = {"a": own, "b": {}}
    tree: dict[str, Any] = {"parts": parts}
    if points is not None:
        parts["a"]["points"], parts["b"]["points"] = points, 10
        parts["b"]["normalise"] = {"method": "proportional", "full_at": 12}
        tree["points"] = points + 10
    columns = {"unit": {"type": "text"}, "region": {"type": "text"}, "a": {}, "b": {}}
    return Scheme.model_validate(
        {
            "scheme": "trial",
            "title": "Trial",
            "units": {"table": "units", "key": "unit", "groups": ["region"]},
            "inputs": {"units": {"columns": columns}},
            "steps": [{"impute": "none"}, "normalise"],
            "tree": tree,
        }
    )


BANDS = [{"at_least": 10, "gives": 5}, {"at_least": 4, "gives": 3}]
GOALPOSTS = {"method": "goalposts", "lower": 2, "upper": 18}
PROPORTIONAL = {"method": "proportional", "zero_at": 2, "full_at": 15}
RULES: list[Any] = [
    (GOALPOSTS, {"upper": (12, 25)}),
    (GOALPOSTS, {"lower": (0.5, 3)}),
    (GOALPOSTS, {"lower": (0.5, 3), "upper": (12, 25)}),
    (GOALPOSTS | {"scale": "log"}, {"lower": (0.5, 3), "upper": (12, 25)}),
    (GOALPOSTS | {"clip": False, "range": [1, 7]}, {"upper": (12, 25)}),
    (PROPORTIONAL, {"full_at": (9, 15)}),
    (PROPORTIONAL, {"zero_at": (0, 4), "full_at": (9, 15)}),
    (PROPORTIONAL | {"zero_at": 20}, {"full_at": (1, 4)}),
    ({"method": "bands", "bands": BANDS, "otherwise": 1}, {"bands.0.at_least": (6, 15)}),
    ({"method": "bands", "bands": BANDS, "otherwise": 1}, {"bands.1.gives": (2, 4)}),
    ({"method": "bands", "bands": BANDS, "otherwise": 1}, {"otherwise": (0, 2)}),
    ({"method": "deduction", "start": 10, "each": 1}, {"each": (0.5, 2), "start": (8, 12)}),
    ({"method": "distance_to_target", "target": 15}, {"target": (10, 25)}),
    ({"method": "above_below_mean"}, {"threshold": (0.1, 0.5)}),
    ({"method": "z_score"}, {"deviation": (1, 10)}),
]


def changed(declared: Scheme, numbers: dict[str, float]) -> Scheme:
    """The scheme with numbers in the place of those of the indicator's own method."""
    dumped = declared.model_dump(by_alias=True)
    method = dumped["tree"]["parts"]["a"]["normalise"]
    for setting, number in numbers.items():
        name, *rest = setting.split(".")
        if rest:
            method[name] = list(method[name])
            method[name][int(rest[0])][rest[1]] = number
        else:
            method[name] = number
    return Scheme.model_validate(dumped)


@pytest.mark.parametrize("direction", ["up", "down"])
@pytest.mark.parametrize(("normalise", "bounds"), RULES)
def test_replications_are_schemes(normalise: Any, bounds: Any, direction: str) -> None:
    declared = scheme(normalise, direction)
    assumptions = {f"r{n}": rule("a", s, *ends) for n, (s, ends) in enumerate(bounds.items())}
    _varying, numbers, found = drawn(evaluated(declared, TABLE), assumptions, 4)
    assert list(found.figures) == ["a"]
    for at in range(4):
        put = {
            setting: ends[0] + (ends[1] - ends[0]) * numbers[at, place]
            for place, (setting, ends) in enumerate(bounds.items())
        }
        expected = score(evaluated(changed(declared, put), TABLE), "a")
        assert_alike(found.figures["a"][at], expected)


def test_a_rule_of_the_step() -> None:
    """The setting of an indicator that follows the step's method."""
    dumped = scheme("identity").model_dump(by_alias=True)
    dumped["steps"] = [{"normalise": GOALPOSTS}]
    evaluation = evaluated(Scheme.model_validate(dumped), TABLE)
    _varying, numbers, found = drawn(evaluation, {"one": rule("b", "upper", 10, 20)}, 3)
    assert list(found.figures) == ["b"]
    expected = (TABLE["b"].to_numpy() - 2) / (8 + 10 * numbers)
    assert_alike(found.figures["b"], np.clip(expected, 0, 1))


def test_within_groups() -> None:
    dumped = scheme({"method": "distance_to_target", "target": 15}).model_dump(by_alias=True)
    dumped["steps"] = [{"normalise": "min_max", "within": "region"}]
    declared = Scheme.model_validate(dumped)
    _varying, numbers, found = drawn(
        evaluated(declared, TABLE), {"one": rule("a", "target", 20, 30)}, 3
    )
    for at in range(3):
        put = changed(declared, {"target": 20 + 10 * numbers[at, 0]})
        assert_alike(found.figures["a"][at], score(evaluated(put, TABLE), "a"))


def test_points_are_a_factor() -> None:
    declared = scheme(PROPORTIONAL, points=40)
    found = drawn(evaluated(declared, TABLE), {"one": rule("a", "points", 30, 50)}, 1000)[2]
    assert found.figures == {}
    assert list(found.scales) == ["a"]
    assert 0.75 <= found.scales["a"].min() < 0.755
    assert 1.245 < found.scales["a"].max() < 1.25


def test_points_of_a_criterion() -> None:
    declared = scheme(PROPORTIONAL, points=40)
    _varying, numbers, found = drawn(
        evaluated(declared, TABLE), {"one": rule("index", "points", 40, 60)}, 3
    )
    assert_alike(found.scales["index"], (40 + 20 * numbers[:, 0]) / 50)


def test_with_errors_of_the_figure() -> None:
    declared = scheme(GOALPOSTS)
    evaluation = evaluated(declared, TABLE)
    noise = {"noise": errors(a={"half_width": 1})}
    varying, numbers, found = drawn(evaluation, noise | {"r": rule("a", "upper", 12, 25)}, 3)
    for at in range(3):
        data = rebuilt(varying, noise, numbers[at])[1]
        put = changed(declared, {"upper": 12 + 13 * numbers[at, -1]})
        expected = score(evaluated(put, data.tables["units"]), "a")
        assert_alike(found.figures["a"][at], expected)


def test_another_normalisation_has_no_such_rule() -> None:
    evaluation = evaluated(scheme(GOALPOSTS), TABLE)
    other = Normalisations.model_validate({"normalise": ["rank"], "of": ["a"]})
    line = with_alternative(Line.of(evaluation.scheme), "normalise", other, other.normalise[0].use)
    found = drawn(evaluation, {"one": rule("a", "upper", 12, 25)}, 3, line)[2]
    assert found.figures == {}


def test_the_ends_are_reached() -> None:
    evaluation = evaluated(scheme({"method": "deduction", "each": 1, "start": 10}), TABLE)
    found = drawn(evaluation, {"one": rule("a", "start", 10, 12)}, 4000)[2].figures["a"][:, 0]
    assert 9 <= found.min() < 9.003
    assert 10.997 < found.max() < 11


def refused(normalise: Any, *rules: Rule, points: float | None = None) -> str:
    evaluation = evaluated(scheme(normalise, points=points), TABLE)
    with pytest.raises(SchemeError) as caught:
        Varying.of(evaluation, {f"r{at}": one for at, one in enumerate(rules)})
    return str(caught.value)


@pytest.mark.parametrize(
    "setting", ["uper", "scale", "clip", "range", "bands.0.at_least", "upper.0.x", "method"]
)
def test_no_such_number(setting: str) -> None:
    said = refused(GOALPOSTS, rule("a", setting, 1, 2))
    assert f"assumptions.r0.rule.setting: “{setting}” is no number of the normalisation" in said


@pytest.mark.parametrize("setting", ["bands.2.at_least", "bands.0.above", "bands", "bands.0.kind"])
def test_no_such_number_of_a_band(setting: str) -> None:
    bands = {"method": "bands", "bands": BANDS, "otherwise": 1}
    assert f"“{setting}” is no number" in refused(bands, rule("a", setting, 1, 2))


def test_an_unknown_indicator() -> None:
    said = refused(GOALPOSTS, rule("aa", "upper", 12, 20))
    assert "assumptions.r0.rule.node: There is no indicator “aa”." in said


def test_a_setting_of_a_criterion() -> None:
    assert "no indicator “index”" in refused(GOALPOSTS, rule("index", "upper", 12, 20))


def test_points_of_an_unknown_node() -> None:
    assert "no node “aa”. Did you mean “a”?" in refused(
        PROPORTIONAL, rule("aa", "points", 1, 2), points=40
    )


def test_points_that_a_node_does_not_have() -> None:
    assert "“a” has no points" in refused(GOALPOSTS, rule("a", "points", 12, 20))


def test_points_below_zero() -> None:
    said = refused(PROPORTIONAL, rule("a", "points", -1, 20), points=40)
    assert "Points cannot be below 0, but -1 is." in said


def test_goalposts_that_meet() -> None:
    said = refused(GOALPOSTS, rule("a", "upper", 1, 20))
    assert "assumptions.r0.rule.between: The normalisation of “a” is not valid with upper" in said
    assert "upper = 1: The first number must be smaller than the second, not 2" in said


def test_goalposts_that_meet_between_two_rules() -> None:
    said = refused(GOALPOSTS, rule("a", "upper", 8, 20), rule("a", "lower", 1, 9))
    assert "upper = 8, lower = 9" in said


def test_logarithms_of_nothing() -> None:
    said = refused(GOALPOSTS | {"scale": "log"}, rule("a", "lower", -1, 1))
    assert "the lower goalpost must be above 0" in said


def test_a_band_that_cannot_be_reached() -> None:
    bands = {"method": "bands", "bands": BANDS, "otherwise": 1}
    assert "Band 2 can never win" in refused(bands, rule("a", "bands.0.at_least", 3, 12))


def test_a_number_that_must_be_positive() -> None:
    deduction = {"method": "deduction", "start": 10, "each": 1}
    assert "Must be greater than 0, is 0.0." in refused(deduction, rule("a", "each", 0, 1))


def test_ends_that_change_places() -> None:
    said = refused(PROPORTIONAL, rule("a", "full_at", 1, 10))
    assert "must not change places" in said


def test_one_number_twice() -> None:
    said = refused(GOALPOSTS, rule("a", "upper", 12, 20), rule("a", "upper", 14, 18))
    assert "assumptions.r1.rule: “upper” of “a” is drawn by “r0” already." in said


def test_without_a_normalisation() -> None:
    dumped = scheme(GOALPOSTS).model_dump(by_alias=True) | {"steps": [{"impute": "none"}]}
    evaluation = evaluated(Scheme.model_validate(dumped), TABLE)
    with pytest.raises(SchemeError, match="“a” is not normalised"):
        Varying.of(evaluation, {"one": rule("a", "upper", 12, 20)})


@given(st.floats(3, 1e6), st.floats(-1e6, 2.9))
def test_numbers_come_back_from_their_places(upper: float, lower: float) -> None:
    spec = with_numbers(Goalposts(lower=1, upper=2), {"upper": upper, "lower": lower})
    assert (number_at(spec, "upper"), number_at(spec, "lower")) == (upper, lower)


@given(st.integers(0, 1), st.floats(-1e6, 1e6))
def test_numbers_of_bands_come_back_and_leave_the_others(place: int, number: float) -> None:
    spec = Bands(bands=(Band(above=4, gives=2), Band(at_least=1, gives=1)), otherwise=0)
    found = with_numbers(spec, {f"bands.{place}.gives": number})
    assert number_at(found, f"bands.{place}.gives") == number
    assert found.bands[1 - place] == spec.bands[1 - place]


def test_zero_is_a_number() -> None:
    assert number_at(Proportional(full_at=1), "zero_at") == 0.0
