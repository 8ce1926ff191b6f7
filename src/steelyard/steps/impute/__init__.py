"""Impute: fill missing cells from the figures that are there.

:func:`learn` takes from the data what a method needs to fill any unit's cells, :func:`apply`
fills them; cells that have a figure are never touched, and cells for which a method has nothing
to go by stay missing. Handbook on Constructing Composite Indicators (OECD/JRC, 2008), step 3.
"""

from steelyard.steps.impute.methods import apply, findings, learn

__all__ = ["apply", "findings", "learn"]
