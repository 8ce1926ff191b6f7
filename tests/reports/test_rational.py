"""Amounts that bring a quotient of polynomials to a bound, against the formula by hand."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from steelyard.reports.rational import Bound, Comparator, Rational

amount = st.integers(1, 10_000).map(float)


@given(amount, amount, st.floats(0.05, 0.95))
def test_new_money_brings_a_share_to_a_bound(part: float, rest: float, bound: float) -> None:
    """(a + x)/(T + x) = t at x = (tT − a)/(1 − t)."""
    whole = part + rest
    assume(part / whole < bound - 1e-6)
    share = Rational((part, 1.0), (whole, 1.0))
    expected = (bound * whole - part) / (1 - bound)
    assert share.least(Bound(bound, "at_least")) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("figure", "bound", "comparator", "expected"),
    [
        (Rational.line(3.0, 2.0), 7.0, "at_least", 2.0),
        (Rational.line(3.0, -2.0), -1.0, "at_most", 2.0),
        (Rational.line(3.0, 2.0), 3.0, "more_than", 0.0),
        (Rational.line(3.0), 7.0, "at_least", None),
        (Rational.line(3.0, -1.0), 7.0, "at_least", None),
        (Rational((20.0, 1.0), (100.0, 1.0)), 1.0, "at_least", None),
        (Rational((50.0,), (100.0, 1.0)), 0.25, "less_than", 100.0),
    ],
)
def test_the_least_amount_is_found_or_there_is_none(
    figure: Rational, bound: float, comparator: Comparator, expected: float | None
) -> None:
    found = figure.least(Bound(bound, comparator))
    assert found == (None if expected is None else pytest.approx(expected))


def test_figures_of_figures_are_computed_as_numbers_are() -> None:
    one, other = Rational((1.0, 2.0), (1.0, 1.0)), Rational((3.0, 1.0))
    for x in (0.0, 0.5, 4.0):
        a, b = (1 + 2 * x) / (1 + x), 3 + x
        assert (one + other).at(x) == pytest.approx(a + b)
        assert (one - other).at(x) == pytest.approx(a - b)
        assert (one / other).at(x) == pytest.approx(a / b)
        assert one.scaled(100).at(x) == pytest.approx(100 * a)


def test_what_only_rounding_leaves_over_is_no_slope() -> None:
    """0.1 + 0.2 is not 0.3; a share that does not move would else need 10¹⁶."""
    still = Rational((0.1 + 0.2, 0.1 + 0.2), (1.0, 1.0))
    assert still.least(Bound(0.3, "more_than")) is None
