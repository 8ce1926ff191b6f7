"""Formulas: what is read, and that nothing but arithmetic is."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.claims.formulas.computing import worth
from steelyard.claims.formulas.formula import (
    Comparison,
    Expression,
    FormulaError,
    Name,
    Number,
    Root,
    names,
    parts,
    read_formula,
    repeated,
)

VALUES = {"a": Fraction(6), "b": Fraction(4), "中國": Fraction(10)}


def value(text: str) -> Fraction:
    formula = read_formula(text)
    assert not isinstance(formula, Comparison)
    return worth(formula, VALUES)


def refusal(text: str) -> str:
    with pytest.raises(FormulaError) as caught:
        read_formula(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a - b - 1", "1"),
        ("a - (b - 1)", "3"),
        ("a / b / 2", "3/4"),
        ("a / (b / 2)", "3"),
        ("a + b * 2", "14"),
        ("-a ** 2", "-36"),
        ("(-a) ** 2", "36"),
        ("a ** -1", "1/6"),
        ("+a", "6"),
        ("min(a, b, 5)", "4"),
        ("max(a, b)", "6"),
        ("abs(b - a)", "2"),
        ("sum(a, b, 1)", "11"),
        ("mean(a, b)", "5"),
        ("root(9 * b, 2)", "6"),
        ("root(-27, 3)", "-3"),
        ("0.1 + 0.2", "3/10"),
        ("1_000.5", "2001/2"),
        ("2.5e3", "2500"),
        (".5", "1/2"),
        ("31+28+31+30+31+30", "181"),
    ],
)
def test_arithmetic_is_that_of_school(text: str, expected: str) -> None:
    assert value(text) == Fraction(expected)


@pytest.mark.parametrize(
    "text", ["中國 ÷ （a × 5）", "中國／（a＊5）", " 中國 /\n  (a * 5)\n", "中國\t/ (a⋅5)"]
)
def test_signs_as_people_write_them_are_understood(text: str) -> None:
    assert value(text) == Fraction(1, 3)


def test_a_long_sum_is_not_deep() -> None:
    assert value("+".join(["a"] * 900)) == 5400


def test_a_number_keeps_its_digits() -> None:
    assert read_formula("0.10") == Number(Fraction(1, 10), "0.10")


def test_a_chain_compares_each_with_the_next() -> None:
    formula = read_formula("a < b <= 中國")
    assert isinstance(formula, Comparison)
    assert formula.signs == ("<", "<=")
    assert formula.parts == (Name("a"), Name("b"), Name("中國"))


def test_a_root_has_a_degree() -> None:
    assert read_formula("root(a, 3)") == Root(Name("a"), 3)


def test_names_are_those_of_claims_in_their_order() -> None:
    formula = read_formula("b / (a + b) + sum(中國, 1)")
    assert names(formula) == ("b", "a", "中國")
    assert repeated(formula) == {"b"}


NOT_ARITHMETIC = [
    *("__import__('os')", "a.b", "a[0]", "lambda: 1", "[a]", "{a}", "(a, b)", "a if b else a"),
    *("not a", "a and b", "a % b", "a // b", "a @ b", "a | b", "a in b", "a is b", "~a"),
    *("'a'", "f'{a}'", "b'a'", "True", "None", "1j", "0x10", "1e999", "...", "(a := 1)"),
    *("f(a)", "a(b)", "1(2)", "min(*a)", "min(a, key=b)", "sum(x for x in a)", "await a", "yield"),
    *("a b", "a) + (b", "(a", "a +", "5%", "a; b", "a # b", "a \\ b", "a = b", "“a”", "a\0b"),
    *("a ** b", "a ** 2.5", "a ** 65", "a ** -65", "root(a)", "root(a, b)", "root(a, 1)", "min()"),
    *("abs(a, b)", "a < (a < b)", "(a < b) + 1", "1if 2", "9 9", "\ud800", "import os", "a¹"),
]


@pytest.mark.parametrize("text", NOT_ARITHMETIC, ids=ascii)
def test_what_is_not_arithmetic_is_refused(text: str) -> None:
    assert "of the formula:" in refusal(text)


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_formula_is_told(text: str) -> None:
    assert refusal(text) == "The formula is empty."


@pytest.mark.parametrize(
    ("text", "at"),
    [("a = b", 3), ("  a = b", 5), ("a + b[0]", 5), ("中國 + f(a)", 6), ("a ** b", 6)],
)
def test_the_place_is_told(text: str, at: int) -> None:
    assert refusal(text).startswith(f"Character {at} of the formula")


def test_the_equals_sign_is_explained() -> None:
    assert "“==” compares" in refusal("a = b")


def test_an_unknown_function_names_the_known_ones() -> None:
    assert "“median”; expected one of: min, max, abs, sum, mean, root" in refusal("median(a)")


@pytest.mark.parametrize(
    "text",
    ["(1-" * 70 + "a" + ")" * 70, "-" * 1999 + "a", "abs(" * 70 + "a" + ")" * 70, "-" * 70 + "a"],
    ids=["brackets", "signs", "functions", "few signs"],
)
def test_a_deep_formula_is_refused(text: str) -> None:
    assert "nested too deeply" in refusal(text)


@pytest.mark.parametrize(
    "text", ["(" * 1000 + "a" + ")" * 999, "[" * 2000, "(" * 199 + "a" + ")" * 199]
)
def test_brackets_without_end_do_no_harm(text: str) -> None:
    with suppress(FormulaError):
        read_formula(text)


def test_a_formula_that_is_too_long_is_refused() -> None:
    assert "2,001" in refusal("a" * 2001).replace("2001", "2,001")


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        formula = read_formula(text)
    except FormulaError:
        return
    assert all(isinstance(part, Expression) for part in parts(formula))
