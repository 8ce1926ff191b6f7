"""The treat step: chains, new units, what it refuses, and what holds for any table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import ArrayLike

from steelyard.engines import Matrix
from steelyard.engines.local import LocalEngine
from steelyard.errors import DataError
from steelyard.evaluation import calibration_files
from steelyard.scheme.treat import Treat
from steelyard.steps import treat
from steelyard.steps.block import Block
from steelyard.steps.calibration import Calibration

ENGINE = LocalEngine()
NAN = float("nan")
TEN = [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10]
OUTLIER = [*TEN, 100.0]
HEAVY = [float(2**power) for power in range(20)]

METHODS: dict[str, dict[str, object]] = {
    "default": {},
    "nothing": {"methods": []},
    "none": {"methods": ["none"], "when": "always"},
    "winsorise": {"methods": [{"method": "winsorise", "points": 3}]},
    "winsorise, forced": {
        "methods": [{"method": "winsorise", "points": 3, "force": True}],
        "when": "always",
    },
    "log_ct": {"methods": ["log_ct"], "when": "always"},
    "log_ct, mirrored": {"methods": [{"method": "log_ct", "mirror": True}], "when": "always"},
    "log_ct, one": {"methods": [{"method": "log_ct", "offset": "one"}], "when": "always"},
    "box_cox": {"methods": ["box_cox"], "when": "always"},
    "box_cox, given": {"methods": [{"method": "box_cox", "lambda": -0.5}], "when": "always"},
    "combined": {
        "methods": [{"method": "winsorise", "points": 1}, "log_ct", "box_cox"],
        "combine": True,
    },
}
POSITIVE: dict[str, dict[str, object]] = {
    "log": {"methods": ["log"], "when": "always"},
    "square_root": {"methods": ["square_root"], "when": "always"},
    "box_cox, unmoved": {"methods": [{"method": "box_cox", "shift": False}], "when": "always"},
}


def block(values: object) -> Block:
    matrix = np.array(values, dtype=np.float64)
    return Block(
        matrix,
        tuple(f"i{at}" for at in range(matrix.shape[1])),
        np.ones(matrix.shape[1]),
        np.array([f"u{at}" for at in range(len(matrix))], dtype=np.str_),
    )


def column(figures: list[float]) -> Block:
    return block(np.array(figures, dtype=np.float64).reshape(-1, 1))


def learned(given: Block, declared: dict[str, object]) -> tuple[Treat, Calibration]:
    spec = Treat.model_validate(declared)
    return spec, treat.learn(given, spec, ENGINE)


def treated(given: Block, declared: dict[str, object]) -> Matrix:
    spec, calibration = learned(given, declared)
    return treat.apply(given, spec, calibration, ENGINE).values


def placed(figure: float, reference: list[float], declared: dict[str, object]) -> float:
    """Treat a unit that was not among those learned from."""
    spec, calibration = learned(column(reference), declared)
    return float(treat.apply(column([figure]), spec, calibration, ENGINE).values[0, 0])


def test_an_indicator_that_passes_is_left_alone() -> None:
    given = column(TEN)
    spec, calibration = learned(given, {})
    assert treat.apply(given, spec, calibration, ENGINE) is given


def test_an_outlier_is_winsorised_by_default() -> None:
    assert treated(column(OUTLIER), {})[:, 0].tolist() == [*TEN, 10.0]


def test_where_winsorising_is_not_enough_the_untreated_figures_get_the_log() -> None:
    ours = treated(column([*HEAVY, NAN]), {"methods": ["log_ct"], "when": "always"})
    chain: dict[str, object] = {"methods": [{"method": "winsorise", "points": 1}, "log_ct"]}
    np.testing.assert_array_equal(treated(column([*HEAVY, NAN]), chain), ours)


def test_combined_the_log_works_on_what_winsorising_left() -> None:
    chain = {"methods": [{"method": "winsorise", "points": 1}, "log_ct"], "combine": True}
    brought_in = np.minimum(HEAVY, HEAVY[-2])
    expected = np.log(brought_in - 1 + 0.01 * (HEAVY[-2] - 1))
    np.testing.assert_allclose(treated(column(HEAVY), chain)[:, 0], expected, rtol=1e-14)


def test_the_last_method_stays_though_the_indicator_does_not_pass() -> None:
    chain: dict[str, object] = {"methods": [{"method": "winsorise", "points": 1}]}
    spec, calibration = learned(column(HEAVY), chain)
    given = column(HEAVY)
    assert treat.apply(given, spec, calibration, ENGINE).values[-1, 0] == HEAVY[-2]
    found = treat.findings(given, spec, calibration)
    assert [(f.code, f.severity, f.column) for f in found] == [("outliers-remain", "warning", "i0")]


def test_no_treatment_asked_for_has_nothing_to_report() -> None:
    for methods in ([], ["none"]):
        declared: dict[str, object] = {"methods": methods}
        spec, calibration = learned(column(HEAVY), declared)
        assert treat.findings(column(HEAVY), spec, calibration) == []


def test_limits_are_settings() -> None:
    assert treated(column(OUTLIER), {"skewness": 9})[-1, 0] == 100


def test_the_calibration_tells_shape_method_and_points() -> None:
    _spec, calibration = learned(block(np.stack([OUTLIER, [*TEN, 11]], axis=1)), {})
    found = calibration.parameters
    assert found["used"].tolist() == [[True, False], [False, False]]
    assert found["points"].tolist() == [[1, 0], [0, 0]]
    assert (found["upper"][0, 0], found["lower"][0, 0]) == (10, -np.inf)
    assert np.isnan(found["skewness"]).tolist() == [[False, False, True], [False, True, True]]


def test_logarithms_and_roots_by_hand() -> None:
    figures = [1.0, 4.0, 9.0]
    assert treated(column(figures), POSITIVE["log"])[:, 0].tolist() == np.log(figures).tolist()
    assert treated(column(figures), POSITIVE["square_root"])[:, 0].tolist() == [1, 2, 3]
    # The range is 8, a hundredth of it 0.08.
    np.testing.assert_allclose(
        treated(column(figures), METHODS["log_ct"])[:, 0], np.log([0.08, 3.08, 8.08])
    )


def test_a_tail_that_points_down_is_turned_over() -> None:
    figures = [-value for value in HEAVY]
    turned = treated(column(figures), METHODS["log_ct, mirrored"])[:, 0]
    straight = treated(column(HEAVY), METHODS["log_ct, mirrored"])[:, 0]
    np.testing.assert_allclose(turned, -straight, rtol=1e-14)


def test_box_cox_fits_its_exponent_once_like_scipy() -> None:
    from scipy import stats

    figures = np.random.default_rng(5).gamma(1.5, size=80)
    theirs, exponent = stats.boxcox(figures)
    given = column(figures.tolist())
    _spec, calibration = learned(given, POSITIVE["box_cox, unmoved"])
    assert calibration.parameters["exponent"][0, 0] == pytest.approx(exponent, abs=1e-6)
    ours = treated(given, POSITIVE["box_cox, unmoved"])[:, 0]
    np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("declared", "figure"),
    [
        ({"methods": ["log"], "when": "always"}, 0.0),
        ({"methods": ["square_root"], "when": "always"}, -4.0),
        (POSITIVE["box_cox, unmoved"], 0.0),
        ({"methods": [{"method": "box_cox", "lambda": 2, "shift": False}], "when": "always"}, -1.0),
    ],
)
def test_a_figure_for_which_the_method_is_not_defined_is_named(
    declared: dict[str, object], figure: float
) -> None:
    given = block([[1, 1], [2, figure], [3, 5]])
    with pytest.raises(DataError) as caught:
        learned(given, declared)
    (problem,) = caught.value.problems
    assert problem.field == "i1"
    assert f"{figure:g}, the figure of “u1”" in problem.message.render("en")


def test_every_column_for_which_the_method_is_not_defined_is_named() -> None:
    with pytest.raises(DataError) as caught:
        learned(block([[0, 1, -1], [1, 2, 1]]), POSITIVE["log"])
    assert [problem.field for problem in caught.value.problems] == ["i0", "i2"]


def test_zeros_do_no_harm_in_a_column_that_passes() -> None:
    assert treated(column([0.0, *TEN]), {"methods": ["log"]})[0, 0] == 0


def test_a_unit_placed_later_with_no_logarithm_is_refused() -> None:
    with pytest.raises(DataError, match="log is not defined for -2"):
        placed(-2, TEN, POSITIVE["log"])


def test_a_unit_placed_later_is_brought_in_to_the_learned_bound() -> None:
    assert placed(5000, OUTLIER, {}) == 10


def test_winsorising_brings_in_only_the_end_that_was_winsorised() -> None:
    assert placed(-5000, OUTLIER, {}) == -5000


@pytest.mark.parametrize("name", ["log_ct", "log_ct, one", "box_cox", "box_cox, given"])
def test_below_the_least_figure_learned_a_transformation_holds(name: str) -> None:
    assert placed(-7, OUTLIER, METHODS[name]) == placed(1, OUTLIER, METHODS[name])
    assert placed(0.999, OUTLIER, METHODS[name]) == placed(1, OUTLIER, METHODS[name])
    assert placed(200, OUTLIER, METHODS[name]) > placed(100, OUTLIER, METHODS[name])


def test_a_figure_held_at_a_bound_is_reported() -> None:
    spec, calibration = learned(column(OUTLIER), METHODS["log_ct"])
    found = treat.findings(column([-7, 5, 200]), spec, calibration)
    assert [(f.code, f.unit, f.column) for f in found] == [("beyond-treatment", "u0", "i0")]


def test_a_figure_brought_in_by_winsorising_is_no_surprise() -> None:
    spec, calibration = learned(column(OUTLIER), {})
    assert treat.findings(column(OUTLIER), spec, calibration) == []


@pytest.mark.parametrize("declared", [*METHODS.values(), *POSITIVE.values()])
@pytest.mark.parametrize(
    "values",
    [
        np.empty((0, 2)),
        np.empty((3, 0)),
        np.full((3, 2), NAN),
        [[2.0, NAN]],
        [[2.0], [2.0], [2.0], [2.0], [NAN]],
    ],
    ids=["no units", "no columns", "all missing", "one unit", "all equal"],
)
def test_defined_for_every_small_table(values: ArrayLike, declared: dict[str, object]) -> None:
    given = block(values)
    result = treated(given, declared)
    assert result.shape == given.values.shape
    np.testing.assert_array_equal(np.isnan(result), np.isnan(given.values))


def test_equal_figures_have_the_logarithm_of_one() -> None:
    assert treated(column([3.0, 3.0]), METHODS["log_ct"])[:, 0].tolist() == [0, 0]


figures = st.one_of(st.integers(-20, 20), st.integers(-2000, 5000), st.just(NAN)).map(float)
tables = arrays(np.float64, st.tuples(st.integers(1, 30), st.just(3)), elements=figures)
any_method = st.sampled_from(list(METHODS.values()))


@given(tables, any_method)
def test_the_order_of_figures_is_kept(values: Matrix, declared: dict[str, object]) -> None:
    result = treated(block(values), declared)
    for before, after in zip(values.T, result.T, strict=True):
        order = np.argsort(before, kind="stable")
        known = order[~np.isnan(before[order])]
        assert (np.diff(after[known]) >= 0).all()


@given(tables, any_method)
def test_missing_stays_missing_and_nothing_else_becomes_so(
    values: Matrix, declared: dict[str, object]
) -> None:
    result = treated(block(values), declared)
    np.testing.assert_array_equal(np.isnan(result), np.isnan(values))


@given(tables, any_method, st.data())
def test_the_order_of_units_does_not_matter(
    values: Matrix, declared: dict[str, object], data: st.DataObject
) -> None:
    order = np.array(data.draw(st.permutations(range(len(values)))))
    given = block(values)
    np.testing.assert_allclose(
        treated(given.rows(order), declared), treated(given, declared)[order], rtol=1e-9, atol=1e-9
    )


@given(tables, st.integers(-6, 6), st.integers(-1000, 1000))
def test_winsorising_commutes_with_a_change_of_scale(
    values: Matrix, power: int, shift: int
) -> None:
    # Powers of two and whole shifts leave the figures exact, so that no limit is met by rounding.
    factor = 2.0**power
    declared = METHODS["winsorise"]
    np.testing.assert_allclose(
        treated(block(values * factor + shift * factor), declared),
        treated(block(values), declared) * factor + shift * factor,
        rtol=1e-12,
    )


@given(tables, any_method)
def test_one_unit_by_itself_is_treated_like_among_the_others(
    values: Matrix, declared: dict[str, object]
) -> None:
    given = block(values)
    spec, calibration = learned(given, declared)
    alone = treat.apply(given.rows(np.array([0])), spec, calibration, ENGINE).values
    together = treat.apply(given, spec, calibration, ENGINE).values[:1]
    np.testing.assert_allclose(alone, together, rtol=1e-14)


@settings(max_examples=20)
@given(tables, any_method)
def test_a_calibration_is_the_same_after_a_trip_through_files(
    tmp_path_factory: pytest.TempPathFactory, values: Matrix, declared: dict[str, object]
) -> None:
    given = block(values)
    spec, calibration = learned(given, declared)
    folder: Path = tmp_path_factory.mktemp("edition") / "calibration"
    calibration_files.write({"treat": calibration}, folder)
    again = calibration_files.read(folder)["treat"]
    np.testing.assert_array_equal(
        treat.apply(given, spec, again, ENGINE).values,
        treat.apply(given, spec, calibration, ENGINE).values,
    )
