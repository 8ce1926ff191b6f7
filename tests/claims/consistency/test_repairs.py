"""The least sets of claims that must be wrong, held against trying all sets.

Whether claims can be true together is then asked of a linear programme (HiGHS), which knows
nothing of intervals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import chain, combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from steelyard.claims.audit import audit
from steelyard.claims.consistency.hitting import connected, least_hitting_sets
from steelyard.claims.consistency.narrowing import Network, Relation
from steelyard.claims.consistency.repairs import repairs
from steelyard.claims.consistency.system import System
from steelyard.claims.file.load import parse
from steelyard.claims.formulas.formula import Comparison, Expression, Sum, read_formula
from steelyard.claims.formulas.linear import Linear
from steelyard.claims.interval import EVERYTHING, Interval
from steelyard.claims.outcome import Repair

BASE = ("a", "b", "c")


def formula(text: str) -> Expression:
    found = read_formula(text)
    assert not isinstance(found, Comparison)
    return found


def system(
    said: Mapping[str, tuple[str, tuple[int, int]]], formulas: Mapping[str, Expression]
) -> System:
    """Return claims, each of a value and the ends of what its words allow."""
    values = dict.fromkeys([*BASE, *formulas, *(value for value, _ in said.values())], EVERYTHING)
    return System(
        Network([Relation.equation(name, one) for name, one in formulas.items()]),
        values,
        {
            name: (value, Interval(Fraction(low), Fraction(high)))
            for name, (value, (low, high)) in said.items()
        },
        tuple(said),
        {},
        tuple(sorted(values, key=lambda value: value in formulas)),
    )


def feasible(claims: System, kept: Iterable[str]) -> bool:
    """Return whether claims can be true together, by a linear programme."""
    names = list(claims.order)
    rows = []
    for relation in claims.network.relations:
        linear = Linear.of(relation.expression)
        assert linear is not None
        rows.append(([float(linear.by.get(name, 0)) for name in names], -float(linear.alone)))
    bounds = dict.fromkeys(names, (-np.inf, np.inf))
    for claim in kept:
        value, interval = claims.said[claim]
        assert interval.low is not None
        assert interval.high is not None
        low, high = bounds[value]
        bounds[value] = (max(low, float(interval.low)), min(high, float(interval.high)))
    if any(low > high for low, high in bounds.values()):
        return False
    found = linprog(
        np.zeros(len(names)),
        A_eq=np.array([row for row, _ in rows]) if rows else None,
        b_eq=np.array([alone for _, alone in rows]) if rows else None,
        bounds=[bounds[name] for name in names],
    )
    return bool(found.status == 0)


def least_by_trying(claims: System) -> set[frozenset[str]]:
    """Return all least sets without which the rest is feasible, by trying all sets."""
    for size in range(len(claims.claims) + 1):
        found = {
            frozenset(away)
            for away in combinations(claims.claims, size)
            if feasible(claims, set(claims.claims) - set(away))
        }
        if found:
            return found
    raise AssertionError("without any claim, all is well")


def together(found: Sequence[Repair]) -> set[frozenset[str]]:
    """Return the sets that mend all contradictions at once."""
    choices = product(*(one.choices for one in found))
    return {frozenset(chain.from_iterable(choice)) for choice in choices}


ends = st.tuples(st.integers(-5, 5), st.integers(0, 3)).map(lambda one: (one[0], one[0] + one[1]))
coefficients = st.integers(-2, 2)


@st.composite
def linear_systems(draw: st.DrawFn) -> System:
    """Draw three values, sums of them, and up to seven claims about any of these."""
    formulas: dict[str, Expression] = {}
    for at in range(draw(st.integers(0, 3))):
        weights = [draw(coefficients) for _ in BASE]
        terms = " + ".join(f"({w}) * {name}" for w, name in zip(weights, BASE, strict=True))
        formulas[f"s{at}"] = formula(terms)
    values = st.sampled_from([*BASE, *formulas])
    claims = draw(st.lists(st.tuples(values, ends), min_size=1, max_size=7))
    return system({f"claim{at}": one for at, one in enumerate(claims)}, formulas)


@settings(max_examples=60)
@given(linear_systems())
def test_the_least_sets_are_those_that_trying_all_finds(claims: System) -> None:
    found = repairs([claims])
    expected = least_by_trying(claims)
    if all(one.complete for one in found.of):
        assert together(found.of) == expected
    else:
        assert {len(one) for one in together(found.of)} <= {len(one) for one in expected}


@settings(max_examples=40)
@given(linear_systems())
def test_what_is_involved_cannot_all_be_true(claims: System) -> None:
    for repair in repairs([claims]).of:
        assert not feasible(claims, repair.involved)


@settings(max_examples=40)
@given(linear_systems())
def test_claims_that_can_all_be_true_need_no_repair(claims: System) -> None:
    if feasible(claims, claims.claims):
        assert repairs([claims]).of == ()


def test_two_figures_of_one_value_leave_the_choice() -> None:
    (found,) = repairs([system({"x": ("a", (525, 525)), "y": ("a", (581, 581))}, {})]).of
    assert found == Repair(("x", "y"), (("x",), ("y",)))


def test_the_figure_that_two_others_contradict_is_the_one() -> None:
    claims = system(
        {
            "part": ("a", (4, 4)),
            "rest": ("b", (6, 6)),
            "total": ("s", (9, 9)),
            "half": ("h", (5, 5)),
        },
        {"s": formula("a + b"), "h": formula("(a + b) / 2")},
    )
    (found,) = repairs([claims]).of
    assert found.choices == (("total",),)
    assert found.complete


def test_contradictions_that_share_nothing_are_told_apart() -> None:
    claims = system(
        {
            "one": ("a", (1, 1)),
            "other": ("a", (2, 2)),
            "third": ("b", (1, 1)),
            "fourth": ("b", (5, 5)),
        },
        {"s": formula("a + b")},
    )
    found = repairs([claims]).of
    assert [one.involved for one in found] == [("one", "other"), ("third", "fourth")]


def test_a_search_that_is_cut_short_says_so() -> None:
    claims = system({"x": ("a", (525, 525)), "y": ("a", (581, 581))}, {"s": formula("a + b")})
    assert not repairs([claims], most=0).complete


def test_data_that_exclude_each_other_blame_no_claim() -> None:
    network = Network(
        [Relation(Sum((formula("a"), formula("b")), (False, True)), (Interval.point(0),))]
    )
    given_values = {"a": Interval.point(1), "b": Interval.point(2)}
    claims = System(network, given_values, {"x": ("a", Interval.point(1))}, ("x",), {}, ("a", "b"))
    assert repairs([claims]).of == ()


BRANDS = """
title: Brands
claims:
  cities: {printed: 22 cities, exact: true}
  first: {printed: 5 cities, exact: true}
  hong_kong: {printed: 1 city, exact: true}
  with_one: {printed: 15 cities, exact: true}
  add_up: {formula: first + hong_kong + with_one == cities}
  counted: {printed: 16 cities, exact: true, formula: with_one}
