"""Currencies carried through formulas, as units of measurement are."""

from __future__ import annotations

from fractions import Fraction

import pytest

from steelyard.claims.formulas.currencies import (
    NONE,
    Powers,
    RateError,
    agreed,
    currencies,
    of_printed,
)
from steelyard.claims.formulas.formula import read_formula
from steelyard.claims.printed import Printed

YUAN, DOLLARS = Powers((("CNY", 1),)), Powers((("USD", 1),))
RATE = Powers((("CNY", 1), ("USD", -1)))
OF = {"yuan": YUAN, "dollars": DOLLARS, "rate": RATE, "plain": NONE}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("yuan", YUAN),
        ("yuan + yuan", YUAN),
        ("yuan + plain", YUAN),
        ("plain * yuan", YUAN),
        ("-yuan / 500", YUAN),
        ("yuan / dollars", RATE),
        ("rate * dollars", YUAN),
        ("dollars * rate + yuan", YUAN),
        ("yuan / yuan", NONE),
        ("yuan ** 2", Powers((("CNY", 2),))),
        ("root(yuan ** 2, 2)", YUAN),
        ("mean(yuan, yuan)", YUAN),
        ("abs(yuan - yuan)", YUAN),
        ("yuan < 2 * yuan", YUAN),
        ("2 + 3", NONE),
    ],
)
def test_a_formula_has_the_currencies_of_its_parts(formula: str, expected: Powers) -> None:
    assert currencies(read_formula(formula), OF) == expected


@pytest.mark.parametrize(
    "formula",
    ["yuan + dollars", "yuan - dollars", "min(yuan, dollars)", "yuan == dollars", "rate + yuan"],
)
def test_different_currencies_are_not_added_or_compared(formula: str) -> None:
    with pytest.raises(RateError, match="There is no exchange rate between CNY and USD"):
        currencies(read_formula(formula), OF)


def test_a_figure_without_a_currency_fits_any() -> None:
    assert agreed([NONE, YUAN, NONE]) == YUAN


@pytest.mark.parametrize("unit", ["CNY/USD", "CNY per USD", " CNY / USD "])
def test_a_unit_that_is_a_rate_is_one(unit: str) -> None:
    assert of_printed(Printed("7.1", Fraction("7.1"), Fraction("0.1"), unit=unit)) == RATE


def test_an_amount_is_in_its_currency() -> None:
    amount = Printed("5 USD", Fraction(5), Fraction(1), currency="USD")
    assert of_printed(amount) == DOLLARS
    assert of_printed(None) == NONE
