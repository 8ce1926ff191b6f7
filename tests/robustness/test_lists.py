"""The lists of an evaluation: one, or one for each period."""

from __future__ import annotations

import numpy as np

from steelyard.robustness.lists import lists_of, nominal_ranks
from tests.robustness.schemes import evaluated, scheme

PERIOD = {"units": {"period": "year"}, "steps": [{"normalise": "identity"}]}


def test_without_periods_there_is_one_list() -> None:
    found = evaluated(scheme("ab"), [[1, 2], [3, 4]])
    ((period, places),) = lists_of(found)
    assert period is None
    assert places.tolist() == [0, 1]


def test_each_period_is_a_list_in_the_order_of_the_periods() -> None:
    found = evaluated(scheme("ab", **PERIOD), np.ones((3, 2)), year=[2021, 2020, 2021])
    assert [(period, places.tolist()) for period, places in lists_of(found)] == [
        (2020.0, [1]),
        (2021.0, [0, 2]),
    ]


def test_each_period_is_ranked_by_itself() -> None:
    found = evaluated(scheme("ab", **PERIOD), np.ones((3, 2)), year=[2021, 2020, 2021])
    assert nominal_ranks(found, np.array([1.0, 9.0, 2.0])).tolist() == [2, 1, 1]


def ranked(ties: str, **rule: str) -> list[float]:
    declared = scheme("ab", rank={"ties": ties, **rule})
    found = evaluated(declared, np.ones((4, 2)))
    ranks = nominal_ranks(found, np.array([2.0, np.nan, 2.0, 1.0]))
    return np.nan_to_num(ranks, nan=-1.0).tolist()


def test_units_that_tie_share_the_best_rank_whatever_the_rule() -> None:
    assert {tuple(ranked(ties)) for ties in ("competition", "average", "ordinal")} == {
        (1.0, -1.0, 1.0, 3.0)
    }


def test_dense_ranks_stay_dense() -> None:
    assert ranked("dense") == [1, -1, 1, 2]


def test_the_lowest_is_first_where_the_order_ascends() -> None:
    assert ranked("competition", order="ascending") == [2, -1, 2, 1]
