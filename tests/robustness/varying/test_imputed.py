"""Imputed cells drawn: from whom, around what, and how far."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard import Scheme
from steelyard.engines import Matrix
from steelyard.errors import SchemeError
from steelyard.robustness.lines import Line, with_alternative
from steelyard.robustness.varying import Varying
from steelyard.robustness.varying.imputed import around, from_donors
from steelyard.scheme.assumptions import Imputations, Imputed
from tests.robustness.varying.trial import assert_alike, drawn, errors, evaluated

DRAWS = 20_000
TABLE = pl.DataFrame(
    {
        "unit": list("stuvwxyz"),
        "region": ["north"] * 4 + ["south"] * 3 + [None],
        "a": [1.0, 2.0, 4.0, None, 10.0, 20.0, None, 100.0],
        "b": [5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0],
    }
)


def scheme(impute: Any, after: Any = ("derive",), **settings: Any) -> Scheme:
    """Indicators that keep their figures once they are imputed."""
    period = settings.pop("period", None)
    columns = {"unit": {"type": "text"}, "region": {"type": "text"}, "a": {}, "b": {}}
    if period:
        columns["year"] = {"type": "integer"}
    columns |= settings.pop("columns", {})
    return Scheme.model_validate(
        {
            "scheme": "trial",
            "title": "Trial",
            "units": {"table": "units", "key": "unit", "groups": ["region"]}
            | ({"period": period} if period else {}),
            "inputs": {"units": {"columns": columns}},
            "steps": [{"impute": impute}, *after, {"normalise": "identity"}],
            "tree": {"parts": {"a": {}, "b": {}}},
            **settings,
        }
    )


DONORS = {"one": Imputed(imputed="donors")}
NORMAL = {"one": Imputed(imputed="normal")}


def draws(impute: Any, assumptions: Any, table: pl.DataFrame = TABLE, **settings: Any) -> Matrix:
    return drawn(evaluated(scheme(impute, **settings), table), assumptions, DRAWS)[2].figures["a"]


def donors(found: Matrix, unit: str) -> set[float]:
    return set(found[:, "stuvwxyz".index(unit)].tolist())


def test_donors_are_all_that_are_known() -> None:
    found = draws("mean", DONORS)
    assert donors(found, "v") == {1.0, 2.0, 4.0, 10.0, 20.0, 100.0}


def test_donors_come_from_the_group() -> None:
    found = draws({"method": "median", "by": "region"}, DONORS)
    assert donors(found, "v") == {1.0, 2.0, 4.0}
    assert donors(found, "y") == {10.0, 20.0}


def test_donors_are_equally_likely() -> None:
    found = draws({"method": "mean", "by": "region"}, DONORS)[:, 3]
    for figure in (1.0, 2.0, 4.0):
        assert (found == figure).mean() == pytest.approx(1 / 3, abs=4 * np.sqrt(2 / 9 / DRAWS))


def test_cells_are_drawn_by_themselves() -> None:
    found = draws("mean", DONORS)
    assert abs(np.corrcoef(found[:, 3], found[:, 6])[0, 1]) < 4 / np.sqrt(DRAWS)


def test_what_is_known_stays() -> None:
    found = draws("mean", DONORS)
    known = ~TABLE["a"].is_null().to_numpy()
    assert (found[:, known] == TABLE["a"].drop_nulls().to_numpy()).all()


def test_columns_without_gaps_do_not_vary() -> None:
    found = drawn(evaluated(scheme("mean"), TABLE), DONORS)[2]
    assert list(found.figures) == ["a"]


def test_the_width_is_the_number_of_gaps() -> None:
    assert drawn(evaluated(scheme("mean"), TABLE), DONORS)[0].width == 2


@pytest.mark.parametrize(
    ("impute", "unit", "mean", "deviation"),
    [
        ("mean", 3, 137 / 6, 38.44173080),
        ({"method": "mean", "by": "region"}, 3, 7 / 3, np.sqrt(7 / 3)),
        ({"method": "mean", "by": "region"}, 6, 15, np.sqrt(50)),
        ({"method": "constant", "value": 3}, 6, 3, 38.44173080),
    ],
)
def test_normal_draws(impute: Any, unit: int, mean: float, deviation: float) -> None:
    """The deviations are those of R's sd(c(1, 2, 4, 10, 20, 100)) and of the groups by hand."""
    found = draws(impute, NORMAL)[:, unit]
    assert found.mean() == pytest.approx(mean, abs=4 * deviation / np.sqrt(DRAWS))
    assert found.std() == pytest.approx(deviation, abs=4 * deviation / np.sqrt(2 * DRAWS))


def test_a_group_of_one_takes_the_deviation_of_all() -> None:
    table = TABLE.with_columns(a=pl.Series([1.0, None, None, None, 10.0, 20.0, None, 100.0]))
    found = draws({"method": "mean", "by": "region"}, NORMAL, table)[:, 3]
    everyone = np.std([1, 10, 20, 100], ddof=1)
    assert found.std() == pytest.approx(everyone, abs=4 * everyone / np.sqrt(2 * DRAWS))


def test_one_known_figure_leaves_no_spread() -> None:
    table = TABLE.with_columns(a=pl.Series([1.0, *[None] * 7]))
    assert (draws("mean", NORMAL, table) == 1).all()


def test_normal_draws_stay_in_the_range_of_the_column() -> None:
    found = draws("mean", NORMAL, columns={"a": {"range": [0, 100]}})
    assert found.min() == 0


def test_the_range_is_that_of_figures_as_they_were_read() -> None:
    steps = [{"normalise": {"method": "z_score"}}, {"impute": "mean"}]
    found = draws("mean", NORMAL, columns={"a": {"range": [0, 100]}}, steps=steps)
    assert found[:, 3].min() < 0


