"""Two editions held against each other: who rose and fell, and why.

``comparison`` has the result and ``compare``, ``standing`` what the published rankings say,
``causes`` what of it can be split; ``worlds`` splits it, on tables that ``reading`` and
``population`` put together; ``words`` says it.
"""

from steelyard.robustness.comparison.comparison import Comparison, compare

__all__ = ["Comparison", "compare"]
