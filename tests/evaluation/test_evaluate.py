from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from steelyard import Dataset, Scheme, evaluate
from tests.evaluation.schemes import FLAT, dataset, flat, units

TABLES = arrays(
    np.float64,
    st.tuples(st.integers(2, 12), st.just(3)),
    elements=st.floats(-1e6, 1e6, allow_subnormal=False).map(lambda x: round(x, 3)),
)


def ranks(scheme: Scheme, values: np.ndarray) -> np.ndarray:
    return evaluate(scheme, dataset(scheme, units(values))).ranks


def test_the_score_is_the_weighted_mean_of_min_max_scores() -> None:
    scheme = flat()
    found = evaluate(scheme, dataset(scheme, units([[0, 0, 10], [5, 10, 0], [10, 5, 5]])))
    # left = (a + 3b) / 4, index = (2 left + c) / 3, each from 0 to 100
    left = np.array([0.0, (50 + 300) / 4, (100 + 150) / 4])
    expected = (2 * left + np.array([100.0, 0.0, 50.0])) / 3
    np.testing.assert_allclose(found.score, expected, rtol=1e-15)
    assert (
        found.ranking["unit"].to_list() == ["u2", "u1", "u0"] if expected[2] > expected[1] else True
    )
    assert found.ranks.tolist() == (1 + (expected[None] > expected[:, None]).sum(axis=1)).tolist()


@given(TABLES, st.floats(0.5, 50), st.floats(-100, 100))
def test_min_max_makes_ranks_free_of_scale(values: np.ndarray, factor: float, shift: float) -> None:
    scheme = flat()
    first = evaluate(scheme, dataset(scheme, units(values))).score
    second = evaluate(scheme, dataset(scheme, units(values * factor + shift))).score
    np.testing.assert_allclose(first, second, rtol=1e-6, atol=1e-6)