def test_a_cell_that_cannot_be_imputed_stays_missing() -> None:
    table = TABLE.with_columns(a=pl.Series([1.0, 2.0, 4.0, None, 10.0, 20.0, 30.0, None]))
    found = draws({"method": "mean", "by": "region"}, DONORS, table)
    assert np.isnan(found[:, 7]).all()
    assert not np.isnan(found[:, 3]).any()


def test_all_missing_is_nothing_to_draw() -> None:
    table = TABLE.with_columns(a=pl.lit(None, pl.Float64))
    assert drawn(evaluated(scheme("mean"), table), DONORS)[2].figures == {}


def test_a_constant_for_an_empty_column_stays() -> None:
    table = TABLE.with_columns(a=pl.lit(None, pl.Float64))
    assert (draws({"method": "constant", "value": 3}, DONORS, table) == 3).all()


def test_without_imputation_nothing_is_drawn() -> None:
    declared = scheme("mean").model_copy(update={"steps": scheme("mean").steps[1:]})
    varying, _numbers, found = drawn(evaluated(declared, TABLE), DONORS)
    assert (varying.width, varying.groups, found.figures) == (0, {"one": slice(0, 0)}, {})


PERIODS = pl.DataFrame(
    {
        "unit": ["x", "x", "x", "y", "y", "y", "z", "z", "z"],
        "year": [2000, 2001, 2002] * 3,
        "region": ["north"] * 9,
        "a": [1.0, None, 3.0, 10.0, 20.0, 30.0, 100.0, 200.0, 300.0],
        "b": [1.0] * 9,
    }
)


@pytest.mark.parametrize(
    ("impute", "calibrate", "expected"),
    [
        ("mean", "each", {20.0, 200.0}),
        ("mean", "all", {1.0, 3.0, 10.0, 20.0, 30.0, 100.0, 200.0, 300.0}),
        ("mean", "2000", {1.0, 10.0, 100.0}),
        ("linear", "each", {1.0, 3.0}),
        ("last", "each", {1.0, 3.0}),
    ],
)
def test_donors_are_of_the_periods_learned_from(
    impute: Any, calibrate: str, expected: set[float]
) -> None:
    declared = scheme(impute, period="year", calibrate=calibrate)
    found = drawn(evaluated(declared, PERIODS), DONORS, 300)[2].figures["a"]
    assert set(found[:, 1].tolist()) == expected


def test_donors_within_a_group_of_the_step() -> None:
    declared = scheme("mean").model_dump()
    declared["steps"] = [{"impute": "mean", "within": "region"}, *declared["steps"][1:]]
    evaluation = evaluated(Scheme.model_validate(declared), TABLE)
    assert donors(drawn(evaluation, DONORS, 300)[2].figures["a"], "y") == {10.0, 20.0}


@pytest.mark.parametrize("impute", ["em", {"method": "nearest", "neighbours": 2}])
def test_methods_that_look_at_several_indicators(impute: Any) -> None:
    assert donors(draws(impute, DONORS), "v") == {1.0, 2.0, 4.0, 10.0, 20.0, 100.0}


def test_donors_have_their_errors() -> None:
    """The figure that a donor gives is the one drawn for it."""
    assumptions = DONORS | {"two": errors(a={"half_width": 0.25})}
    found = drawn(evaluated(scheme("mean"), TABLE), assumptions, 200)[2].figures["a"]
    known = ~TABLE["a"].is_null().to_numpy()
    own = (found[:, [3]] == found[:, known]).sum(axis=1)
    assert (own == 1).all()


def test_another_imputation_draws_from_its_own_donors() -> None:
    evaluation = evaluated(scheme({"method": "mean", "by": "region"}), TABLE)
    other = Imputations.model_validate({"impute": ["mean"]})
    line = with_alternative(Line.of(evaluation.scheme), "impute", other, other.impute[0].use)
    varying, _numbers, found = drawn(evaluation, DONORS, 500, line)
    assert donors(found.figures["a"], "v") == {1.0, 2.0, 4.0, 10.0, 20.0, 100.0}
    assert varying.width == 2


def test_drawn_cells_are_derived_from() -> None:
    declared = scheme(
        "mean",
        derived={"r": {"ratio": {"of": "a", "to": "b"}}},
        tree={"parts": {"r": {}, "b": {}}},
    )
    found = drawn(evaluated(declared, TABLE), DONORS, 300)[2].figures["r"]
    assert_alike(sorted(set(found[:, 3].tolist())), np.array([1, 2, 4, 10, 20, 100]) / 8)


def test_imputed_cells_are_drawn_once() -> None:
    evaluation = evaluated(scheme("mean"), TABLE)
    with pytest.raises(SchemeError, match="draws the imputed cells already"):
        Varying.of(evaluation, DONORS | {"two": Imputed(imputed="normal")})


def test_a_donor_without_a_figure_leaves_the_imputed_one() -> None:
    found = from_donors(np.array([[np.nan]]), np.array([[7.0]]), np.array([[0.5]]))
    assert found.tolist() == [[7.0]]


@given(st.integers(1, 100_000))
def test_the_greatest_uniform_picks_the_last_donor(count: int) -> None:
    donors = np.arange(float(count))[:, None]
    found = from_donors(donors, np.zeros((1, 1)), np.array([[1 - 2.0**-53]]))
    assert found.tolist() == [[count - 1]]


def test_around_with_a_deviation_per_replication() -> None:
    known = np.array([[0.0, 0.0], [2.0, 4.0]])
    found = around(np.zeros((1, 2)), known, np.full((1, 2), 0.8413447460685429))
    np.testing.assert_allclose(found, [[np.sqrt(2), 2 * np.sqrt(2)]], rtol=1e-12)