"""


def test_the_figure_that_both_a_count_and_a_sum_contradict_is_the_one() -> None:
    (found,) = audit(parse(BRANDS)).repairs
    assert found.choices == (("with_one",),)
    assert found.involved == ("cities", "first", "hong_kong", "with_one", "add_up", "counted")


def test_a_comparison_is_a_claim_like_others() -> None:
    text = BRANDS.replace("22 cities", "20 cities").replace("15 cities", "16 cities")
    (found,) = audit(parse(text)).repairs
    assert found.choices == (("cities",), ("first",), ("hong_kong",), ("add_up",))


def test_two_comparisons_that_exclude_each_other_are_seen_to() -> None:
    text = """
title: Value
claims:
  first: {printed: over 14 trillion USD}
  second: {printed: over 12 trillion USD}
  above: {formula: first > second + 1}
  below: {formula: 2 * first <= 2 * second}
"""
    (found,) = audit(parse(text)).repairs
    assert found.choices == (("above",), ("below",))
    assert found.complete


def test_rejected_claims_are_left_out() -> None:
    text = """
title: Members
claims:
  first: {printed: 525, quantity: members}
  second: {printed: 581, quantity: members, status: rejected}
"""
    assert audit(parse(text)).repairs == ()


def test_claims_in_two_currencies_are_not_one_value() -> None:
    text = """
title: Revenue
claims:
  yuan: {printed: 15 trillion CNY, quantity: revenue}
  dollars: {printed: 2.1 trillion USD, quantity: revenue}
"""
    assert audit(parse(text)).repairs == ()


families = st.lists(st.frozensets(st.sampled_from("abcdef"), min_size=1, max_size=3), max_size=6)


@given(families)
def test_hitting_sets_are_those_that_trying_all_finds(family: list[frozenset[str]]) -> None:
    for size in range(7):
        expected = {
            frozenset(one)
            for one in combinations("abcdef", size)
            if all(not one_set.isdisjoint(one) for one_set in family)
        }
        if expected:
            break
    found = least_hitting_sets(family, 100)
    assert (set(found.sets), found.complete) == (expected, True)


@given(families)
def test_groups_share_nothing_and_lose_nothing(family: list[frozenset[str]]) -> None:
    groups = list(connected(family))
    assert sorted(map(sorted, chain.from_iterable(groups))) == sorted(map(sorted, family))
    members = [frozenset[str]().union(*group) for group in groups]
    assert all(one.isdisjoint(other) for one, other in combinations(members, 2))


def test_too_many_hitting_sets_are_cut_short() -> None:
    family = [frozenset({f"{letter}{at}" for letter in "abc"}) for at in range(20)]
    found = least_hitting_sets(family, 20)
    assert not found.complete
    assert all(not one.isdisjoint(conflict) for one in found.sets for conflict in family)


@pytest.mark.parametrize("family", [[], [frozenset("a")]])
def test_few_sets_are_ordinary(family: list[frozenset[str]]) -> None:
    assert least_hitting_sets(family, 5).sets == (frozenset().union(*family),)
