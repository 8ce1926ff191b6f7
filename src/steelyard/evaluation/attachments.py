"""What an edition holds beside ranking and scores where the scheme asks for it.

Each module named here makes its tables from an evaluation; a scheme that declares
nothing of the kind gets none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.evaluation import (
    account,
    admission,
    commitments,
    compliance,
    estimates,
    exchange_rates,
    homogeneity,
    labels,
    left_out,
    overrides,
    plane,
    reconciliation,
    scenarios,
    self_assessment,
)
from steelyard.evaluation.resource import Resource

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation

__all__ = ["attachments"]

_MAKERS = (
    reconciliation.resources,
    compliance.resources,
    account.resources,
    left_out.resources,
    self_assessment.resources,
    commitments.resources,
    overrides.resources,
    admission.resources,
    homogeneity.resources,
    estimates.resources,
    plane.resources,
    scenarios.resources,
    exchange_rates.resources,
    labels.resources,
)


def attachments(evaluation: Evaluation) -> tuple[Resource, ...]:
    """Return the tables that the scheme's declarations add to an edition."""
    return tuple(resource for make in _MAKERS for resource in make(evaluation))
