"""What is uncertain in a scheme: the assumptions that the analysis of robustness varies.

Each assumption is one factor: what it varies is drawn together, and sensitivity
is attributed to it as a whole. How draws become weights, choices and figures is
left to :mod:`steelyard.robustness`. OECD/JRC Handbook 2008, step 7; Saisana,
Saltelli & Tarantola 2005, https://doi.org/10.1111/j.1467-985X.2005.00350.x.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    FiniteFloat,
    JsonValue,
    Tag,
    model_validator,
)

from steelyard.scheme.aggregate import AggregateSpec
from steelyard.scheme.base import Declaration, Name, Text, refusal
from steelyard.scheme.impute import ImputeSpec
from steelyard.scheme.normalise import NormaliseSpec
from steelyard.scheme.treat import TreatSpec

__all__ = [
    "DEFAULT_ASSUMPTIONS",
    "KINDS",
    "Aggregations",
    "Alternative",
    "AnyAlternatives",
    "Assumption",
    "AssumptionSpec",
    "Bounds",
    "Dirichlet",
    "Error",
    "Errors",
    "Imputations",
    "Imputed",
    "LeaveOut",
    "LeftOut",
    "Normalisations",
    "Rule",
    "RuleBounds",
    "Simplex",
    "Spread",
    "Treatments",
    "WeightSet",
    "WeightSets",
    "Weights",
    "shares",
]

Probability = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
Bounds = tuple[FiniteFloat, FiniteFloat]


def shares(probabilities: tuple[float | None, ...]) -> tuple[float, ...]:
    """Return the probabilities of alternatives: as given, or all the same."""
    return tuple(1.0 / len(probabilities) if p is None else p for p in probabilities)


def _add_up(probabilities: tuple[float | None, ...]) -> None:
    known = [p for p in probabilities if p is not None]
    if not known:
        return
    if len(known) < len(probabilities):
        raise refusal(
            "some_probabilities", "Either all alternatives have a probability or none has one."
        )
    total = math.fsum(known)
    if not math.isclose(total, 1.0, abs_tol=1e-9):
        raise refusal(
            "probabilities_do_not_add_up",
            "The probabilities add up to {total}, not to 1.",
            {"total": f"{total:g}"},
        )


class Spread(Declaration):
    """Each weight up to a share more or less, uniformly; then they add up to what they were."""

    method: Literal["uniform"] = Field("uniform", description="Uniform around each weight.")
    spread: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)] = Field(
        0.25, description="The share: 0.25 is ± 25% of the weight; at most 1."
    )


class Dirichlet(Declaration):
    """A Dirichlet distribution whose means are the weights."""

    method: Literal["dirichlet"] = Field("dirichlet", description="Dirichlet around the weights.")
    concentration: Annotated[float, Field(gt=0, allow_inf_nan=False)] = Field(
        100.0,
        description="How near draws stay to the weights: the variance of a weight w is "
        "w(1 − w)/(1 + concentration).",
    )


class Simplex(Declaration):
    """Any weights that add up, all equally likely, whatever the scheme's weights are."""

    method: Literal["simplex"] = Field("simplex", description="Uniform on the simplex.")


class WeightSet(Declaration):
    """One alternative set of weights."""

    title: Text | None = Field(None, description="What readers see: whose weights these are.")
    weights: Annotated[
        dict[Name, Annotated[float, Field(ge=0, allow_inf_nan=False)]], Field(min_length=1)
    ] = Field(
        description="Weights by node, on the scale of the scheme's own weights or points (shares "
        "of 1 where those are derived); nodes that are not named keep theirs."
    )
    probability: Probability | None = Field(
        None, description="How likely the set is; all are equally likely without."
    )


