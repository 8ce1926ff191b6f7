"""Formulas put in for the names of claims that are only computed.

So a figure that two of them share is seen to be one value, and what follows stays tight. Where
that would make a formula large, the name stays, and the interval of its value is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from steelyard.claims.formulas.formula import (
    Call,
    Comparison,
    Expression,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Root,
    Sum,
    parts,
)

__all__ = ["renamed", "substituted", "substituted_sides"]

_MOST_PARTS, _DEEPEST = 200, 32


def substituted(formula: Expression, known: Mapping[str, Expression]) -> Expression:
    """Return a formula with others put in for names.

    Parameters
    ----------
    formula
        The formula.
    known
        What stands for a name, if that is more than the name.

    Examples
    --------
    >>> from steelyard.claims.formulas.formula import names, read_formula
    >>> total = {"total": read_formula("mean * count")}
    >>> names(substituted(read_formula("part / total"), total))
    ('part', 'mean', 'count')
    """
    put_in = _put_in(formula, known)
    return put_in if _is_small(put_in) else formula


def substituted_sides(formula: Comparison, known: Mapping[str, Expression]) -> Comparison:
    """Return a comparison with others put in for the names of its sides."""
    return Comparison(tuple(substituted(part, known) for part in formula.parts), formula.signs)


def renamed(formula: Expression | Comparison, new: Mapping[str, str]) -> Expression | Comparison:
    """Return a formula with other names."""
    called = {name: Name(other) for name, other in new.items()}
    if isinstance(formula, Comparison):
        return Comparison(tuple(_put_in(part, called) for part in formula.parts), formula.signs)
    return _put_in(formula, called)


def _put_in(formula: Expression, known: Mapping[str, Expression]) -> Expression:
    inner = tuple(_put_in(part, known) for part in parts(formula))
    match formula:
        case Number():
            return formula
        case Name(name):
            return known.get(name, formula)
        case Negative():
            return Negative(inner[0])
        case Power(_, exponent):
            return Power(inner[0], exponent)
        case Root(_, degree):
            return Root(inner[0], degree)
        case Sum(_, turned):
            return Sum(inner, turned)
        case Product(_, turned):
            return Product(inner, turned)
        case Call(function):
            return Call(function, inner)
        case _:
            assert_never(formula)


def _is_small(formula: Expression) -> bool:
    """Return whether a formula has few parts and is not deep."""
    seen, level = 0, [formula]
    for _ in range(_DEEPEST):
        seen += len(level)
        if seen > _MOST_PARTS:
            return False
        level = [part for one in level for part in parts(one)]
        if not level:
            return True
    return False
