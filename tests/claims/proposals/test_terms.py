"""The arithmetic of terms: formulas as text, and intervals beside them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.claims.formulas.computing import worth
from steelyard.claims.formulas.formula import Comparison, read_formula
from steelyard.claims.interval import Interval
from steelyard.claims.printed import Printed
from steelyard.claims.proposals.terms import Term, agree, narrow

VALUES = {"f1": Fraction(3), "f2": Fraction(5), "f3": Fraction(7)}
TERMS = st.recursive(
    st.sampled_from([Term.of(name, Interval.point(value)) for name, value in VALUES.items()]),
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(
        lambda three: {
            "+": three[0] + three[2],
            "-": three[0] - three[2],
            "*": three[0] * three[2],
        }[three[1]]
    ),
    max_leaves=8,
)


@given(TERMS)
def test_a_formula_is_worth_what_its_interval_says(term: Term) -> None:
    expression = read_formula(term.formula)
    assert not isinstance(expression, Comparison)
    assert Interval.point(worth(expression, VALUES)) == term.interval


def test_a_sum_names_its_parts_in_order() -> None:
    parts = [Term.of(name, Interval.point(value)) for name, value in VALUES.items()]
    assert Term.sum(parts).formula == "f1 + f2 + f3"


def test_a_share_agrees_if_it_was_rounded() -> None:
    share = Printed("15.6%", Fraction("0.156"), Fraction("0.001"), percent=True)
    assert agree(share, Term.of("f1", Interval.point(Fraction("0.1564"))))


def test_a_share_agrees_if_it_was_cut_off() -> None:
    share = Printed("15.6%", Fraction("0.156"), Fraction("0.001"), percent=True)
    assert agree(share, Term.of("f1", Interval.point(Fraction("0.1569"))))


def test_a_share_does_not_agree_with_another() -> None:
    share = Printed("15.6%", Fraction("0.156"), Fraction("0.001"), percent=True)
    assert not agree(share, Term.of("f1", Interval.point(Fraction("0.158"))))


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        (Interval.point(5), True),
        (Interval(Fraction(95), Fraction(100)), True),
        (Interval(Fraction(94), Fraction(100)), False),
        (Interval.above(Fraction(5)), False),
    ],
)
def test_an_interval_is_narrow_relative_to_its_size(interval: Interval, expected: bool) -> None:
    assert narrow(interval, Fraction(1, 20)) is expected
