"""Intervals: what must hold of every number in them, and what the ends are."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from steelyard.claims.interval import EVERYTHING, Interval
from tests.claims.drawn import fractions, interval_with, intervals

With = tuple[Interval, Fraction]
HALF = Fraction(1, 2)


def closed(low: int | str, high: int | str) -> Interval:
    return Interval(Fraction(low), Fraction(high))


ARITHMETIC = [operator.add, operator.sub, operator.mul]
each_operation = pytest.mark.parametrize("operation", ARITHMETIC)


@each_operation
@given(one=interval_with(), other=interval_with())
def test_what_comes_out_of_two_numbers_is_in_what_comes_out_of_their_intervals(
    operation: Callable[[Any, Any], Any], one: With, other: With
) -> None:
    assert operation(one[1], other[1]) in operation(one[0], other[0])


@given(one=interval_with(), other=interval_with())
def test_a_quotient_is_in_the_quotient_of_the_intervals(one: With, other: With) -> None:
    assume(other[1] != 0)
    assert one[1] / other[1] in one[0] / other[0]


@given(interval_with(), st.integers(-4, 5))
def test_a_power_is_in_the_power_of_the_interval(one: With, exponent: int) -> None:
    assume(exponent >= 0 or one[1] != 0)
    assert one[1] ** exponent in one[0].power(exponent)


@given(interval_with())
def test_a_size_is_in_the_sizes(one: With) -> None:
    assert abs(one[1]) in one[0].size()


@given(interval_with(), interval_with())
def test_the_smaller_and_the_larger_of_two_are_in_theirs(one: With, other: With) -> None:
    assert min(one[1], other[1]) in one[0].least(other[0])
    assert max(one[1], other[1]) in one[0].greatest(other[0])


@each_operation
@given(st.tuples(fractions, fractions).map(sorted), st.tuples(fractions, fractions).map(sorted))
def test_the_ends_of_closed_intervals_are_reached(
    operation: Callable[[Any, Any], Any], one: list[Fraction], other: list[Fraction]
) -> None:
    found = operation(Interval(one[0], one[1]), Interval(other[0], other[1]))
    corners = [operation(a, b) for a, b in product(one, other)]
    assert (found.low, found.high) == (min(corners), max(corners))


@given(intervals(), intervals())
def test_a_number_is_in_the_meet_where_it_is_in_both(one: Interval, other: Interval) -> None:
    met = one.meet(other)
    grid = [Fraction(n, 20) for n in range(-260, 261, 5)]
    both = [x for x in grid if x in one and x in other]
    assert both == ([] if met is None else [x for x in grid if x in met])


@given(intervals(), intervals())
def test_the_hull_holds_both(one: Interval, other: Interval) -> None:
    hull = one.hull(other)
    assert hull.contains(one)
    assert hull.contains(other)


@given(intervals(), intervals())
def test_the_distance_is_0_where_intervals_touch_or_overlap(one: Interval, other: Interval) -> None:
    assert one.distance(other) == other.distance(one) >= 0
    if one.meet(other) is not None:
        assert one.distance(other) == 0


@given(intervals())
def test_some_number_is_in_the_interval(one: Interval) -> None:
    assert one.some() in one


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (closed(1, 2) + Interval(Fraction(1), Fraction(2), False, True), "(2, 4]"),
        (Interval.above(Fraction(14)) * closed(2, 3), "(28, ∞)"),
        (closed(0, 1) * Interval.above(Fraction(5)), "[0, ∞)"),
        (Interval.below(Fraction(0)) * Interval.below(Fraction(0)), "(0, ∞)"),
        (closed(1, 2) / closed(4, 5), "[0.2, 0.5]"),
        (closed(1, 2) / Interval(Fraction(0), Fraction(4), False, True), "[0.25, ∞)"),
        (closed(1, 2) / closed(-1, 1), "(−∞, ∞)"),
        (closed(-3, 2).power(2), "[0, 9]"),
        (closed(-3, 2).power(3), "[-27, 8]"),
        (closed(2, 4).power(-1), "[0.25, 0.5]"),
        (closed(-3, 2).size(), "[0, 3]"),
        (Interval.above(Fraction(3)).greatest(closed(1, 5)), "(3, ∞)"),
    ],
)
def test_ends_come_out_as_by_hand(found: Interval, expected: str) -> None:
    assert str(found) == expected


@pytest.mark.parametrize(
    ("low", "high", "low_inside", "high_inside"),
    [(2, 1, True, True), (1, 1, False, True), (1, 1, True, False)],
)
def test_an_empty_interval_is_refused(
    low: int, high: int, low_inside: bool, high_inside: bool
) -> None:
    with pytest.raises(ValueError, match="nothing lies between"):
        Interval(Fraction(low), Fraction(high), low_inside, high_inside)


def test_open_intervals_that_touch_have_nothing_in_common() -> None:
    below, above = Interval.below(HALF), Interval.above(HALF)
    assert below.meet(above) is None
    assert below.distance(above) == 0


def test_division_by_nothing_but_0_is_an_error() -> None:
    with pytest.raises(ZeroDivisionError):
        _ = closed(1, 2) / Interval.point(0)


def test_everything_holds_everything() -> None:
    assert EVERYTHING.contains(Interval.above(HALF))
    assert 10**40 in EVERYTHING
