"""One method on one column: what it has to learn, and what it then does to figures.

Every method keeps the order of figures. What a stage holds is enough to treat a unit that
was not there when it was learned.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from steelyard.engines import Matrix, Vector
from steelyard.scheme.treat import (
    BoxCox,
    CoinToolLog,
    Log,
    NoTreatment,
    SquareRoot,
    Treatment,
    Winsorise,
)
from steelyard.steps.treat.box_cox import fit_exponent
from steelyard.steps.treat.shape import Limits
from steelyard.steps.treat.winsorise import winsorise

__all__ = ["Stage", "fitted", "transformed"]


class Stage(NamedTuple):
    """What a method learned from a column; a column of a matrix of stages, or one.

    ``lower`` and ``upper`` are the figures to which others are brought in, for a winsorised
    column or one whose transformation is not defined beyond them; ``origin`` and ``offset``
    move figures into the transformation's domain; ``sign`` is −1 where they are turned over;
    ``exponent`` is λ; ``points`` counts the figures that winsorising brought in.
    """

    lower: float | Vector = -np.inf
    upper: float | Vector = np.inf
    origin: float | Vector = 0.0
    offset: float | Vector = 0.0
    sign: float | Vector = 1.0
    exponent: float | Vector = 1.0
    points: float | Vector = 0.0


def fitted(method: Treatment, ordered: Vector, skewness: float, limits: Limits) -> Stage:
    """Learn a stage from a column.

    Parameters
    ----------
    method
        The method.
    ordered
        (figures,) ascending, none missing, at least one.
    skewness
        Their skewness.
    limits
        When the column passes.
    """
    match method:
        case Winsorise():
            most = np.inf if method.points == "unlimited" else method.points
            found = winsorise(ordered, most, limits, force=method.force)
            return Stage(lower=found.lower, upper=found.upper, points=found.points)
        case CoinToolLog():
            return _coin_tool_log(method, ordered, skewness)
        case BoxCox():
            return _box_cox(method, ordered)
        case Log() | SquareRoot() | NoTreatment():
            return Stage()


def _coin_tool_log(method: CoinToolLog, ordered: Vector, skewness: float) -> Stage:
    least, greatest = float(ordered[0]), float(ordered[-1])
    offset = 0.01 * (greatest - least)
    if method.offset == "one" or offset == 0:
        offset = 1.0
    if method.mirror and not skewness > 0:
        return Stage(upper=greatest, origin=greatest, offset=offset, sign=-1.0)
    return Stage(lower=least, origin=least, offset=offset)


def _box_cox(method: BoxCox, ordered: Vector) -> Stage:
    least = float(ordered[0])
    stage = Stage(lower=least, origin=least, offset=1.0) if method.shift else Stage()
    if method.lambda_ != "fit":
        return stage._replace(exponent=method.lambda_)
    figures = ordered - stage.origin + stage.offset
    if figures[0] <= 0:
        return stage  # No λ makes these defined, as transformed() will show.
    return stage._replace(exponent=fit_exponent(figures))


def transformed(method: Treatment, values: Matrix, stage: Stage) -> Matrix:
    """Return what a method makes of figures; not finite where it is not defined.

    - log: ln x; square root: √x;
    - COIN Tool: ln(x − min + a), turned over −ln(max − x + a);
    - Box–Cox: (z^λ − 1)/λ, or ln z where λ is 0, with z = x − min + 1 or z = x.

    Parameters
    ----------
    method
        The method.
    values
        (units, columns) or (figures,).
    stage
        What was learned, (columns,) each, or numbers.
    """
    brought_in = np.clip(values, stage.lower, stage.upper)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        match method:
            case Winsorise() | NoTreatment():
                return brought_in
            case Log():
                return np.log(brought_in)
            case SquareRoot():
                return np.sqrt(brought_in)
            case CoinToolLog():
                inner = stage.sign * (brought_in - stage.origin) + stage.offset
                return np.asarray(stage.sign * np.log(inner))
            case BoxCox():
                return _power(brought_in - stage.origin + stage.offset, stage.exponent)


def _power(figures: Matrix, exponent: float | Vector) -> Matrix:
    logs = np.log(np.where(figures > 0, figures, np.nan))
    divisor = np.where(np.equal(exponent, 0), 1.0, exponent)
    return np.where(np.equal(exponent, 0), logs, np.expm1(exponent * logs) / divisor)
