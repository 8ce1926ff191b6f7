"""What holds for every method."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from steelyard.engines import Matrix
from steelyard.engines.local import BLOCK_ROWS
from steelyard.steps.calibration import Calibration
from steelyard.steps.normalise import apply, constant_columns, learn
from tests.steps.normalise.blocks import ABSOLUTE, ALL, ENGINE, RELATIVE, SPEC, block, scores

NAN = math.nan
SIGNS = [1, -1, 1]
FIGURES = st.one_of(st.just(NAN), st.integers(-9, 30).map(lambda n: n / 2))
MATRICES = hnp.arrays(np.float64, st.tuples(st.integers(1, 9), st.just(3)), elements=FIGURES)
few = settings(max_examples=15, deadline=None)


def through_json(calibration: Calibration) -> Calibration:
    written = json.dumps({name: a.tolist() for name, a in calibration.parameters.items()})
    return Calibration(
        {name: np.array(values) for name, values in json.loads(written).items()},
        {name: table.copy() for name, table in calibration.tables.items()},
    )


@pytest.mark.parametrize("name", ALL)
@few
@given(values=MATRICES, data=st.data())
def test_the_order_of_the_units_does_not_matter(
    name: str, values: Matrix, data: st.DataObject
) -> None:
    spec = SPEC.validate_python(ALL[name])
    given_block = block(values, SIGNS)
    order = np.array(data.draw(st.permutations(range(len(values)))), dtype=np.intp)
    permuted = given_block.rows(order)
    after = apply(permuted, spec, learn(permuted, spec, ENGINE), ENGINE).values
    before = apply(given_block, spec, learn(given_block, spec, ENGINE), ENGINE).values
    np.testing.assert_allclose(after, before[order], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", ALL)
@few
@given(values=MATRICES)
def test_units_one_by_one_score_as_they_do_together(name: str, values: Matrix) -> None:
    spec = SPEC.validate_python(ALL[name])
    together = block(values, SIGNS)
    learned = learn(together, spec, ENGINE)
    alone = [
        apply(together.rows(np.array([row])), spec, learned, ENGINE).values
        for row in range(len(values))
    ]
    whole = apply(together, spec, learned, ENGINE).values
    np.testing.assert_array_equal(np.concatenate(alone), whole)


@pytest.mark.parametrize("name", ALL)
@few
@given(values=MATRICES)
def test_a_calibration_survives_json(name: str, values: Matrix) -> None:
    spec = SPEC.validate_python(ALL[name])
    learned = learn(block(values, SIGNS), spec, ENGINE)
    again = apply(block(values, SIGNS), spec, through_json(learned), ENGINE).values
    first = apply(block(values, SIGNS), spec, learned, ENGINE).values
    np.testing.assert_array_equal(again, first)


@pytest.mark.parametrize("name", ALL)
@few
@given(values=MATRICES)
def test_missing_stays_missing(name: str, values: Matrix) -> None:
    assert np.isnan(scores(block(values, SIGNS), ALL[name])[np.isnan(values)]).all()


@pytest.mark.parametrize("name", ALL)
@few
@given(values=MATRICES)
def test_a_unit_without_figures_changes_no_other(name: str, values: Matrix) -> None:
    more = np.vstack([values, np.full((1, 3), NAN)])
    found = scores(block(more, SIGNS), ALL[name])[:-1]
    np.testing.assert_allclose(found, scores(block(values, SIGNS), ALL[name]), rtol=1e-12)


@pytest.mark.parametrize("name", ALL)
@few
@given(values=MATRICES)
def test_columns_do_not_touch_each_other(name: str, values: Matrix) -> None:
    whole = scores(block(values, SIGNS), ALL[name])
    for at, sign in enumerate(SIGNS):
        alone = scores(block(values[:, [at]], [sign]), ALL[name])
        # NumPy sums a single column in another order.
        np.testing.assert_allclose(alone[:, 0], whole[:, at], rtol=1e-13)


NO_DIRECTION = {"bands", "proportional", "deduction"}


@pytest.mark.parametrize("name", sorted(ALL.keys() - NO_DIRECTION))
@pytest.mark.parametrize("direction", [1, -1])
@few
@given(values=hnp.arrays(np.float64, st.integers(1, 9), elements=st.integers(1, 30)))
def test_better_never_scores_less(name: str, direction: int, values: Matrix) -> None:
    found = scores(block(values, [direction]), ALL[name])[:, 0]
    ordered = found[np.argsort(direction * values, kind="stable")]
    assert (np.diff(ordered) >= 0).all()


SIGNED = sorted(
    RELATIVE.keys()
    - {"fraction_of_maximum", "ratio to the mean", "difference from the worst", "above_below_mean"}
    - {"distance_to_target"}
)


@pytest.mark.parametrize("name", SIGNED)
@few
@given(values=MATRICES)
def test_a_direction_is_a_change_of_sign(name: str, values: Matrix) -> None:
    down = scores(block(values, [-1, -1, -1]), ALL[name])
    up = scores(block(-values, [1, 1, 1]), ALL[name])
    np.testing.assert_allclose(down, up, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", SIGNED)
@few
@given(
    values=MATRICES,
    scale=st.sampled_from([0.25, 2.0, 1024.0]),
    shift=st.sampled_from([-64.0, 0.0, 8.0]),
)
def test_the_unit_of_measurement_does_not_matter(
    name: str, values: Matrix, scale: float, shift: float
) -> None:
    changed = scores(block(values * scale + shift, SIGNS), ALL[name])
    first = scores(block(values, SIGNS), ALL[name])
    np.testing.assert_allclose(changed, first, rtol=1e-9, atol=1e-9)


@few
@given(values=hnp.arrays(np.float64, st.integers(2, 20), elements=st.floats(-1e6, 1e6)))
def test_z_scores_have_the_mean_and_the_deviation(values: Matrix) -> None:
    if np.ptp(values) < 1e-3:
        values[0] += 1.0
    found = scores(block(values), {"method": "z_score", "mean": 3, "deviation": 2})[:, 0]
    assert found.mean() == pytest.approx(3, abs=1e-9)
    assert found.std(ddof=1) == pytest.approx(2, rel=1e-9)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("shape", [(1, 0), (1, 2), (4, 0)])
def test_small_tables_keep_their_shape(name: str, shape: tuple[int, int]) -> None:
    assert scores(block(np.ones(shape)), ALL[name]).shape == shape


@pytest.mark.parametrize("name", sorted(ALL.keys() - {"share of the way to a unit"}))
def test_a_table_without_units(name: str) -> None:
    assert scores(block(np.empty((0, 2))), ALL[name]).shape == (0, 2)


@pytest.mark.parametrize("name", ALL)
def test_a_column_without_figures(name: str) -> None:
    assert np.isnan(scores(block(np.full((3, 1), NAN)), ALL[name])).all()


@pytest.mark.parametrize("name", RELATIVE)
def test_nothing_can_be_placed_in_a_column_without_figures(name: str) -> None:
    spec = SPEC.validate_python(RELATIVE[name])
    learned = learn(block(np.full((3, 1), NAN)), spec, ENGINE)
    assert np.isnan(apply(block([5.0]), spec, learned, ENGINE).values).all()


@pytest.mark.parametrize("name", RELATIVE)
@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize("figure", [-2.5, 0.0, 9.0])
def test_equal_figures_have_a_score(name: str, direction: int, figure: float) -> None:
    found = scores(block([figure] * 4, [direction]), RELATIVE[name])
    if name == "distance_to_target" and (7.5 - figure) * direction > 0:
        assert found.tolist() == [[0]] * 4
    else:
        assert np.isfinite(found).all()
        assert np.ptp(found) == 0


@pytest.mark.parametrize("name", sorted(RELATIVE.keys() - {"distance_to_target"}))
def test_equal_columns_are_reported(name: str) -> None:
    given_block = block([[0.1, 4, NAN], [0.1, 2, NAN], [0.1, 1, NAN]])
    learned = learn(given_block, SPEC.validate_python(RELATIVE[name]), ENGINE)
    assert constant_columns(learned) == (0,)


@pytest.mark.parametrize("name", ABSOLUTE)
def test_an_absolute_method_learns_nothing(name: str) -> None:
    learned = learn(block([1.0, 1.0]), SPEC.validate_python(ABSOLUTE[name]), ENGINE)
    assert (learned, constant_columns(learned)) == (Calibration(), ())


@pytest.mark.parametrize("name", ALL)
def test_more_rows_than_a_block(name: str) -> None:
    few = np.arange(1.0, 13.0).reshape(6, 2)
    copies = BLOCK_ROWS // 4
    many = block(np.tile(few, (copies, 1)), [1, -1])
    spec = SPEC.validate_python(ALL[name])
    found = apply(many, spec, learn(many, spec, ENGINE), ENGINE).values
    np.testing.assert_array_equal(found, np.tile(found[:6], (copies, 1)))


def test_a_hundred_thousand_units_of_fifty_indicators() -> None:
    values = np.random.Generator(np.random.Philox(0)).random((100_000, 50))
    found = scores(block(values), {"method": "min_max", "range": [0, 1]})
    least, greatest = values.min(axis=0), values.max(axis=0)
    np.testing.assert_array_equal(found, (values - least) / (greatest - least))
