"""Normalise: turn the figures of indicators into scores that can be compared.

:func:`learn` takes from the data what a relative method depends on, :func:`apply` scores
any block with it; the formulas are the pure functions of this package's modules. Handbook
on Constructing Composite Indicators (OECD/JRC, 2008), step 5.
"""

from steelyard.steps.normalise.learning import constant_columns, learn
from steelyard.steps.normalise.needed import needed
from steelyard.steps.normalise.scoring import apply

__all__ = ["apply", "constant_columns", "learn", "needed"]