class WeightSets(Declaration):
    """Sets of weights of which one is drawn."""

    method: Literal["sets"] = Field("sets", description="Given alternatives.")
    sets: tuple[WeightSet, ...] = Field(
        description="The sets; those of the scheme are not among them unless they are repeated.",
        json_schema_extra={"minItems": 1},
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not self.sets:
            raise refusal("no_alternatives", "Needs at least one alternative.")
        _add_up(tuple(one.probability for one in self.sets))
        return self


_WeightMethod = Annotated[Spread | Dirichlet | Simplex | WeightSets, Field(discriminator="method")]


def _method(value: object) -> object:
    return {"method": value} if isinstance(value, str) else value


class _Assumption(Declaration):
    title: Text | None = Field(None, description="What readers see; the name if absent.")
    about: Text | None = Field(None, description="Why this is uncertain, and so much.")


_OF = Field(
    None,
    description="Nodes to which the alternatives apply; absent: all that follow the scheme's own "
    "setting.",
)


class Weights(_Assumption):
    """The weights or points of a criterion's parts, drawn and made to add up again."""

    weights: Annotated[
        _WeightMethod,
        BeforeValidator(
            _method,
            json_schema_input_type=Literal["uniform", "dirichlet", "simplex"] | _WeightMethod,
        ),
    ] = Field(description="How they are drawn. What is `fixed` keeps its weight.")
    of: Annotated[tuple[Name, ...], Field(min_length=1)] | None = Field(
        None, description="The criteria whose parts' weights vary; absent: all that can."
    )


def _use(value: object) -> object:
    if isinstance(value, Mapping) and "use" in value:
        return value
    return value if isinstance(value, Declaration) and hasattr(value, "use") else {"use": value}


class _Alternative(Declaration):
    probability: Probability | None = Field(
        None, description="How likely it is; all are equally likely without."
    )


class _Normalisation(_Alternative):
    """A normalisation that may be used."""

    use: NormaliseSpec = Field(description="The method with its settings.")


class _Aggregation(_Alternative):
    """An aggregation that may be used."""

    use: AggregateSpec = Field(description="The method with its settings.")


class _Imputation(_Alternative):
    """An imputation that may be used."""

    use: ImputeSpec = Field(description="The method with its settings.")


class _Treatment(_Alternative):
    """A treatment that may be used."""

    use: TreatSpec = Field(description="The treatment with its settings.")


def _probable(alternatives: tuple[_Alternative, ...]) -> tuple[_Alternative, ...]:
    if not alternatives:
        raise refusal("no_alternatives", "Needs at least one alternative.")
    _add_up(tuple(one.probability for one in alternatives))
    return alternatives


_LIST = (AfterValidator(_probable),)
_AT_LEAST_ONE: dict[str, JsonValue] = {"minItems": 1}


class Normalisations(_Assumption):
    """Other normalisations than that of the step `normalise`."""

    normalise: Annotated[
        tuple[
            Annotated[
                _Normalisation,
                BeforeValidator(_use, json_schema_input_type=NormaliseSpec | _Normalisation),
            ],
            ...,
        ],
        *_LIST,
    ] = Field(
        description="The alternatives, of which one is drawn.", json_schema_extra=_AT_LEAST_ONE
    )
    of: Annotated[tuple[Name, ...], Field(min_length=1)] | None = _OF


class Aggregations(_Assumption):
    """Other aggregations than the scheme's `aggregate`."""

    aggregate: Annotated[
        tuple[
            Annotated[
                _Aggregation,
                BeforeValidator(_use, json_schema_input_type=AggregateSpec | _Aggregation),
            ],
            ...,
        ],
        *_LIST,
    ] = Field(
        description="The alternatives, of which one is drawn.", json_schema_extra=_AT_LEAST_ONE
    )
    of: Annotated[tuple[Name, ...], Field(min_length=1)] | None = _OF


class Imputations(_Assumption):
    """Other imputations than that of the step `impute`."""

    impute: Annotated[
        tuple[
            Annotated[
                _Imputation, BeforeValidator(_use, json_schema_input_type=ImputeSpec | _Imputation)
            ],
            ...,
        ],
        *_LIST,
    ] = Field(
        description="The alternatives, of which one is drawn.", json_schema_extra=_AT_LEAST_ONE
    )
    of: Annotated[tuple[Name, ...], Field(min_length=1)] | None = _OF


class Treatments(_Assumption):
    """Other treatments than that of the step `treat`."""

    treat: Annotated[
        tuple[
            Annotated[
                _Treatment, BeforeValidator(_use, json_schema_input_type=TreatSpec | _Treatment)
            ],
            ...,
        ],
        *_LIST,
    ] = Field(
        description="The alternatives, of which one is drawn.", json_schema_extra=_AT_LEAST_ONE
    )
    of: Annotated[tuple[Name, ...], Field(min_length=1)] | None = _OF


class Imputed(_Assumption):
    """Multiple imputation: every imputed cell is drawn (Rubin 1987)."""

    imputed: Literal["donors", "normal"] = Field(
        description="`donors`: a figure of the same indicator, all equally likely, from the units "
        "by which the cell was imputed (hot deck); `normal`: around the imputed figure, with the "
        "standard deviation of the indicator's figures that are known."
    )


class LeftOut(Declaration):
    """Which nodes may be left out, and how."""

    nodes: Literal["indicators", "criteria"] | tuple[Name, ...] = Field(
        "indicators",
        description="`indicators`: each of them; `criteria`: each criterion below the root; or "
        "names.",
    )
    probability: Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)] | None = Field(
        None,
        description="Each node is left out with this probability, whatever happens to the "
        "others. Absent: one at a time, none and each of them equally likely.",
    )


