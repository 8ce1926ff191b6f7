"""One example of every method of the grammar, by its name; a new method needs one here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import TypeAdapter

from steelyard.scheme import aggregate, impute, normalise, treat, weigh
from steelyard.scheme.assumptions import AssumptionSpec
from steelyard.scheme.base import Declaration

__all__ = [
    "AGGREGATIONS",
    "ASSUMPTIONS",
    "IMPUTATIONS",
    "NORMALISATIONS",
    "TREATMENTS",
    "WEIGHS",
    "kinds",
]


def _variants(union: Any) -> list[type[Declaration]]:
    """Return the classes of a discriminated union, however deep it is annotated."""
    if isinstance(union, type):
        return [union]
    return [kind for part in get_args(union) for kind in _variants(part) if _declares(kind)]


def _declares(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Declaration)


def _examples(union: Any, needed: Mapping[str, list[dict[str, Any]]]) -> list[Any]:
    """Return every variant of a union with its defaults, or with what it needs besides."""
    found = []
    for kind in dict.fromkeys(_variants(union)):
        method = str(kind.model_fields["method"].default)
        found += [kind.model_validate(one) for one in needed.get(method, [{}])]
    return found


NORMALISATIONS: list[normalise.Normalise] = _examples(
    normalise.Normalise,
    {
        "min_max": [{}, {"range": (10, 30)}, {"range": (-1, 1), "clip": True}],
        "z_score": [{}, {"mean": 100, "deviation": 10}],
        "scaled": [{}, {"from": (-5, 5), "range": (0, 10)}],
        "borda": [{}, {"range": None}],
        "distance_to_reference": [
            {"reference": "mean", "as": form, "cap": cap}
            for form in ("ratio", "difference", "range_share")
            for cap in (False, True)
        ]
        + [{"unit": "a"}],
        "distance_to_target": [{"target": 9}, {"target": 9, "cap": True}],
        "categorical": [
            {"quantiles": (0.5, 0.9), "scores": (0, 1, 2), "by": by}
            for by in ("percentile", "rank")
        ],
        "goalposts": [
            {"lower": 1, "upper": 9},
            {"lower": 2, "upper": 8, "scale": "log", "range": (0, 100)},
            {"lower": 2, "upper": 8, "clip": False},
        ],
        "bands": [
            {
                "bands": [
                    {"at_least": 9, "gives": 3},
                    {"above": 5, "gives": 2},
                    {"at_most": -4, "gives": -1},
                    {"below": 0, "gives": 0},
                ],
                "otherwise": 1,
            }
        ],
        "proportional": [{"full_at": 9}, {"full_at": 0, "zero_at": 10, "range": (0, 5)}],
        "deduction": [{"each": 0.5}, {"each": 2, "start": 20, "least": 1}],
    },
)
IMPUTATIONS: list[impute.Impute] = _examples(
    impute.Impute,
    {
        "mean": [{}, {"by": "group"}],
        "median": [{}, {"by": ("group", "other")}],
        "constant": [{"value": 3}],
        "last": [{}, {"at_most": 2, "before": "hold"}],
        "linear": [{}, {"outside": "leave"}],
        "nearest": [{}, {"weights": "distance"}],
        "em": [{}, {"prior": 2}],
    },
)
TREATMENTS: list[treat.Treatment] = _examples(
    treat.Treatment,
    {
        "winsorise": [{}, {"points": "unlimited"}, {"points": 3, "force": True}],
        "log_ct": [{}, {"offset": "one", "mirror": True}],
        "box_cox": [{}, {"lambda": 0, "shift": False}, {"lambda": 2, "shift": False}],
    },
)
AGGREGATIONS: list[Any] = _examples(
    aggregate.AggregateSpec,
    {
        "power": [{"exponent": exponent} for exponent in (0.5, 2, 0, -1)],
        "ordered_weighted": [{"weights": (3, 2, 1)}],
        "mazziotta_pareto": [{}, {"penalty": "positive"}],
        "arithmetic": [{"coverage": coverage} for coverage in (0, 0.5, 1)],
    },
)
WEIGHS: list[Any] = _examples(weigh.WeighSpec, {"factor": [{}, {"factors": 2}]})

_ADAPTER: TypeAdapter[Any] = TypeAdapter(AssumptionSpec)
ASSUMPTIONS: list[Any] = [
    _ADAPTER.validate_python(one)
    for one in (
        *({"weights": method} for method in ("uniform", "dirichlet", "simplex")),
        {"weights": {"method": "sets", "sets": [{"weights": {"a": 1}}]}, "of": ["a"]},
        {"normalise": ["min_max", {"use": "z_score"}]},
        {"aggregate": ["arithmetic", "geometric"]},
        {"impute": ["mean", "median"]},
        {"treat": [{"methods": ["log"]}, {"methods": []}]},
        *({"imputed": how} for how in ("donors", "normal")),
        *({"leave_out": {"nodes": nodes}} for nodes in ("indicators", "criteria", ["a", "b"])),
        {"leave_out": {"nodes": "indicators", "probability": 0.1}},
        *(
            {"data": {"a": error}}
            for error in (
                {"standard_error": 2.0},
                {"standard_error": "b"},
                {"relative": 0.1},
                {"between": ["b", "c"]},
                {"half_width": 0.5},
                {"rounding": 0.1},
            )
        ),
        {"rule": {"node": "a", "setting": "bands.0.at_least", "between": [1, 2]}},
    )
]
"""Every kind of assumption; that none is missing, a test checks."""


def kinds(union: Any) -> set[type[Declaration]]:
    """Return the classes of a union."""
    return set(_variants(union))
