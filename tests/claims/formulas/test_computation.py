"""Computations as readers see them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from steelyard.claims.formulas.computation import computation, counted, shown
from steelyard.claims.formulas.formula import read_formula
from steelyard.claims.interval import Interval
from steelyard.claims.printed import Printed
from steelyard.claims.text.quantities import printed

FIGURES = {"a": "22,764億", "b": "285.44億", "c": "500個"}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("a / (b * c)", "22,764億 ÷ (285.44億 × 500個)"),
        ("a / b / c", "22,764億 ÷ 285.44億 ÷ 500個"),
        ("a - (b - c)", "22,764億 − (285.44億 − 500個)"),
        ("a - b * c", "22,764億 − 285.44億 × 500個"),
        ("(a + b) * 1000", "(22,764億 + 285.44億) × 1,000"),
        ("-a + 2.50", "−22,764億 + 2.50"),
        ("a + -b", "22,764億 + (−285.44億)"),
        ("2 ** 3", "2³"),
        ("a ** 2 / b ** -1", "(22,764億)² ÷ (285.44億)⁻¹"),
        ("root(a, 2) + root(b, 3)", "√(22,764億) + ³√(285.44億)"),
        ("mean(a, b) - sum(a, 1_000)", "mean(22,764億, 285.44億) − sum(22,764億, 1,000)"),
        ("a <= b != c", "22,764億 ≤ 285.44億 ≠ 500個"),
    ],
)
def test_a_formula_is_shown_with_figures_and_signs_of_print(formula: str, expected: str) -> None:
    assert computation(read_formula(formula), FIGURES, None, None) == expected


@pytest.mark.parametrize(
    ("value", "figure", "expected"),
    [
        (Fraction(22764, 142720), "15.9%", "≈ 15.95%"),
        (Fraction(78, 500), "15.6%", "= 15.6%"),
        (Fraction(96_950_000_000, 181), "5.3億元", "≈ 5.356億元"),
        (Fraction(14_272_000_000_000), "over 14 trillion USD", "≈ 14.27 trillion USD"),
        (Fraction(3), "4", "= 3"),
    ],
)
def test_the_outcome_is_in_the_unit_of_the_claim_and_says_whether_it_is_rounded(
    value: Fraction, figure: str, expected: str
) -> None:
    found = computation(read_formula("1"), {}, printed(figure), value)
    assert found == f"1 {expected}"


def test_an_outcome_that_is_a_range_is_shown_by_its_ends() -> None:
    half_line = Interval.above(Fraction(7))
    assert computation(read_formula("1"), {}, None, half_line) == "1 ∈ 7 … ∞"


def test_many_names_are_cut_short_and_counted_all() -> None:
    text = counted([f"n{at}" for at in range(50)])
    assert text.endswith("n39, … = 50")


@pytest.mark.parametrize("value", [Fraction(10**5000), Fraction(1, 10**5000), Fraction(-1, 3)])
def test_any_value_can_be_shown(value: Fraction) -> None:
    assert len(shown(value, None)) < 100
    assert shown(value, Printed("1", Fraction(1), Fraction(1)))