class LeaveOut(_Assumption):
    """Indicators or criteria are left out, and the weights beside them add up again."""

    leave_out: LeftOut = Field(description="Which, and how.")


class Error(Declaration):
    """The error of one column of the units' table, or of a derived figure."""

    standard_error: Annotated[float, Field(gt=0, allow_inf_nan=False)] | Name | None = Field(
        None,
        description="Normal, with this standard deviation in the column's unit, or the name of a "
        "column that holds one for each unit.",
    )
    relative: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = Field(
        None, description="Normal, with this share of the figure as standard deviation."
    )
    between: tuple[Name, Name] | None = Field(
        None, description="Uniform between two columns: the lower and the upper bound of each cell."
    )
    half_width: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = Field(
        None, description="Uniform, up to this much more or less, in the column's unit."
    )
    rounding: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = Field(
        None,
        description="The figure was rounded to multiples of this: uniform, half of it more or "
        "less. 0.1 for one printed decimal, 1000 for thousands.",
    )

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        given = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(given) != 1:
            raise refusal(
                "one_error",
                "An error has one of standard_error, relative, between, half_width and rounding, "
                "not {count}.",
                {"count": len(given)},
            )
        return self


class Errors(_Assumption):
    """The figures are known with an error; cells that are missing stay missing."""

    data: Annotated[dict[Name, Error], Field(min_length=1)] = Field(
        description="The error by column of the units' table or derived figure; errors of "
        "different cells do not depend on each other."
    )


def _ascending(pair: Bounds) -> Bounds:
    if pair[0] >= pair[1]:
        raise refusal(
            "range_not_ascending",
            "The first number must be smaller than the second, not {lower} and {upper}.",
            {"lower": pair[0], "upper": pair[1]},
        )
    return pair


class RuleBounds(Declaration):
    """A number of an absolute rule that is not certain."""

    node: Name = Field(description="The indicator whose rule it is; for `points` also a criterion.")
    setting: Annotated[str, Field(pattern=r"^[a-z_]+(\.\d+\.[a-z_]+)?$")] = Field(
        description="`points`: the most points of the node; else a setting of its normalisation: "
        "`upper`, or `bands.0.at_least` for the first band's bound."
    )
    between: Annotated[Bounds, AfterValidator(_ascending)] = Field(
        description="The number is drawn uniformly between these two."
    )


class Rule(_Assumption):
    """A threshold or the points of an absolute rule, within bounds."""

    rule: RuleBounds = Field(description="Which number, and between what.")


KINDS = (
    "weights",
    "normalise",
    "aggregate",
    "impute",
    "treat",
    "imputed",
    "leave_out",
    "data",
    "rule",
)

Alternative = _Normalisation | _Aggregation | _Imputation | _Treatment
AnyAlternatives = Normalisations | Aggregations | Imputations | Treatments
Assumption = Weights | AnyAlternatives | Imputed | LeaveOut | Errors | Rule


def _kind(entry: Any) -> str | None:
    if isinstance(entry, Mapping):
        return next((kind for kind in KINDS if kind in entry), None)
    return next((kind for kind in KINDS if hasattr(entry, kind)), None)


AssumptionSpec = Annotated[
    Annotated[Weights, Tag("weights")]
    | Annotated[Normalisations, Tag("normalise")]
    | Annotated[Aggregations, Tag("aggregate")]
    | Annotated[Imputations, Tag("impute")]
    | Annotated[Treatments, Tag("treat")]
    | Annotated[Imputed, Tag("imputed")]
    | Annotated[LeaveOut, Tag("leave_out")]
    | Annotated[Errors, Tag("data")]
    | Annotated[Rule, Tag("rule")],
    Discriminator(
        _kind,
        custom_error_type="unknown_assumption",
        custom_error_message="An assumption has one of weights, normalise, aggregate, impute, "
        "treat, imputed, leave_out, data and rule.",
    ),
]

DEFAULT_ASSUMPTIONS: Mapping[str, Assumption] = {"weights": Weights(weights=Spread())}
"""What varies where a scheme says nothing: weights that are not fixed, ± 25%, as the JRC does."""
