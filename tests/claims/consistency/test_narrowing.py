"""Narrowing: what is possible stays, and what is shown to be impossible is."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from steelyard.claims.consistency.narrowing import Network, Relation, Work
from steelyard.claims.consistency.witnesses import satisfiable
from steelyard.claims.formulas.computing import UndefinedError, worth
from steelyard.claims.formulas.extents import truths
from steelyard.claims.formulas.formula import Comparison, Expression, Sign, Sum, read_formula
from steelyard.claims.interval import EVERYTHING, Interval
from tests.claims.drawn import expressions, interval_with, points

NAMES = ("a", "b", "c")
MUCH = 10_000
numbers = st.integers(-6, 6).map(Fraction)


def equation(name: str, text: str) -> Relation:
    formula = read_formula(text)
    assert not isinstance(formula, Comparison)
    return Relation.equation(name, formula)


def compared(text: str) -> Relation:
    formula = read_formula(text)
    assert isinstance(formula, Comparison)
    left, right = formula.parts
    return Relation(Sum((left, right), (False, True)), truths(formula.signs[0]))


def interval(low: str | int | None, high: str | int | None) -> Interval:
    return Interval(
        None if low is None else Fraction(low), None if high is None else Fraction(high)
    )


def narrowed(relations: Sequence[Relation], **box: Interval) -> dict[str, str] | None:
    found = Network(relations).narrow(box, Work(MUCH)).box
    return None if found is None else {name: str(one) for name, one in found.items()}


@pytest.mark.parametrize(
    ("relation", "box", "name", "expected"),
    [
        (equation("t", "a + b"), {"t": interval(10, 10), "a": interval(4, 7)}, "b", "[3, 6]"),
        (equation("t", "a - b"), {"t": interval(1, 2), "a": interval(4, 7)}, "b", "[2, 6]"),
        (equation("t", "a * b"), {"t": interval(12, 12), "a": interval(3, 4)}, "b", "[3, 4]"),
        (equation("t", "a / b"), {"t": interval(2, 3), "a": interval(12, 12)}, "b", "[4, 6]"),
        (equation("t", "b / a"), {"t": interval(2, 3), "a": interval(4, 5)}, "b", "[8, 15]"),
        (equation("t", "b ** 2"), {"t": interval(4, 9), "b": interval(0, None)}, "b", "[2, 3]"),
        (equation("t", "b ** 2"), {"t": interval(4, 9), "b": interval(None, 1)}, "b", "[-3, -2]"),
        (equation("t", "b ** 3"), {"t": interval(-8, 27)}, "b", "[-2, 3]"),
        (equation("t", "b ** -1"), {"t": interval(2, 4)}, "b", "[0.25, 0.5]"),
        (equation("t", "root(b, 2)"), {"t": interval(2, 3)}, "b", "[4, 9]"),
        (equation("t", "abs(b)"), {"t": interval(2, 3), "b": interval(-5, 1)}, "b", "[-3, -2]"),
        (equation("t", "min(a, b)"), {"t": interval(2, 3), "a": interval(5, 9)}, "b", "[2, 3]"),
        (equation("t", "min(a, b)"), {"t": interval(2, 3), "a": interval(1, 9)}, "a", "[2, 9]"),
        (equation("t", "max(a, b)"), {"t": interval(7, 8), "a": interval(5, 6)}, "b", "[7, 8]"),
        (equation("t", "sum(a, b, 1)"), {"t": interval(9, 9), "a": interval(2, 3)}, "b", "[5, 6]"),
        (equation("t", "mean(a, b)"), {"t": interval(4, 4), "a": interval(2, 3)}, "b", "[5, 6]"),
        (equation("t", "-b"), {"t": interval(4, 5)}, "b", "[-5, -4]"),
        (compared("a < b"), {"a": interval(4, 9)}, "b", "(4, ∞)"),
        (compared("a >= b"), {"a": interval(4, 9)}, "b", "(−∞, 9]"),
        (compared("a == b"), {"a": interval(4, 9)}, "b", "[4, 9]"),
        (compared("a != b"), {"a": interval(4, 4)}, "b", "(−∞, ∞)"),
    ],
)
def test_a_value_tells_of_the_parts_of_its_formula(
    relation: Relation, box: dict[str, Interval], name: str, expected: str
) -> None:
    whole = {one: box.get(one, EVERYTHING) for one in relation.names}
    found = narrowed([relation], **whole)
    assert found is not None
    assert found[name] == expected


def test_a_mean_and_a_count_bound_a_total_of_which_little_is_said() -> None:
    found = narrowed(
        [equation("total", "mean * brands"), equation("share", "china / total")],
        mean=Interval.around(Fraction("285.44"), Fraction("0.005")),
        brands=Interval.point(500),
        total=Interval.above(Fraction(140_000)),
        china=Interval.around(Fraction(22_764), Fraction("0.5")),
        share=EVERYTHING,
    )
    assert found is not None
    assert found["total"] == "[142717.5, 142722.5]"
    assert found["share"] == "[0.159495, 0.159507]"


@pytest.mark.parametrize(
    ("relations", "box"),
    [
        (
            [equation("t", "a + b")],
            {"t": interval(10, 10), "a": interval(1, 2), "b": interval(1, 2)},
        ),
        ([compared("a < b")], {"a": interval(8, 8), "b": interval(7, 7)}),
        ([compared("a != b")], {"a": interval(7, 7), "b": interval(7, 7)}),
        ([equation("t", "b ** 2")], {"t": interval(-2, -1), "b": EVERYTHING}),
        (
            [equation("t", "a / (a + b)")],
            {"t": interval("0.8", 1), "a": interval(1, 3), "b": interval(1, 3)},
        ),
        ([equation("t", "a * b")], {"t": interval(1, 2), "a": interval(0, 0), "b": EVERYTHING}),
    ],
    ids=["sum", "second with less", "not equal", "square", "share", "times 0"],
)
def test_what_cannot_be_is_shown(relations: list[Relation], box: dict[str, Interval]) -> None:
    assert narrowed(relations, **box) is None


def test_a_formula_without_a_value_says_nothing() -> None:
    found = narrowed([equation("t", "a / b")], t=interval(1, 2), a=interval(1, 1), b=interval(0, 0))
    assert found == {"t": "[1, 2]", "a": "1", "b": "0"}


def test_zero_times_anything_may_be_zero() -> None:
    found = narrowed([equation("t", "a * b")], t=interval(0, 1), a=interval(0, 2), b=EVERYTHING)
    assert found is not None
    assert found["b"] == "(−∞, ∞)"


def test_who_is_to_blame_is_told() -> None:
    network = Network([equation("t", "a + b"), equation("s", "c + d")])
    box = {name: Interval.point(1) for name in "abcdst"} | {"s": Interval.point(2)}
    because = {name: frozenset({name}) for name in box}
    assert network.narrow(box, Work(MUCH), because=because).blamed == {"a", "b", "t"}


def test_who_owns_a_relation_is_to_blame_for_it() -> None:
    network = Network([compared("a < b")], {0: "claim"})
    box = {"a": Interval.point(8), "b": Interval.point(7)}
    assert network.narrow(box, Work(MUCH)).blamed == {"claim"}
    assert network.narrow(box, Work(MUCH), without=frozenset({"claim"})).box == box


def test_narrowing_ends_where_it_would_go_on_without_end() -> None:
    work = Work(MUCH)
    found = Network([equation("a", "b / 2"), equation("b", "a")]).narrow(
        {"a": interval(0, 1), "b": interval(0, 1)}, work
    )
    assert found.box is not None
    assert work.left > MUCH - 1000


def test_bounds_do_not_grow_without_end() -> None:
    relations = [equation("a", "b * b / 8"), equation("b", "a * a / 7")]
    found = Network(relations).narrow({"a": interval(0, 4), "b": interval(0, 4)}, Work(MUCH)).box
    assert found is not None
    ends = [end for one in found.values() for end in (one.low, one.high) if end is not None]
    assert all(end.denominator.bit_length() < 2_000 for end in ends)
    assert all(one.low == 0 for one in found.values())


@settings(max_examples=150)
@given(
    st.lists(expressions(NAMES), min_size=1, max_size=3),
    st.fixed_dictionaries({name: interval_with() for name in NAMES}),
    st.data(),
)
def test_what_satisfies_all_relations_is_never_lost(
    formulas: list[Expression], drawn: dict[str, tuple[Interval, Fraction]], data: st.DataObject
) -> None:
    values = {name: value for name, (_, value) in drawn.items()}
    box = {name: one for name, (one, _) in drawn.items()}
    relations = []
    for at, formula in enumerate(formulas):
        try:
            value = worth(formula, values)
        except UndefinedError:
            assume(False)
        name = f"x{at}"
        margin = data.draw(st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(5)]))
        values[name], box[name] = value, Interval.around(value, margin)
        relations.append(Relation.equation(name, formula))
    found = Network(relations).narrow(box, Work(500)).box
    assert found is not None
    assert all(values[name] in found[name] for name in values)


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(expressions(NAMES, linear=True), st.sampled_from(["<", "<=", "==", ">", ">="])),
        min_size=1,
        max_size=4,
    ),
    st.fixed_dictionaries(dict.fromkeys(NAMES, numbers)),
)
def test_comparisons_that_are_true_of_numbers_are_not_found_impossible(
    sides: list[tuple[Expression, Sign]], values: dict[str, Fraction]
) -> None:
    relations = []
    for expression, sign in sides:
        zero = read_formula("0")
        assert not isinstance(zero, Comparison)
        if any(worth(expression, values) in piece for piece in truths(sign)):
            relations.append(Relation(Sum((expression, zero), (False, True)), truths(sign)))
    box = dict.fromkeys(NAMES, Interval(Fraction(-6), Fraction(6)))
    network = Network(relations)
    found = network.narrow(box, Work(500)).box
    assert found is not None
    assert satisfiable(network, found, values, NAMES, Work(500)) is not False


@given(st.fixed_dictionaries(dict.fromkeys(NAMES, numbers)))
def test_values_that_satisfy_a_network_are_recognised(values: dict[str, Fraction]) -> None:
    relation = equation("c", "a + b")
    assert Network([relation]).satisfied(values, frozenset()) == (
        values["c"] == values["a"] + values["b"]
    )


def test_a_system_that_narrowing_alone_does_not_refute_is_refuted_by_cutting() -> None:
    network = Network([equation("a", "b"), equation("a", "1 - b")])
    box = {"a": interval("0.6", 1), "b": interval(0, 1)}
    left = network.narrow(box, Work(1)).box
    assert left is not None
    assert satisfiable(network, left, {}, ("a", "b"), Work(MUCH)) is False


def test_values_are_found_where_there_are_some() -> None:
    network = Network([equation("t", "a * b"), equation("s", "a + b")])
    box = {"t": interval(6, 6), "s": interval(4, 6), "a": interval(1, 3), "b": interval(1, 9)}
    left = network.narrow(box, Work(MUCH)).box
    assert left is not None
    assert satisfiable(network, left, {"a": Fraction(2)}, ("a", "b", "t", "s"), Work(MUCH)) is True


def test_work_that_is_done_leaves_the_answer_open() -> None:
    network = Network([equation("t", "a * b")])
    box = points({"t": Fraction(6)}) | {"a": interval(1, 3), "b": interval(1, 9)}
    assert satisfiable(network, box, {}, ("a", "b", "t"), Work(0)) is None
