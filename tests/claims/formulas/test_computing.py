"""Values of formulas: nothing that is possible is lost, and little that is not is kept."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from steelyard.claims.formulas.computing import UndefinedError, natural, worth
from steelyard.claims.formulas.extents import extent, possible_truths, truth
from steelyard.claims.formulas.formula import Comparison, Expression, Sign, read_formula
from steelyard.claims.formulas.roots import root_interval, whole_root
from steelyard.claims.interval import Interval
from tests.claims.drawn import expressions, interval_with, intervals

NAMES = ("a", "b", "c")
SIGNS: tuple[Sign, ...] = ("<", "<=", "==", "!=", ">=", ">")
Box = dict[str, tuple[Interval, Fraction]]
boxes = st.fixed_dictionaries({name: interval_with() for name in NAMES})


def formula(text: str) -> Expression:
    found = read_formula(text)
    assert not isinstance(found, Comparison)
    return found


def comparison(text: str) -> Comparison:
    found = read_formula(text)
    assert isinstance(found, Comparison)
    return found


def box(**ends: tuple[int | str, int | str]) -> dict[str, Interval]:
    return {name: Interval(Fraction(low), Fraction(high)) for name, (low, high) in ends.items()}


@settings(max_examples=150)
@given(expressions(NAMES), boxes)
def test_no_possible_value_is_lost(expression: Expression, drawn: Box) -> None:
    try:
        value = worth(expression, {name: number for name, (_, number) in drawn.items()})
    except UndefinedError:
        assume(False)
    intervals = {name: interval for name, (interval, _) in drawn.items()}
    assert value in natural(expression, intervals)
    assert value in extent(expression, intervals)


@settings(max_examples=100)
@given(expressions(NAMES), boxes)
def test_the_extent_is_never_wider_than_plain_interval_arithmetic(
    expression: Expression, drawn: Box
) -> None:
    intervals = {name: interval for name, (interval, _) in drawn.items()}
    try:
        plain = natural(expression, intervals)
    except UndefinedError:
        assume(False)
    assert plain.contains(extent(expression, intervals))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a / (a + b)", "[0.25, 0.75]"),
        ("a - a", "0"),
        ("a / a", "1"),
        ("(a - b) / (a + b)", "[-0.5, 0.5]"),
        ("a / b - b / a", "[-2.66667, 2.66667]"),
        ("a * b - a", "[0, 6]"),
        ("max(a, 2) - a", "[0, 1]"),
        ("abs(a) - a", "0"),
        ("a ** 2 - a", "[0, 6]"),
    ],
)
def test_names_that_repeat_are_one_value(text: str, expected: str) -> None:
    assert str(extent(formula(text), box(a=(1, 3), b=(1, 3)))) == expected


def test_what_neither_rises_nor_falls_is_cut_and_comes_out_nearly_tight() -> None:
    found = extent(formula("a * (1 - a)"), box(a=(0, 1)))  # the largest value is 1/4, at 1/2
    assert found.low == 0
    assert found.high is not None
    assert Fraction(1, 4) <= found.high < Fraction(27, 100)


def test_a_root_that_repeats_comes_out_at_its_ends() -> None:
    found = extent(formula("root(a, 2) + a"), box(a=(1, 3)))
    assert found.low == 2
    assert found.high is not None
    assert float(found.high) == pytest.approx(3 + 3**0.5)


def test_an_open_end_stays_open_where_the_formula_rises() -> None:
    open_box = {"a": Interval(Fraction(1), Fraction(3), False, True), "b": Interval.point(1)}
    assert str(extent(formula("a / (a + b)"), open_box)) == "(0.5, 0.75]"


def test_a_half_line_goes_through() -> None:
    half_line = {"a": Interval.above(Fraction(1)), "b": Interval.point(1)}
    found = extent(formula("a / (a + b)"), half_line)
    assert (found.low, found.low_inside) == (Fraction(1, 2), False)


@pytest.mark.parametrize("text", ["1 / (a - a)", "a / 0", "0 ** -1", "root(0 - b, 2)"])
def test_what_has_no_value_says_so(text: str) -> None:
    with pytest.raises(UndefinedError):
        worth(formula(text), {"a": Fraction(2), "b": Fraction(1)})


@pytest.mark.parametrize("text", ["((9**64)**64)**64", "a ** 64 * a ** 64"])
def test_figures_without_end_are_refused(text: str) -> None:
    with pytest.raises(UndefinedError, match="thousands of digits"):
        worth(formula(text), {"a": Fraction(10**200)})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a < b", (True,)),
        ("b < a", (False,)),
        ("a < c", (False, True)),
        ("a == a", (True,)),
        ("a != a", (False,)),
        ("a == c", (False, True)),
        ("a <= 2", (True,)),
        ("a < 2", (False, True)),
        ("2 < a", (False,)),
        ("1 <= a < b < 9", (True,)),
        ("1 <= a < b < 4", (False,)),
        ("a / (a + b) <= 0.4", (True,)),
    ],
)
def test_a_comparison_is_certain_where_the_figures_are(text: str, expected: tuple[bool]) -> None:
    assert possible_truths(comparison(text), box(a=(1, 2), b=(4, 5), c=(2, 3))) == expected


@settings(max_examples=100)
@given(
    expressions(NAMES),
    expressions(NAMES),
    st.sampled_from(SIGNS),
    boxes,
)
def test_what_is_true_of_numbers_is_possible_for_their_intervals(
    left: Expression, right: Expression, sign: Sign, drawn: Box
) -> None:
    compared = Comparison((left, right), (sign,))
    intervals = {name: interval for name, (interval, _) in drawn.items()}
    try:
        found = truth(compared, {name: number for name, (_, number) in drawn.items()})
        assert found in possible_truths(compared, intervals)
    except UndefinedError:
        assume(False)


@given(st.integers(0, 10**60), st.integers(2, 9))
def test_a_whole_root_is_the_largest_that_is_not_above(value: int, degree: int) -> None:
    root = whole_root(value, degree)
    assert root**degree <= value < (root + 1) ** degree


@given(st.fractions(0, 1000), st.integers(2, 7))
def test_a_root_lies_between_its_bounds_and_these_are_close(value: Fraction, degree: int) -> None:
    found = root_interval(Interval.point(value), degree)
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low**degree <= value <= found.high**degree
    assert found.high - found.low <= found.high / 10**25


@given(intervals(), st.integers(2, 5))
def test_an_interval_of_roots_holds_those_of_its_numbers(one: Interval, degree: int) -> None:
    found = root_interval(one.power(degree), degree)
    assert found is not None
    assert found.contains(one.size() if degree % 2 == 0 else one)


def test_the_root_of_a_fraction_is_exact() -> None:
    assert root_interval(Interval.point(Fraction(4, 9)), 2) == Interval.point(Fraction(2, 3))
