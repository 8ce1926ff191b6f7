"""Weigh: where the weights of a criterion's parts come from.

Methods that look at the data have their formulas in the modules beside this
one; a method to be added is one more of them, a class in
``steelyard.scheme.weigh`` and a case in :func:`learn`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from steelyard.engines import Engine, Matrix, Vector
from steelyard.errors import DataError
from steelyard.i18n import message
from steelyard.scheme.weigh import Equal, EqualWithinParent, Factor, Given, Pca, WeighSpec
from steelyard.steps.calibration import Calibration
from steelyard.steps.weigh.correlation import correlate
from steelyard.steps.weigh.factor import factor_weights, principal_factors, varimax
from steelyard.steps.weigh.principal_component import first_component

__all__ = ["learn"]

_FEWEST_UNITS = 3
_NEGATIVE = -1e-12


def learn(
    parts: Matrix,
    given: Vector,
    leaves: Vector,
    spec: WeighSpec,
    names: Sequence[str],
    engine: Engine,
) -> Calibration:
    """Return the weights of a criterion's parts.

    Parameters
    ----------
    parts
        (units, parts), the parts' scores, NaN for missing.
    given
        (parts,), the weights or points that stand in the tree.
    leaves
        (parts,), how many indicators each part has below it, itself if it is one.
    spec
        Where the weights come from.
    names
        The parts' names, for messages.
    engine
        Where correlations are summed up.

    Returns
    -------
    ``weights``, (parts,): as given; for ``equal`` the number of indicators; for
    derived weights in a scale that sums to one. Derived weights also come with
    ``units``, how many units they were learned from.

    Raises
    ------
    DataError
        If too few units have all parts, a part does not vary, or the first
        principal component weighs parts against each other.
    """
    match spec:
        case Given():
            return _weights(given)
        case Equal():
            return _weights(leaves)
        case EqualWithinParent():
            return _weights(np.ones(len(given)))
        case Pca() | Factor() if len(given) == 1:
            return _weights(np.ones(1))
        case Pca():
            correlations, units = _correlations(parts, spec.method, names, engine)
            loadings = first_component(correlations)
            _refuse_opposed(loadings, names)
            loadings = np.maximum(loadings, 0.0)
            return _weights(loadings / loadings.sum(), units)
        case Factor():
            correlations, units = _correlations(parts, spec.method, names, engine)
            factors = principal_factors(correlations, spec.eigenvalue, spec.factors)
            return _weights(factor_weights(varimax(factors)), units)


def _weights(weights: Vector, units: int | None = None) -> Calibration:
    learned = {} if units is None else {"units": np.array([units])}
    return Calibration({"weights": weights, **learned})


def _correlations(
    parts: Matrix, method: str, names: Sequence[str], engine: Engine
) -> tuple[Matrix, int]:
    """Return the correlations of the parts and the number of units behind them."""
    found = correlate(parts, engine)
    if found.units < _FEWEST_UNITS:
        raise DataError(
            message(
                "Weights by “{method}” need at least {fewest} units with all of {parts}; "
                "there are {count}.",
                method=method,
                fewest=_FEWEST_UNITS,
                parts=", ".join(names),
                count=found.units,
            )
        )
    if found.constant.any():
        raise DataError(
            message(
                "Weights by “{method}” need parts that vary; the same for all units: {parts}.",
                method=method,
                parts=", ".join(names[at] for at in np.flatnonzero(found.constant).tolist()),
            )
        )
    return found.matrix, found.units


def _refuse_opposed(loadings: Vector, names: Sequence[str]) -> None:
    opposed = [name for name, loading in zip(names, loadings, strict=True) if loading < _NEGATIVE]
    if opposed:
        raise DataError(
            message(
                "The first principal component weighs these parts against the others, so its "
                "loadings cannot be weights: {parts}. Check their directions, or weigh otherwise.",
                parts=", ".join(opposed),
            )
        )
