"""Steelyard (桿秤) weighs enterprises, brands and public funds in plain sight.

The nouns of the API::

    from steelyard import Dataset, Scheme, evaluate

    scheme = Scheme.load("tai")
    data = Dataset.read(scheme.inputs, {"countries": "countries.csv"})
    evaluation = evaluate(scheme, data)
    evaluation.ranking
    edition = evaluation.write("edition")

and of what was printed::

    from steelyard import audit, match

    audit("claims.yaml").checked
    match("first.csv", "second.csv").pairs

Each part is imported when it is first used, so that importing this package is cheap.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from steelyard.claims.audit import audit
    from steelyard.claims.extraction import Extraction, extract
    from steelyard.claims.file.grammar import Claims
    from steelyard.claims.outcome import Audit
    from steelyard.claims.text.article import Article
    from steelyard.data.dataset import Dataset
    from steelyard.errors import (
        ClaimsError,
        DataError,
        EditionError,
        QueryError,
        SchemeError,
        SteelyardError,
        UsageError,
    )
    from steelyard.evaluation.edition import Edition
    from steelyard.evaluation.evaluate import evaluate
    from steelyard.evaluation.evaluation import Evaluation
    from steelyard.evaluation.explain import Explanation
    from steelyard.evaluation.place import place
    from steelyard.evaluation.verify import verify
    from steelyard.findings import Finding
    from steelyard.names.match import Matches, match
    from steelyard.robustness.analysis import Analysis, analyse
    from steelyard.robustness.coherence import Coherence
    from steelyard.robustness.comparison import Comparison, compare
    from steelyard.robustness.removal import Removal
    from steelyard.robustness.sensitivity import Sensitivity
    from steelyard.robustness.uncertainty import Uncertainty
    from steelyard.scheme.scheme import Scheme

__version__ = "0.1.0"

_HOMES = {
    "Analysis": "robustness.analysis",
    "Article": "claims.text.article",
    "Audit": "claims.outcome",
    "Claims": "claims.file.grammar",
    "ClaimsError": "errors",
    "Coherence": "robustness.coherence",
    "Comparison": "robustness.comparison",
    "DataError": "errors",
    "Dataset": "data.dataset",
    "Edition": "evaluation.edition",
    "EditionError": "errors",
    "Evaluation": "evaluation.evaluation",
    "Explanation": "evaluation.explain",
    "Extraction": "claims.extraction",
    "Finding": "findings",
    "Matches": "names.match",
    "QueryError": "errors",
    "Removal": "robustness.removal",
    "Scheme": "scheme.scheme",
    "SchemeError": "errors",
    "Sensitivity": "robustness.sensitivity",
    "SteelyardError": "errors",
    "Uncertainty": "robustness.uncertainty",
    "UsageError": "errors",
    "analyse": "robustness.analysis",
    "audit": "claims.audit",
    "compare": "robustness.comparison",
    "evaluate": "evaluation.evaluate",
    "extract": "claims.extraction",
    "match": "names.match",
    "place": "evaluation.place",
    "verify": "evaluation.verify",
}

__all__ = [
    "Analysis",
    "Article",
    "Audit",
    "Claims",
    "ClaimsError",
    "Coherence",
    "Comparison",
    "DataError",
    "Dataset",
    "Edition",
    "EditionError",
    "Evaluation",
    "Explanation",
    "Extraction",
    "Finding",
    "Matches",
    "QueryError",
    "Removal",
    "Scheme",
    "SchemeError",
    "Sensitivity",
    "SteelyardError",
    "Uncertainty",
    "UsageError",
    "__version__",
    "analyse",
    "audit",
    "compare",
    "evaluate",
    "extract",
    "match",
    "place",
    "verify",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
