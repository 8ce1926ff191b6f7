"""Figures that vary: errors of the data, imputed cells drawn, numbers of rules within bounds.

An indicator's normalised score in each replication is computed by the steps of the
pipeline themselves, its replications side by side.
"""

from steelyard.robustness.varied import Varied
from steelyard.robustness.varying.varying import Varying

__all__ = ["Varied", "Varying"]