@given(TABLES, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(values: np.ndarray, random) -> None:
    scheme = flat()
    order = list(range(len(values)))
    random.shuffle(order)
    frame = units(values)
    first = evaluate(scheme, dataset(scheme, frame))
    second = evaluate(scheme, dataset(scheme, frame[order]))
    assert second.ranks.tolist() == first.ranks[order].tolist()


@given(TABLES)
def test_a_dominated_unit_never_stands_above_its_dominator(values: np.ndarray) -> None:
    found = ranks(flat(), values)
    for one in range(len(values)):
        for other in range(len(values)):
            if (values[one] >= values[other]).all():
                assert found[one] <= found[other]


@given(TABLES, st.floats(0.01, 100))
def test_weights_have_no_scale(values: np.ndarray, factor: float) -> None:
    scaled = FLAT.replace("weight: 3", f"weight: {3 * factor}").replace(
        "a: {weight: 1}", f"a: {{weight: {factor}}}"
    )
    first = evaluate(flat(), dataset(flat(), units(values))).score
    second = evaluate(flat(scaled), dataset(flat(scaled), units(values))).score
    np.testing.assert_allclose(first, second, rtol=1e-9, atol=1e-9)


@given(TABLES)
def test_turning_a_direction_turns_its_scores(values: np.ndarray) -> None:
    assume(np.ptp(values[:, 2]) > 0)
    down = flat(FLAT.replace("c: {weight: 1}", "c: {weight: 1, direction: down}"))
    up = evaluate(flat(), dataset(flat(), units(values))).node_scores["c"]
    turned = evaluate(down, dataset(down, units(values))).node_scores["c"]
    np.testing.assert_allclose(up + turned, 100.0, atol=1e-9)


def test_an_empty_table_gives_an_empty_ranking() -> None:
    found = evaluate(flat(), dataset(flat(), units(np.empty((0, 3)))))
    assert found.ranking.height == 0
    assert found.ranking.columns == ["rank", "unit", "score"]


def test_one_unit_is_first() -> None:
    found = evaluate(flat(), dataset(flat(), units([[1, 2, 3]])))
    assert found.ranks.tolist() == [1.0]


def test_equal_units_tie_and_the_finding_says_that_nothing_tells_them_apart() -> None:
    found = evaluate(flat(), dataset(flat(), units([[1, 2, 3]] * 4)))
    assert found.ranks.tolist() == [1.0] * 4
    assert [f.column for f in found.findings if f.code == "constant-indicator"] == ["a", "b", "c"]


def test_a_unit_of_which_nothing_is_known_is_not_ranked_and_the_finding_says_so() -> None:
    found = evaluate(flat(), dataset(flat(), units([[1, 2, 3], [None, None, None], [3, 1, 2]])))
    assert np.isnan(found.ranks[1])
    assert found.ranking["unit"].to_list()[-1] == "u1"
    (finding,) = [f for f in found.findings if f.code == "unranked"]
    assert finding.unit == "u1"
    assert "a, b, c" in str(finding.message)


def test_a_missing_part_is_reweighed() -> None:
    found = evaluate(flat(), dataset(flat(), units([[0, 0, 0], [10, 10, 10], [None, 5, 10]])))
    left = 50.0  # only b is known
    assert found.score[2] == pytest.approx((2 * left + 100) / 3)


def test_full_coverage_makes_a_missing_part_a_missing_score() -> None:
    text = FLAT.replace(
        "left: {weight: 2,", "left: {weight: 2, aggregate: {method: arithmetic, coverage: 1},"
    )
    scheme = flat(text)
    found = evaluate(scheme, dataset(scheme, units([[0, 0, 0], [10, 10, 10], [None, 5, 10]])))
    assert np.isnan(found.node_scores["left"][2])
    assert found.score[2] == pytest.approx(100.0)


def test_a_geometric_mean_of_a_zero_is_not_defined_and_the_finding_says_so() -> None:
    scheme = flat(FLAT + "aggregate: geometric\n")
    found = evaluate(scheme, dataset(scheme, units([[0, 1, 1], [1, 2, 2], [2, 3, 3]])))
    assert np.isnan(found.score[0])
    assert {f.column for f in found.findings if f.code == "undefined"} >= {"left"}


VETOES = """
vetoes:
  out: {when: {a: {above: 9}}, effect: unranked}
  nil: {when: {b: {above: 9}}, effect: zero}
  lid: {when: {c: {above: 9}}, effect: cap, score: 10}
  off: {when: {a: {at_least: 0}}, effect: zero, enabled: false}
  less: {when: {a: 5}, effect: deduct, score: 1, node: left}
"""


@pytest.fixture(scope="module")
def vetoed():
    scheme = flat(FLAT + VETOES)
    values = [[10, 0, 0], [0, 10, 0], [0, 5, 10], [5, 5, 5], [0, 0, 0]]
    return evaluate(scheme, dataset(scheme, units(values)))


def test_a_veto_leaves_a_unit_unranked(vetoed) -> None:
    assert np.isnan(vetoed.ranks[0])


def test_a_veto_makes_a_score_zero(vetoed) -> None:
    assert vetoed.score[1] == 0.0


def test_a_cap_holds_a_score_down(vetoed) -> None:
    assert vetoed.score[2] == 10.0


def test_a_deduction_strikes_its_node_before_its_parent_is_computed(vetoed) -> None:
    assert vetoed.node_scores["left"][3] == pytest.approx(49.0)
    assert vetoed.score[3] == pytest.approx((2 * 49 + 50) / 3)


def test_each_strike_is_a_finding(vetoed) -> None:
    struck = [(f.unit, f.severity) for f in vetoed.findings if f.code == "veto"]
    assert sorted(struck) == [
        ("u0", "breach"),
        ("u1", "breach"),
        ("u2", "breach"),
        ("u3", "breach"),
    ]


def test_ranking_by_a_figure_needs_no_tree() -> None:
    text = FLAT[: FLAT.index("tree:")] + "rank: {by: b, order: ascending}\nshow: [b, c]\n"
    scheme = flat(text)
    found = evaluate(scheme, dataset(scheme, units([[0, 3, 0], [0, 1, 0], [0, None, 0]])))
    assert found.ranking["unit"].to_list() == ["u1", "u0", "u2"]
    assert found.ranking.columns == ["rank", "unit", "score", "b", "c"]


def test_grades_come_from_the_scheme() -> None:
    text = FLAT + "grades: [{at_least: 60, grade: good}, {at_least: null, grade: poor}]\n"
    scheme = flat(text)
    found = evaluate(scheme, dataset(scheme, units([[0, 0, 0], [10, 10, 10], [None, None, None]])))
    assert found.ranking["grade"].to_list() == ["good", "poor", None]


def test_steps_run_in_the_order_in_which_they_stand() -> None:
    steps = "steps: [{screen: {units: {available: 1}}}, {impute: mean}, normalise]"
    late = "steps: [{impute: mean}, {screen: {units: {available: 1}}}, normalise]"
    values = [[1, 1, 1], [2, None, 2], [3, 3, 3]]
    screened = flat(FLAT.replace("steps: [normalise]", steps))
    imputed = flat(FLAT.replace("steps: [normalise]", late))
    assert evaluate(screened, dataset(screened, units(values))).ranking.height == 2
    assert evaluate(imputed, dataset(imputed, units(values))).ranking.height == 3


def test_an_indicator_overrides_the_settings_of_a_step() -> None:
    text = FLAT.replace("c: {weight: 1}", "c: {weight: 1, normalise: {method: z_score}}")
    scheme = flat(text)
    found = evaluate(scheme, dataset(scheme, units([[0, 0, 1], [10, 10, 2], [5, 5, 3]])))
    assert found.node_scores["c"].tolist() == pytest.approx([-1.0, 0.0, 1.0])
    assert found.node_scores["a"].tolist() == pytest.approx([0.0, 100.0, 50.0])


def test_a_step_is_learned_within_groups() -> None:
    text = """
scheme: grouped
title: Grouped
units: {table: units, key: unit, groups: [region]}
inputs: {units: {columns: {unit: {type: text}, region: {type: text}, a: {}}}}
steps: [{normalise: min_max, within: region}]
tree: {parts: {a: {}}}
"""
    scheme = flat(text)
    frame = pl.DataFrame(
        {"unit": ["p", "q", "r", "s"], "region": ["N", "N", "S", "S"], "a": [1.0, 2.0, 10.0, 30.0]}
    )
    found = evaluate(scheme, dataset(scheme, frame))
    assert found.score.tolist() == [0.0, 100.0, 0.0, 100.0]


def test_a_step_may_derive_from_imputed_figures() -> None:
    text = """
scheme: late
title: Late
units: {table: units, key: unit}
inputs: {units: {columns: {unit: {type: text}, a: {}, b: {}}}}
derived: {r: {ratio: {of: a, to: b}}}
steps: [{impute: {method: constant, value: 4}}, derive, normalise]
tree: {parts: {r: {normalise: identity}}}
"""
    scheme = flat(text)
    frame = pl.DataFrame({"unit": ["p", "q"], "a": [2.0, 8.0], "b": [None, 2.0]})
    found = evaluate(scheme, dataset(scheme, frame))
    assert found.score.tolist() == [0.5, 4.0]


def test_a_criterion_may_normalise_again() -> None:
    text = FLAT.replace("left: {weight: 2,", "left: {weight: 2, normalise: {method: rank},")
    scheme = flat(text)
    found = evaluate(scheme, dataset(scheme, units([[0, 0, 0], [10, 10, 0], [5, 5, 0]])))
    assert found.node_scores["left"].tolist() == [1.0, 3.0, 2.0]


def test_the_number_of_threads_never_shows() -> None:
    from steelyard.engines.local import LocalEngine

    values = np.random.default_rng(0).normal(size=(20_000, 3))
    scheme = flat()
    data: Dataset = dataset(scheme, units(values))
    one = evaluate(scheme, data, engine=LocalEngine(threads=1))
    two = evaluate(scheme, data, engine=LocalEngine(threads=2))
    assert one.score.tobytes() == two.score.tobytes()


def test_parts_that_stand_for_a_missing_one_are_a_finding() -> None:
    found = evaluate(flat(), dataset(flat(), units([[0, 0, 0], [10, 10, 10], [None, 5, 10]])))
    (finding,) = [f for f in found.findings if f.code == "reweighed"]
    assert finding.column == "left"
    assert "u2" in str(finding.message)


def test_complete_data_are_not_reweighed() -> None:
    found = evaluate(flat(), dataset(flat(), units([[0, 0, 0], [10, 10, 10]])))
    assert not [f for f in found.findings if f.code == "reweighed"]


def test_a_veto_whose_figure_is_missing_is_told() -> None:
    scheme = flat(FLAT + "vetoes: {out: {when: {a: {above: 9}}, effect: unranked}}\n")
    found = evaluate(scheme, dataset(scheme, units([[None, 1, 1], [1, 2, 2], [10, 3, 3]])))
    assert [f.unit for f in found.findings if f.code == "veto-undecided"] == ["u0"]
    assert [f.unit for f in found.findings if f.code == "veto"] == ["u2"]


def test_the_units_key_identifies_rows_even_where_the_table_does_not_say_so() -> None:
    from steelyard import DataError

    twice = units([[1, 2, 3], [3, 2, 1]]).with_columns(unit=pl.lit("same"))
    with pytest.raises(DataError, match="same"):
        dataset(flat(), twice)
    nameless = units([[1, 2, 3], [3, 2, 1]]).with_columns(unit=pl.Series([None, "u1"]))
    with pytest.raises(DataError):
        dataset(flat(), nameless)
