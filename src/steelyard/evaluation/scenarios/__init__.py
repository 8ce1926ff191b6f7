"""Units under several futures: what each is worth in each scenario, judged by every rule.

``futures`` reads payoffs and probabilities out of the tables, ``tables`` writes what an edition
keeps, ``told`` the findings, ``words`` the sentences. The mathematics is in
``steelyard.steps.scenarios``.
"""

from __future__ import annotations

from steelyard.evaluation.scenarios.futures import Futures, futures_of
from steelyard.evaluation.scenarios.tables import HEADINGS, TABLES, resources
from steelyard.evaluation.scenarios.told import findings_of

__all__ = [
    "HEADINGS",
    "TABLES",
    "Futures",
    "findings_of",
    "futures_of",
    "resources",
]
