"""Intervals, numbers in them and formulas, drawn for properties."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from hypothesis import strategies as st

from steelyard.claims.formulas.formula import (
    Call,
    Expression,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Sum,
)
from steelyard.claims.interval import Interval

__all__ = ["expressions", "fractions", "interval_with", "intervals", "within"]

fractions = st.builds(Fraction, st.integers(-12, 12), st.sampled_from([1, 2, 3, 10]))


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    """Draw an interval: closed, open, with or without bounds, or a point."""
    low, high = sorted((draw(fractions), draw(fractions)))
    if low == high:
        return Interval.point(low)
    return Interval(
        None if draw(st.integers(0, 5)) == 0 else low,
        None if draw(st.integers(0, 5)) == 0 else high,
        draw(st.booleans()),
        draw(st.booleans()),
    )


@st.composite
def within(draw: st.DrawFn, interval: Interval) -> Fraction:
    """Draw a number of an interval; its bounds often, where they belong to it."""
    bounds = (interval.low, interval.high)
    ends = [end for end in bounds if end is not None and end in interval]
    share = Fraction(draw(st.integers(1, 15)), 16)
    low, high = interval.low, interval.high
    if low is not None and high is not None:
        inner = low + (high - low) * share
    elif low is not None:
        inner = low + share * 40
    elif high is not None:
        inner = high - share * 40
    else:
        inner = (share - Fraction(1, 2)) * 40
    return draw(st.sampled_from([inner, *ends]))


@st.composite
def interval_with(draw: st.DrawFn) -> tuple[Interval, Fraction]:
    """Draw an interval and a number of it."""
    interval = draw(intervals())
    return interval, draw(within(interval))


def expressions(names: tuple[str, ...], *, linear: bool = False) -> st.SearchStrategy[Expression]:
    """Return formulas over names."""
    numbers = st.integers(-3, 3).map(lambda n: Number(Fraction(n), str(n)))
    leaves = st.one_of(st.sampled_from(names).map(Name), numbers)

    def larger(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
        several = st.lists(inner, min_size=2, max_size=3).map(tuple)

        def joined(kind: type[Sum | Product]) -> st.SearchStrategy[Expression]:
            return several.flatmap(
                lambda parts: st.lists(
                    st.booleans(), min_size=len(parts) - 1, max_size=len(parts) - 1
                ).map(lambda turned: kind(parts, (False, *turned)))
            )

        simple = [joined(Sum), inner.map(Negative)]
        if linear:
            return st.one_of(*simple)
        calls = st.sampled_from(["min", "max", "sum", "mean"])
        return st.one_of(
            *simple,
            joined(Product),
            st.builds(Power, inner, st.integers(-2, 3)),
            st.builds(Call, calls, several),
            inner.map(lambda one: Call("abs", (one,))),
        )

    return st.recursive(leaves, larger, max_leaves=6)


def points(values: Mapping[str, Fraction]) -> dict[str, Interval]:
    """Return numbers as intervals."""
    return {name: Interval.point(value) for name, value in values.items()}
