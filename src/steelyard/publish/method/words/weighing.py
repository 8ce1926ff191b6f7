"""Where the weights of a criterion's parts come from, in words."""

from __future__ import annotations

from typing import assert_never

from steelyard.i18n import message
from steelyard.publish.method.amounts import digits
from steelyard.publish.method.told import Told
from steelyard.scheme.weigh import Equal, EqualWithinParent, Factor, Given, Pca, WeighSpec

__all__ = ["weighed"]


def weighed(spec: WeighSpec) -> Told:
    """Return how weights are told.

    Examples
    --------
    >>> print(weighed(Equal()).words)
    Every indicator weighs the same; a part weighs as many as it has below it.
    """
    match spec:
        case Given():
            return Told(message("The weights are those of the scheme; 1 where it has none."))
        case Equal():
            return Told(
                message(
                    "Every indicator weighs the same; a part weighs as many as it has below it."
                )
            )
        case EqualWithinParent():
            return Told(message("Every part weighs the same, however many indicators it has."))
        case Pca():
            return Told(
                message(
                    "The weights are the loadings of the first principal component of the parts' "
                    "correlations, learned from the data."
                )
            )
        case Factor():
            return _factor(spec)
    assert_never(spec)


def _factor(spec: Factor) -> Told:
    words = message(
        "The weights are learned from the data by a factor analysis with varimax rotation: each "
        "part weighs by the factor that it loads highest on, and by the variance that this "
        "factor explains."
    )
    kept = (
        message(
            "Factors with an eigenvalue above {eigenvalue} are kept, at least one.",
            eigenvalue=digits(spec.eigenvalue),
        )
        if spec.factors is None
        else message("{count} factors are kept.", count=spec.factors)
    )
    return Told(words, None, (kept,))
