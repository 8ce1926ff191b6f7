"""A computation as a reader sees it: the formula with figures put in, and what comes out.

``22,764億 ÷ (285.44億 × 500) = 15.95%``: figures as printed, signs as in print.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
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
from steelyard.claims.interval import Interval
from steelyard.claims.printed import Printed
from steelyard.claims.scale import Scale

__all__ = ["between", "computation", "counted", "shown"]

_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_SIGNS = {"<": "<", "<=": "≤", "==": "=", "!=": "≠", ">=": "≥", ">": ">"}
_MORE = 2
"""How many decimals are shown beyond the printed ones."""
_MOST_NAMES = 40


def computation(
    formula: Expression | Comparison,
    figures: Mapping[str, str],
    printed: Printed | None,
    value: Fraction | Interval | None,
) -> str:
    """Return a formula with figures put in and what it comes to.

    Parameters
    ----------
    formula
        The formula.
    figures
        The figure of each claim that it names, as it is to be shown.
    printed
        The figure that it is held against, for unit and precision.
    value
        What it comes to; None for a comparison.
    """
    text = _put_in(formula, figures)
    return text if value is None else f"{text} {_outcome(value, printed)}"


def counted(names: Sequence[str]) -> str:
    """Return names and how many they are.

    >>> counted(("北京", "上海"))
    '北京, 上海 = 2'
    """
    some = names if len(names) <= _MOST_NAMES else (*names[:_MOST_NAMES], "…")
    return f"{', '.join(some)} = {len(names)}"


def _outcome(value: Fraction | Interval, printed: Printed | None) -> str:
    """Return what comes out, with a sign for whether that is all of it or rounded."""
    if isinstance(value, Interval):
        return f"∈ {between(value, printed)}"
    return f"{'=' if _rounded(value, printed)[0] == value else '≈'} {shown(value, printed)}"


def shown(value: Fraction, printed: Printed | None) -> str:
    """Return a value in the unit of a figure, a little more precise than that, without end zeros.

    >>> share = Printed("15.9%", Fraction("0.159"), Fraction("0.001"), percent=True)
    >>> shown(Fraction(22764, 142720), share)
    '15.95%'
    """
    rounded, places = _rounded(value, printed)
    scale = Scale.of(printed)
    return scale.figure(rounded, places - scale.decimals(rounded))


def _rounded(value: Fraction, printed: Printed | None) -> tuple[Fraction, int]:
    """Return a value as it is shown, and how many decimals that takes."""
    scale = Scale.of(printed)
    places = scale.decimals(value) + (0 if scale.step is None else _MORE)
    units = round(value / scale.worth * 10**places)
    while places and units % 10 == 0:
        places, units = places - 1, units // 10
    return Fraction(units, 10**places) * scale.worth, places


def between(interval: Interval, printed: Printed | None) -> str:
    """Return the ends of an interval in the unit of a figure."""
    low = "−∞" if interval.low is None else shown(interval.low, printed)
    high = "∞" if interval.high is None else shown(interval.high, printed)
    return f"{low} … {high}"


def _put_in(formula: Expression | Comparison, figures: Mapping[str, str]) -> str:
    if isinstance(formula, Number):
        return _thousands(formula.text)
    if isinstance(formula, Name):
        return figures[formula.name]
    inner = [_put_in(part, figures) for part in parts(formula)]
    match formula:
        case Sum(terms, turned):
            first = inner[0] if isinstance(terms[0], Negative) else _term(terms[0], inner[0])
            rest = map(_term, terms[1:], inner[1:])
            return _joined((first, *rest), ("−" if away else "+" for away in turned))
        case Product(factors, turned):
            return _joined(map(_factor, factors, inner), ("÷" if away else "×" for away in turned))
        case Comparison(_, signs):
            return _joined(inner, ("", *(_SIGNS[sign] for sign in signs)))
        case Call(function):
            return f"{function}({', '.join(inner)})"
        case Negative() | Power() | Root():
            return _alone(formula, inner[0])
        case _:
            assert_never(formula)


def _alone(formula: Negative | Power | Root, inner: str) -> str:
    """Return what has one part."""
    match formula:
        case Negative(of):
            return f"−{_factor(of, inner)}"
        case Power(base, exponent):
            text = inner if isinstance(base, Number) else f"({inner})"
            return f"{text}{str(exponent).translate(_SUPERSCRIPTS)}"
        case Root(_, degree):
            index = "" if degree == 2 else str(degree).translate(_SUPERSCRIPTS)
            return f"{index}√({inner})"
        case _:
            assert_never(formula)


def _joined(texts: Iterable[str], signs: Iterable[str]) -> str:
    """Return texts with the sign of each before it, but for the first."""
    (first, *rest), (_, *between) = texts, signs
    return first + "".join(f" {sign} {text}" for sign, text in zip(between, rest, strict=True))


def _term(formula: Expression, text: str) -> str:
    """Return a term of a sum: in brackets only what has a sign of its own."""
    return f"({text})" if isinstance(formula, Sum | Negative) else text


def _factor(formula: Expression, text: str) -> str:
    """Return a factor: in brackets unless it is one thing."""
    return text if isinstance(formula, Number | Name | Power | Root | Call) else f"({text})"


def _thousands(text: str) -> str:
    """Return a number's digits with thousands set apart."""
    digits = text.replace("_", "")
    whole, point, rest = digits.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.isdigit() and len(whole) < 4000 else digits
