"""Aggregations as formulas of a spreadsheet, over the weights and the parts of a criterion.

Each says what ``steelyard.steps.aggregate`` computes: parts without weight are left out, missing
parts leave their weight to the others, and below the coverage there is no score. Array formulas
evaluate a condition cell by cell; OpenFormula 1.2 (ISO/IEC 26300-2), Excel and others agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from steelyard.scheme.aggregate import AggregateSpec, Power

__all__ = ["FORMULAS", "formula"]

_Form = Callable[[str, str, AggregateSpec], str]
_ROUNDING = "0.999999999999"
"""A share of the weight that is the coverage but for rounding is enough."""


def formula(weights: str, parts: str, spec: AggregateSpec) -> str:
    """Return the formula of a criterion's score.

    Parameters
    ----------
    weights, parts
        The cells of the weights and of the parts, side by side: ``$C$5:$D$5``, ``C6:D6``.
    spec
        The aggregation; one of :data:`FORMULAS`.

    Returns
    -------
    An array formula, whose result is an empty text where there is no score.

    Examples
    --------
    >>> from steelyard.scheme.aggregate import Minimum
    >>> formula("C$5:D$5", "C6:D6", Minimum())[-50:]
    '"",MIN(IF(ISNUMBER(C6:D6)*(C$5:D$5>0),C6:D6))),"")'
    """
    known = f"SUM(IF(ISNUMBER({parts}),{weights}))"
    least = f"{spec.coverage!r}*SUM({weights})*{_ROUNDING}"
    score = FORMULAS[spec.method](weights, parts, spec)
    return f'=IFERROR(IF(OR({known}<=0,{known}<{least}),"",{score}),"")'


def _counted(weights: str, parts: str, term: str) -> str:
    """Return the sum of a term over the parts that are there and have a weight."""
    return f"SUM(IF({_there(weights, parts)},{term}))"


def _there(weights: str, parts: str) -> str:
    return f"ISNUMBER({parts})*({weights}>0)"


def _lowest(weights: str, parts: str) -> str:
    return f"MIN(IF({_there(weights, parts)},{parts}))"


def _arithmetic(weights: str, parts: str, _spec: AggregateSpec) -> str:
    # Σ w·x / Σ w
    known = _counted(weights, parts, weights)
    return f"{_counted(weights, parts, f'{weights}*{parts}')}/{known}"


def _geometric(weights: str, parts: str, _spec: AggregateSpec) -> str:
    # exp(Σ w·ln x / Σ w); a part that is not above 0 is an error, so there is no score
    known = _counted(weights, parts, weights)
    return f"EXP({_counted(weights, parts, f'{weights}*LN({parts})')}/{known})"


def _harmonic(weights: str, parts: str, _spec: AggregateSpec) -> str:
    # Σ w / Σ (w/x) where all parts are above 0
    known = _counted(weights, parts, weights)
    mean = f"{known}/{_counted(weights, parts, f'{weights}/{parts}')}"
    return f'IF({_lowest(weights, parts)}<=0,"",{mean})'


def _power(weights: str, parts: str, spec: AggregateSpec) -> str:
    # (Σ w·x^p / Σ w)^(1/p) where no part is below 0; p = 0 is the geometric mean
    assert isinstance(spec, Power)
    if spec.exponent == 0:
        return _geometric(weights, parts, spec)
    known, p = _counted(weights, parts, weights), repr(float(spec.exponent))
    mean = f"({_counted(weights, parts, f'{weights}*{parts}^({p})')}/{known})^(1/({p}))"
    limit = "<0" if spec.exponent > 0 else "<=0"
    return f'IF({_lowest(weights, parts)}{limit},"",{mean})'


def _minimum(weights: str, parts: str, _spec: AggregateSpec) -> str:
    return _lowest(weights, parts)


def _maximum(weights: str, parts: str, _spec: AggregateSpec) -> str:
    return f"MAX(IF({_there(weights, parts)},{parts}))"


FORMULAS: Mapping[str, _Form] = MappingProxyType(
    {
        "arithmetic": _arithmetic,
        "geometric": _geometric,
        "harmonic": _harmonic,
        "power": _power,
        "minimum": _minimum,
        "maximum": _maximum,
    }
)
"""The aggregations that a spreadsheet can do, by the name of the method."""
