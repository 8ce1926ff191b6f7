"""Treat: rein in outliers and skewed indicators before they are made comparable.

:func:`learn` flags indicators by their skewness and kurtosis and finds the method of the chain
that helps, :func:`apply` repeats it on any units with what was learned. Handbook on
Constructing Composite Indicators (OECD/JRC, 2008), steps 3 and 5; the rule is that of the COIN
Tool and of COINr.
"""

from steelyard.steps.treat.applying import apply, findings
from steelyard.steps.treat.learning import learn

__all__ = ["apply", "findings", "learn"]
