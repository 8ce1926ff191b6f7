"""Factors between units: exact, and none without a reason."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.data.units import convert, convertible, factor, is_money_in, known, ratio
from steelyard.errors import DataError


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("元", "万元", Fraction(1, 10**4)),
        ("萬元", "元", Fraction(10**4)),
        ("亿元", "CNY million", Fraction(100)),
        ("億元", "萬元", Fraction(10**4)),
        ("百万元", "RMB million", Fraction(1)),
        ("人民币万元", "CNY 10k", Fraction(1)),
        ("千元", "元", Fraction(1000)),
        ("兆元", "亿元", Fraction(10**4)),
        ("新台幣千元", "TWD million", Fraction(1, 1000)),
        ("萬元", "TWD", Fraction(10**4)),  # 元 is the dollar of Taiwan where the scheme says so
        ("港币亿元", "HKD", Fraction(10**8)),
        ("EUR million", "million EUR", Fraction(1)),
        ("€ million", "EUR million", Fraction(1)),
        ("€m", "EUR million", Fraction(1)),
        ("EURm", "euro", Fraction(10**6)),
        ("kEUR", "EUR", Fraction(1000)),
        ("€bn", "EUR million", Fraction(1000)),
        ("US$ '000", "USD million", Fraction(1, 1000)),
        ("$ trillion", "USD billion", Fraction(1000)),
        ("日元", "¥", Fraction(1)),
        ("£ thousand", "GBP", Fraction(1000)),
        ("thousand", "million", Fraction(1, 1000)),
        ("thousand", "person", Fraction(1000)),
        ("萬", "EUR million", Fraction(1, 100)),
        ("千人", "persons", Fraction(1000)),
        ("万户", "households", Fraction(10**4)),
        ("%", "1", Fraction(1, 100)),
        ("‰", "%", Fraction(1, 10)),
        ("percent", "％", Fraction(1)),
        ("亩", "ha", Fraction(1, 15)),
        ("萬畝", "公頃", Fraction(2000, 3)),
        ("坪", "m²", Fraction(400, 121)),
        ("m2", "ha", Fraction(1, 10**4)),
        ("10⁴ m²", "ha", Fraction(1)),
        ("km²", "㎡", Fraction(10**6)),
        ("kWh", "MWh", Fraction(1, 1000)),
        ("亿千瓦时", "TWh", Fraction(1, 10)),
        ("吨", "kg", Fraction(1000)),
        ("Mt", "万吨", Fraction(100)),
        ("m", "km", Fraction(1, 1000)),
        ("year", "月", Fraction(12)),
        ("EUR/person", "EUR thousand per capita", Fraction(1, 1000)),
        ("kWh per person", "MWh/人", Fraction(1, 1000)),
        ("元/平方米", "万元/亩", Fraction(1, 15)),  # 666.67 m² a mu, 10,000 元 a 万元
        ("% of GDP", "%  of GDP", Fraction(1)),  # the same words need not be understood
    ],
)
def test_factor_is_exact(source: str, target: str, expected: Fraction) -> None:
    assert ratio(source, target) == expected
    assert factor(source, target) == float(expected)


@pytest.mark.parametrize(
    ("source", "target"), [("元", "EUR"), ("$", "€ million"), ("¥", "万元/人")]
)
def test_money_of_different_countries_has_no_factor(source: str, target: str) -> None:
    assert not convertible(source, target)


def test_message_says_that_an_exchange_rate_is_needed() -> None:
    with pytest.raises(DataError, match="元 cannot be converted to EUR without an exchange rate"):
        ratio("元", "EUR")


@pytest.mark.parametrize(
    ("source", "target"),
    [("人", "EUR"), ("EUR", "人"), ("%", "EUR"), ("ha", "kWh"), ("degC", "kelvin"), ("户", "人")],
)
def test_different_kinds_have_no_factor(source: str, target: str) -> None:
    with pytest.raises(DataError, match=f"Figures in {source} cannot be converted to {target}"):
        ratio(source, target)


def test_unknown_unit_is_told_with_the_nearest() -> None:
    with pytest.raises(DataError) as caught:
        ratio("milion EUR", "EUR")
    assert caught.value.problems[0].nearest == "million"


@pytest.mark.parametrize("text", ["2015 US$", "score", "", "EUR USD", "%%%x", "国内生产总值"])
def test_not_every_text_is_a_unit(text: str) -> None:
    assert not known(text)


@pytest.mark.parametrize(
    ("sign", "unit", "fits"),
    [("$", "USD million", True), ("$", "TWD", True), ("€", "USD", False), ("元", "萬元", True)],
)
def test_currency_sign_fits_its_currencies(sign: str, unit: str, *, fits: bool) -> None:
    assert is_money_in(sign, unit) is fits


def test_division_leaves_no_noise() -> None:
    assert convert(pl.Series([12_340_000.0, 3.0]), ratio("元", "万元")).to_list() == [1234, 0.0003]


@given(st.sampled_from(["万元", "EUR million", "%", "亩", "kWh", "thousand persons"]))
def test_a_unit_is_itself(unit: str) -> None:
    assert ratio(unit, unit) == 1


@given(st.permutations(["元", "万元", "亿元", "CNY million"]))
def test_factors_multiply_along_a_chain(units: list[str]) -> None:
    a, b, c, _d = units
    assert ratio(a, b) * ratio(b, c) == ratio(a, c)


def test_pint_is_loaded_only_for_physical_units() -> None:
    code = (
        "import sys; from steelyard.data.units import factor; factor('亿元', 'CNY million');"
        "factor('% of GDP', '% of GDP'); sys.exit('pint' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
