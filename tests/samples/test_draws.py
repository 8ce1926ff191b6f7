"""Draws: streams that do not disturb each other, choices in proportion to weights."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.samples.draws import choose, choose_rows, some, stream


def test_a_stream_is_told_by_seed_and_part() -> None:
    first = stream(0, "funds").random(5)
    assert (stream(0, "funds").random(5) == first).all()
    assert not (stream(1, "funds").random(5) == first).any()
    assert not (stream(0, "managers").random(5) == first).any()


def test_choices_are_in_proportion_to_weights() -> None:
    found = choose(stream(0, "x"), np.array([1.0, 0.0, 3.0]), 40_000)
    shares = np.bincount(found, minlength=3) / 40_000
    assert shares[1] == 0
    assert shares[0] == pytest.approx(0.25, abs=4 * (0.25 * 0.75 / 40_000) ** 0.5)


def test_what_weighs_more_tends_to_come_first() -> None:
    found = choose_rows(stream(0, "x"), np.tile([1.0, 3.0], (40_000, 1)), 2)
    assert (np.sort(found, axis=1) == [0, 1]).all()
    # Efraimidis and Spirakis: the first is drawn with a chance in proportion to its weight.
    assert (found[:, 0] == 1).mean() == pytest.approx(0.75, abs=4 * 0.00217)


@given(st.floats(0, 1), st.integers(1, 200))
def test_some_are_at_least_one_and_different(share: float, count: int) -> None:
    found = some(stream(0, "x"), share, count)
    assert 1 <= len(found) <= count
    assert (np.diff(found) > 0).all()
    assert len(found) == max(1, round(share * count))
