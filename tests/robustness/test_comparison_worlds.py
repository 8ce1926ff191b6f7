"""The split held against eight worlds that plain Python evaluates, and what must always hold."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import permutations
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard import Scheme
from steelyard.evaluation.evaluation import Evaluation
from steelyard.robustness.comparison.part import Part
from steelyard.robustness.comparison.worlds import CAUSES, Split, World, split
from tests.robustness.comparisons import evaluated, scheme

Units = dict[str, dict[str, int]]
Weights = dict[str, int]
Side = tuple[Weights, Units]

figures = st.fixed_dictionaries({"a": st.integers(0, 6), "b": st.integers(0, 6)})
units = st.dictionaries(st.sampled_from("pqrstu"), figures, min_size=1)
weights = st.fixed_dictionaries({"a": st.integers(1, 4), "b": st.integers(1, 4)})
sides = st.tuples(weights, units)


# The same in plain Python, with fractions


def scores(weights: Weights, units: Units) -> dict[str, Fraction]:
    """Return the weighted mean of min–max scores; one half where all figures are equal."""
    total = {unit: Fraction(0) for unit in units}
    for name, weight in weights.items():
        known = [row[name] for row in units.values()]
        low, high = min(known), max(known)
        for unit, row in units.items():
            score = Fraction(row[name] - low, high - low) if high > low else Fraction(1, 2)
            total[unit] += weight * score / sum(weights.values())
    return total


def ranks(weights: Weights, units: Units) -> dict[str, int]:
    found = scores(weights, units)
    return {
        unit: 1 + sum(other > score for other in found.values()) for unit, score in found.items()
    }


def world(before: Side, after: Side, new: frozenset[str]) -> dict[str, int]:
    """Return the ranks where the causes in ``new`` are as they are after."""
    own, others = (after[1], before[1]) if "data" in new else (before[1], after[1])
    listed = (after if "entrants" in new else before)[1]
    chosen = {unit: own[unit] if unit in own else others[unit] for unit in listed}
    return ranks((after if "method" in new else before)[0], chosen)


def by_all_orders(before: Side, after: Side, unit: str) -> dict[str, Fraction]:
    """Return what each cause adds, averaged over the orders in which they can change."""
    found = dict.fromkeys(CAUSES, Fraction(0))
    for order in permutations(CAUSES):
        new: frozenset[str] = frozenset()
        for cause in order:
            step = world(before, after, new)[unit] - world(before, after, new | {cause})[unit]
            found[cause] += Fraction(step, 6)
            new |= {cause}
    return found


# The program


def part(evaluation: Evaluation) -> Part:
    return Part.of(evaluation.scheme, evaluation.data)


def side(one: Side) -> Part:
    return part(evaluated(scheme(one[0]), one[1]))


def stayed(before: Part, after: Part) -> pl.DataFrame:
    common = sorted(before.listed & after.listed)
    return pl.DataFrame(
        {"key": common, "list": [""] * len(common)},
        schema_overrides={"key": pl.String, "list": pl.String},
    )


def divided(before: Side, after: Side) -> tuple[list[str], Split]:
    one, other = side(before), side(after)
    common = stayed(one, other)
    return common["key"].to_list(), split(one, other, common)


@given(sides, sides)
@settings(max_examples=60)
def test_the_split_is_that_of_eight_worlds_in_plain_python(before: Side, after: Side) -> None:
    common, found = divided(before, after)
    for at, unit in enumerate(common):
        expected = by_all_orders(before, after, unit)
        np.testing.assert_allclose(
            found.shares[:, at], [float(expected[cause]) for cause in CAUSES], atol=1e-12
        )


@given(sides, sides)
@settings(max_examples=25)
def test_every_world_is_that_of_plain_python(before: Side, after: Side) -> None:
    common, found = divided(before, after)
    for number in range(8):
        new = frozenset(cause for bit, cause in enumerate(CAUSES) if number >> bit & 1)
        expected = world(before, after, new)
        assert found.ranks[number].tolist() == [expected[unit] for unit in common]


@given(sides, sides)
@settings(max_examples=25)
def test_shares_add_up_to_the_change_and_turn_round_with_the_editions(
    before: Side, after: Side
) -> None:
    common, found = divided(before, after)
    change = found.ranks[0] - found.ranks[-1]
    np.testing.assert_allclose(found.shares.sum(axis=0), change, atol=1e-12)
    again, back = divided(after, before)
    assert again == common
    np.testing.assert_allclose(back.shares, -found.shares, atol=1e-12)


@given(sides, sides, st.sets(st.sampled_from(CAUSES)))
@settings(max_examples=40)
def test_a_cause_that_did_not_change_has_nothing(before: Side, other: Side, same: set[str]) -> None:
    listed = before[1] if "entrants" in same else other[1]
    chosen = {
        unit: before[1].get(unit, row) if "data" in same else other[1].get(unit, row)
        for unit, row in listed.items()
    }
    after = (before[0] if "method" in same else other[0], chosen)
    _, found = divided(before, after)
    assert not set(found.changed) & same
    for at, cause in enumerate(CAUSES):
        if cause in same:
            assert (found.shares[at] == 0).all()


@pytest.mark.parametrize(
    ("same", "evaluated"),
    [
        ((), 8),
        (("method",), 4),
        (("data",), 4),
        (("entrants",), 4),
        (("method", "entrants"), 2),
        (CAUSES, 1),
    ],
)
def test_worlds_that_do_not_differ_are_evaluated_once(
    same: tuple[str, ...], evaluated: int
) -> None:
    before: Side = (
        {"a": 1, "b": 2},
        {"p": {"a": 1, "b": 2}, "q": {"a": 3, "b": 1}, "r": {"a": 0, "b": 4}},
    )
    left = {"p": {"a": 1, "b": 2}, "q": {"a": 3, "b": 1}, "s": {"a": 2, "b": 2}}
    listed = before[1] if "entrants" in same else left
    changed = {} if "data" in same else {"p": {"a": 4, "b": 2}}
    after: Side = (before[0] if "method" in same else {"a": 2, "b": 1}, {**listed, **changed})
    _, found = divided(before, after)
    assert found.evaluated == evaluated
    assert {*found.changed} == {*CAUSES} - {*same}


def test_the_order_of_rows_and_what_only_people_read_are_no_change() -> None:
    before = evaluated(scheme({"a": 1, "b": 2}), {"p": {"a": 1, "b": 2}, "q": {"a": 3, "b": 1}})
    told: dict[str, Any] = {
        "version": "2",
        "title": {"en": "Other", "zh-Hant": "別的"},
        "about": "Another year",
        "assumptions": {},
        "inputs": {
            "units": {
                "title": "Units",
                "columns": {
                    "unit": {"type": "text", "headers": ["Name"]},
                    "a": {"title": "A", "range": [0, 9]},
                    "b": {"about": "B", "missing": ["none"]},
                },
            }
        },
    }
    declared = scheme({"a": 1, "b": 2}, **told)
    after = evaluated(declared, {"q": {"a": 3, "b": 1}, "p": {"a": 1, "b": 2}})
    one, other = part(before), part(after)
    found = split(one, other, stayed(one, other))
    assert (found.evaluated, found.changed) == (1, ())


@pytest.mark.parametrize(
    "settings",
    [
        {"aggregate": "geometric"},
        {"rank": {"order": "ascending"}},
        {"steps": [{"normalise": "rank"}]},
        {"vetoes": {"low": {"when": {"a": {"below": 2}}, "effect": "zero"}}},
        {"tree": {"parts": {"a": {"direction": "down"}, "b": {"weight": 2}}}},
    ],
)
def test_what_changes_a_score_is_another_method(settings: Mapping[str, Any]) -> None:
    units: Units = {"p": {"a": 1, "b": 2}, "q": {"a": 3, "b": 1}}
    one = part(evaluated(scheme({"a": 1, "b": 2}), units))
    other = part(evaluated(scheme({"a": 1, "b": 2}, **settings), units))
    assert split(one, other, stayed(one, other)).changed == ("method",)


def test_worlds_are_numbered_by_the_causes_that_are_new() -> None:
    from steelyard.robustness.comparison.worlds import WORLDS

    assert WORLDS[0] == World(0, 0, 0)
    assert [WORLDS[1 << bit] for bit in range(3)] == [
        World(1, 0, 0),
        World(0, 1, 0),
        World(0, 0, 1),
    ]
    assert World._fields == CAUSES


def test_ranks_that_ties_share_are_split_too() -> None:
    averaged: dict[str, Any] = {"rank": {"ties": "average"}}
    before = evaluated(scheme({"a": 1}, **averaged), {"p": {"a": 1}, "q": {"a": 1}, "r": {"a": 0}})
    after = evaluated(scheme({"a": 1}, **averaged), {"p": {"a": 2}, "q": {"a": 1}, "r": {"a": 0}})
    one, other = part(before), part(after)
    found = split(one, other, stayed(one, other))
    assert found.shares[0].tolist() == [0.5, -0.5, 0]


def test_a_scheme_of_its_own_is_not_needed_for_equal_ones() -> None:
    declared = scheme({"a": 1})
    assert Scheme.parse(declared.to_yaml()) is not declared
    units: Units = {"p": {"a": 1}, "q": {"a": 3}}
    one = part(evaluated(declared, units))
    other = part(evaluated(Scheme.parse(declared.to_yaml()), units))
    assert split(one, other, stayed(one, other)).evaluated == 1
