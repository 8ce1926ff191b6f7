"""How parts become one score: every aggregation in words, with its formula.

In formulas x is the score of a part, w its weight, s the score of the criterion; sums run over
the parts that a unit has. The formulas are those of ``steelyard.steps.aggregate``.
"""

from __future__ import annotations

from typing import assert_never

from steelyard.i18n import Message, message
from steelyard.publish.method.amounts import digits, share
from steelyard.publish.method.formula import (
    Formula,
    call,
    equal,
    figure,
    minus,
    name,
    over,
    plus,
    power,
    times,
    total,
)
from steelyard.publish.method.told import Told
from steelyard.scheme.aggregate import (
    AggregateSpec,
    Arithmetic,
    Copeland,
    Geometric,
    Harmonic,
    Maximum,
    MazziottaPareto,
    Median,
    Minimum,
    OrderedWeighted,
    Outranking,
    Power,
    Sum,
)

__all__ = ["aggregated", "coverage"]

_X, _W, _S = name("x"), name("w"), name("s")
_MEAN = name("x̄")
_ONE = figure(1)
_POSITIVE = message("All parts must be above 0; a unit with one that is not has no score.")


def aggregated(spec: AggregateSpec) -> Told:
    """Return how an aggregation is told.

    Examples
    --------
    >>> told = aggregated(Arithmetic())
    >>> print(told.words, told.formula.text)
    The weighted mean of the parts. s = Σ w·x / Σ w
    """
    match spec:
        case Sum() | Arithmetic() | Geometric() | Harmonic() | Power():
            return _mean(spec)
        case Median() | Minimum() | Maximum() | OrderedWeighted():
            return _ordered(spec)
        case MazziottaPareto():
            return _mazziotta_pareto(spec)
        case Copeland():
            words = message(
                "Copeland's rule: how many units it beats, less how many beat it. It beats another "
                "if it is above it on more than half of the weight of the parts that both have."
            )
            return Told(words)
        case Outranking():
            words = message(
                "Outranking: the order of units that the comparisons of every two of them, part by "
                "part, support most (Condorcet, Kemeny, Young)."
            )
            return Told(words)
    assert_never(spec)


def coverage(spec: AggregateSpec) -> Message:
    """Return what becomes of a unit that lacks a part."""
    if spec.coverage <= 0:
        return message("One known part is enough; those that are known stand for all.")
    if spec.coverage >= 1:
        return message("Every part is needed: where one is missing, the score is missing.")
    return message(
        "Parts with at least {share} of the weight must be known; they then stand for all, else "
        "the score is missing.",
        share=share(spec.coverage),
    )


def _weighted(of: Formula) -> Formula:
    return over(total(of), total(_W))


def _score(of: Formula) -> Formula:
    return equal(_S, of)


def _mean(spec: Sum | Arithmetic | Geometric | Harmonic | Power) -> Told:
    match spec:
        case Sum():
            return Told(message("The sum of the parts' points."), _score(total(_X)))
        case Arithmetic():
            words = message("The weighted mean of the parts.")
            return Told(words, _score(_weighted(times(_W, _X))))
        case Geometric():
            words = message(
                "The weighted geometric mean of the parts: a weak part is not fully made up for."
            )
            logs = _weighted(times(_W, call("ln", _X)))
            return Told(words, _score(call("exp", logs)), (_POSITIVE,))
        case Harmonic():
            words = message(
                "The weighted harmonic mean of the parts: a weak part is hardly made up for."
            )
            return Told(words, _score(over(total(_W), total(over(_W, _X)))), (_POSITIVE,))
    words = message(
        "The weighted power mean of the parts with the exponent {exponent}; the lower it is, the "
        "less a strong part makes up for a weak one.",
        exponent=digits(spec.exponent),
    )
    exponent = figure(spec.exponent)
    raised = power(_weighted(times(_W, power(_X, exponent))), over(_ONE, exponent))
    if spec.exponent == 0:
        raised = call("exp", _weighted(times(_W, call("ln", _X))))
    return Told(words, _score(raised), (_POSITIVE,))


def _ordered(spec: Median | Minimum | Maximum | OrderedWeighted) -> Told:
    match spec:
        case Median():
            return Told(message("The weighted median of the parts."))
        case Minimum():
            words = message("The lowest of the parts: nothing makes up for it.")
            return Told(words, _score(call("min", _X)))
        case Maximum():
            return Told(message("The highest of the parts."), _score(call("max", _X)))
    steps = tuple(
        (message("place {number}", number=at), message("weight {weight}", weight=digits(weight)))
        for at, weight in enumerate(spec.weights, start=1)
    )
    words = message("The ordered weighted average: weights belong to places, the best part first.")
    own = message(
        "Where the parts' own weights differ, they say how much of a place each takes up."
    )
    return Told(words, None, (own,), steps)


def _mazziotta_pareto(spec: MazziottaPareto) -> Told:
    words = message(
        "The index of Mazziotta and Pareto: the weighted mean less a penalty for parts that are "
        "out of balance."
    )
    if spec.penalty == "positive":
        words = message(
            "The index of Mazziotta and Pareto: the weighted mean and a penalty on top for parts "
            "that are out of balance, since more is worse."
        )
    penalty = over(power(name("σ"), figure(2)), _MEAN)
    join = minus if spec.penalty == "negative" else plus
    note = message("x̄ is the weighted mean of the parts, σ² their weighted variance.")
    return Told(words, _score(join(_MEAN, penalty)), (note,))
