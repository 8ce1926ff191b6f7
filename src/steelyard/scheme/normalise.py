"""How an indicator becomes a comparable score: the declarations of the normalise step.

A relative method depends on the other units, an absolute one on the scheme alone; what
each computes, in both directions, stands in :mod:`steelyard.steps.normalise`.
"""

from __future__ import annotations

from itertools import combinations
from typing import Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import AfterValidator, BeforeValidator, Field, FiniteFloat, model_validator

from steelyard.scheme.base import Declaration, refusal

__all__ = [
    "AboveBelowMean",
    "Band",
    "Bands",
    "Borda",
    "BoundKind",
    "Categorical",
    "Deduction",
    "DistanceToMaximum",
    "DistanceToReference",
    "DistanceToTarget",
    "FractionOfMaximum",
    "Goalposts",
    "Identity",
    "MinMax",
    "Normalisation",
    "Normalise",
    "NormaliseSpec",
    "PercentileRank",
    "Proportional",
    "Range",
    "Rank",
    "Scaled",
    "Ties",
    "ZScore",
]

BoundKind = Literal["at_least", "above", "at_most", "below"]
Ties = Literal["competition", "average", "dense", "maximum"]


def _ascending(pair: tuple[float, float]) -> tuple[float, float]:
    if pair[0] >= pair[1]:
        raise refusal(
            "range_not_ascending",
            "The first number must be smaller than the second, not {lower} and {upper}.",
            {"lower": pair[0], "upper": pair[1]},
        )
    return pair


Range = Annotated[tuple[FiniteFloat, FiniteFloat], AfterValidator(_ascending)]
"""Two numbers, the smaller first."""

TiesField = Annotated[
    Ties,
    Field(
        description="The number that equal figures get, counted from the worst: the least "
        "(competition), the mean (average) or the greatest (maximum) of the places that they "
        "take together; dense counts equal figures once."
    ),
]


class Normalisation(Declaration):
    """What all methods can tell about themselves."""

    relative: ClassVar[bool] = True
    """Whether a unit's score depends on the other units."""

    def with_points(self, points: float) -> Self:
        """Return the same method with what was left out filled in for a node of ``points``."""
        return self

    def maximum(self) -> float | None:
        """Return the greatest score that the method can give, None if nothing limits it."""
        return None


class MinMax(Normalisation):
    """The least figure becomes the lower end of the range and the greatest the upper end.

    Where less is better the ends change places. If all figures are equal, every unit gets
    the middle of the range.
    """

    method: Literal["min_max"] = Field("min_max", description="Min–max scaling.")
    range: Range = Field((0.0, 100.0), description="The scores of the worst and the best unit.")
    clip: bool = Field(
        False,
        description="Whether a unit that is placed later and lies beyond the worst or the best "
        "gets the end of the range; otherwise it lies beyond the range too.",
    )


class ZScore(Normalisation):
    """The distance from the mean in sample standard deviations (n − 1)."""

    method: Literal["z_score"] = Field("z_score", description="Standardisation.")
    mean: FiniteFloat = Field(0.0, description="The mean of the scores.")
    deviation: FiniteFloat = Field(1.0, gt=0, description="The standard deviation of the scores.")


class Rank(Normalisation):
    """The unit's place counted from the worst: the best of n units scores n."""

    method: Literal["rank"] = Field("rank", description="Ranks, the best the highest.")
    ties: TiesField = "competition"


class PercentileRank(Normalisation):
    """The share of the other units that the unit is above, from 0 to 1."""

    method: Literal["percentile_rank"] = Field("percentile_rank", description="Percentile ranks.")
    ties: TiesField = "competition"


class Borda(Normalisation):
    """The number of units that the unit is above, spread over a range."""

    method: Literal["borda"] = Field("borda", description="Borda counts.")
    ties: TiesField = "competition"
    range: Range | None = Field(
        (0.0, 100.0),
        description="The scores of a unit above none and above all others; null leaves the "
        "count as it is.",
    )


class FractionOfMaximum(Normalisation):
    """The figure over the greatest; where less is better, the least over the figure."""

    method: Literal["fraction_of_maximum"] = Field(
        "fraction_of_maximum", description="The share of the best unit's figure."
    )


class DistanceToMaximum(Normalisation):
    """The share of the way from the worst unit to the best, from 0 to 1."""

    method: Literal["distance_to_maximum"] = Field(
        "distance_to_maximum", description="The share of the way from the worst to the best."
    )


class DistanceToReference(Normalisation):
    """The figure beside that of a reference: a unit, the mean, the best or the worst."""

    method: Literal["distance_to_reference"] = Field(
        "distance_to_reference", description="Comparison with a reference."
    )
    unit: str | None = Field(None, description="The key of the unit that is the reference.")
    reference: Literal["mean", "best", "worst"] | None = Field(
        None, description="The reference, if it is not a unit."
    )
    as_: Literal["range_share", "ratio", "difference"] = Field(
        "range_share",
        alias="as",
        description="range_share: the share of the way from the worst unit to the reference; "
        "ratio: the figure over the reference (where less is better, the reference over the "
        "figure); difference: by which share of the reference the figure is better than it.",
    )
    cap: bool = Field(
        False, description="Whether units that are better than the reference get its score."
    )

    @model_validator(mode="after")
    def _one_reference(self) -> Self:
        if (self.unit is None) == (self.reference is None):
            raise refusal("one_reference", "Give “unit” or “reference”, one of the two.")
        return self


class DistanceToTarget(Normalisation):
    """The share of the way from the worst unit to a target; depends on the worst unit."""

    method: Literal["distance_to_target"] = Field(
        "distance_to_target", description="The share of the way from the worst unit to a target."
    )
    target: FiniteFloat = Field(description="The figure that scores 1.")
    cap: bool = Field(
        False, description="Whether units that are better than the target get 1 and not more."
    )


class AboveBelowMean(Normalisation):
    """1 for a unit well above the mean, -1 for one well below it, 0 between."""

    method: Literal["above_below_mean"] = Field(
        "above_below_mean", description="Above, about or below the mean."
    )
    threshold: FiniteFloat = Field(
        0.2, ge=0, description="The share of the mean within which a figure is about the mean."
    )

    def maximum(self) -> float:
        """Return 1."""
        return 1.0


Quantile = Annotated[FiniteFloat, Field(gt=0, lt=1)]


def _not_empty(items: tuple[Any, ...]) -> tuple[Any, ...]:
    # Not min_length, which complains of a short list wherever one of its items is wrong.
    if not items:
        raise refusal("empty_list", "The list needs at least one item.")
    return items


class Categorical(Normalisation):
    """A score per class; the classes are divided by quantiles of the figures."""

    method: Literal["categorical"] = Field("categorical", description="Classes by quantiles.")
    quantiles: Annotated[tuple[Quantile, ...], AfterValidator(_not_empty)] = Field(
        description="Where the classes are divided, counted from the worst, ascending: 0.9 "
        "divides the best tenth from the others.",
        json_schema_extra={"minItems": 1},
    )
    scores: tuple[FiniteFloat, ...] = Field(
        description="The scores of the classes from the worst to the best, one more than the "
        "quantiles."
    )
    by: Literal["percentile", "rank"] = Field(
        "percentile",
        description="percentile: a unit is past 0.9 if at least nine tenths of all units, itself "
        "among them, have no better figure; rank: if its rank from the top is at most a tenth of "
        "the number of units, and the best unit always.",
    )

    @model_validator(mode="after")
    def _classes(self) -> Self:
        if any(a >= b for a, b in zip(self.quantiles, self.quantiles[1:], strict=False)):
            raise refusal("quantiles_not_ascending", "The quantiles must ascend.")
        if len(self.scores) != len(self.quantiles) + 1:
            raise refusal(
                "scores_of_classes",
                "{quantiles} quantiles make {expected} classes, but there are {scores} scores.",
                {
                    "quantiles": len(self.quantiles),
                    "expected": len(self.quantiles) + 1,
                    "scores": len(self.scores),
                },
            )
        return self

    def maximum(self) -> float:
        """Return the greatest of the scores."""
        return max(self.scores)


class Absolute(Normalisation):
    """Methods that need no other unit."""

    relative: ClassVar[bool] = False


class Scaled(Absolute):
    """Fixed bounds become the ends of a range, and figures beyond them lie beyond it."""

    method: Literal["scaled"] = Field("scaled", description="Scaling by fixed bounds.")
    from_: Range = Field((0.0, 100.0), alias="from", description="The bounds of the figures.")
    range: Range = Field(
        (0.0, 100.0),
        description="What the bounds become; where less is better, the other way round.",
    )


class OnPoints(Absolute):
    """Methods whose range is the points of the node unless it is given."""

    range: Range | None = Field(
        None,
        description="The least and the greatest score; 0 and the points of the node if absent, "
        "0 and 1 if it has none.",
    )

    @property
    def span(self) -> tuple[float, float]:
        """The least and the greatest score."""
        return self.range or (0.0, 1.0)

    def with_points(self, points: float) -> Self:
        """Return the same method with a range from 0 to ``points``, if none was given."""
        return self if self.range else self.model_copy(update={"range": (0.0, float(points))})

    def maximum(self) -> float | None:
        """Return the upper end of the range."""
        return self.span[1]


class Goalposts(OnPoints):
    """The share of the way between two fixed figures, straight or by logarithms."""

    method: Literal["goalposts"] = Field("goalposts", description="Fixed goalposts.")
    lower: FiniteFloat = Field(description="The lower goalpost.")
    upper: FiniteFloat = Field(description="The upper goalpost.")
    scale: Literal["linear", "log"] = Field(
        "linear", description="log: equal ratios of figures make equal steps of the score."
    )
    clip: bool = Field(
        True, description="Whether figures beyond a goalpost get the score of that goalpost."
    )

    @model_validator(mode="after")
    def _goalposts(self) -> Self:
        _ascending((self.lower, self.upper))
        if self.scale == "log" and self.lower <= 0:
            raise refusal(
                "log_of_goalpost",
                "With scale log the lower goalpost must be above 0, not {lower}.",
                {"lower": self.lower},
            )
        return self

    def maximum(self) -> float | None:
        """Return the upper end of the range, None if figures may lie beyond the goalposts."""
        return self.span[1] if self.clip else None


class Proportional(OnPoints):
    """Points in proportion to the figure, nothing beyond the ends; direction plays no part."""

    method: Literal["proportional"] = Field("proportional", description="Proportional points.")
    full_at: FiniteFloat = Field(description="The figure that gets the most.")
    zero_at: FiniteFloat = Field(0.0, description="The figure that gets the least.")

    @model_validator(mode="after")
    def _two_figures(self) -> Self:
        if self.full_at == self.zero_at:
            raise refusal(
                "proportional_points",
                "“full_at” and “zero_at” must differ, but both are {figure}.",
                {"figure": self.full_at},
            )
        return self


class Deduction(Absolute):
    """Points less so much for each of what is counted; direction plays no part."""

    method: Literal["deduction"] = Field("deduction", description="Deductions.")
    start: FiniteFloat | None = Field(
        None,
        description="The score without a deduction, which nothing exceeds; the points of the "
        "node if absent, 1 if it has none.",
    )
    each: FiniteFloat = Field(gt=0, description="What one unit of the figure takes away.")
    least: FiniteFloat = Field(0.0, description="The score below which nothing is taken away.")

    @model_validator(mode="after")
    def _start_and_least(self) -> Self:
        if self.start is not None and self.start <= self.least:
            raise refusal(
                "deduction_start",
                "“start” must be above “least”, but it is {start} and “least” is {least}.",
                {"start": self.start, "least": self.least},
            )
        return self

    @property
    def full(self) -> float:
        """The score without a deduction."""
        return 1.0 if self.start is None else self.start

    def with_points(self, points: float) -> Self:
        """Return the same method starting from ``points``, if no start was given."""
        return self if self.start is not None else self.model_copy(update={"start": float(points)})

    def maximum(self) -> float:
        """Return the score without a deduction."""
        return self.full


class Band(Declaration):
    """A step of a table of points: one bound, and what it gives."""

    at_least: FiniteFloat | None = Field(None, description="Holds for this figure and above.")
    above: FiniteFloat | None = Field(None, description="Holds above this figure.")
    at_most: FiniteFloat | None = Field(None, description="Holds for this figure and below.")
    below: FiniteFloat | None = Field(None, description="Holds below this figure.")
    gives: FiniteFloat = Field(description="The score.")

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        given = [kind for kind in get_args(BoundKind) if getattr(self, kind) is not None]
        if len(given) != 1:
            raise refusal(
                "band_bound",
                "A band needs exactly one of at_least, above, at_most and below, not {count}.",
                {"count": len(given)},
            )
        return self

    @property
    def kind(self) -> BoundKind:
        """Which of the four bounds is given."""
        return next(kind for kind in get_args(BoundKind) if getattr(self, kind) is not None)

    @property
    def threshold(self) -> float:
        """The figure of the bound."""
        return float(getattr(self, self.kind))

    @property
    def upwards(self) -> bool:
        """Whether the band holds for great figures."""
        return self.kind in ("at_least", "above")

    def covers(self, other: Band) -> bool:
        """Return whether this band holds wherever ``other`` does."""
        if self.upwards != other.upwards:
            return False
        if self.threshold == other.threshold:
            return self.kind in ("at_least", "at_most") or self.kind == other.kind
        return (self.threshold < other.threshold) == self.upwards


class Bands(Absolute):
    """A table of points: the first band that holds gives the score; direction plays no part."""

    method: Literal["bands"] = Field("bands", description="Points by bands.")
    bands: Annotated[tuple[Band, ...], AfterValidator(_not_empty)] = Field(
        description="The bands, of which the first that holds wins. A figure that differs from a "
        "bound by no more than the last digits of the arithmetic is at the bound.",
        json_schema_extra={"minItems": 1},
    )
    otherwise: FiniteFloat = Field(description="The score where no band holds.")

    @model_validator(mode="after")
    def _all_reachable(self) -> Self:
        numbered = enumerate(self.bands, start=1)
        for (first, band), (second, other) in combinations(numbered, 2):
            if band.covers(other):
                raise refusal(
                    "band_unreachable",
                    "Band {second} can never win, because band {first} holds wherever it does.",
                    {"first": first, "second": second},
                )
        return self

    def maximum(self) -> float:
        """Return the greatest score of the table."""
        return max(self.otherwise, *(band.gives for band in self.bands))


class Identity(Absolute):
    """The figure is the score already; where less is better, its sign is changed."""

    method: Literal["identity"] = Field("identity", description="The figure as it is.")


Normalise = Annotated[
    MinMax
    | ZScore
    | Scaled
    | Rank
    | PercentileRank
    | Borda
    | FractionOfMaximum
    | DistanceToMaximum
    | DistanceToReference
    | DistanceToTarget
    | AboveBelowMean
    | Categorical
    | Goalposts
    | Bands
    | Proportional
    | Deduction
    | Identity,
    Field(discriminator="method"),
]
"""Any method with its parameters."""


def _from_name(value: object) -> object:
    return {"method": value} if isinstance(value, str) else value


_Bare = Literal[
    "min_max",
    "z_score",
    "scaled",
    "rank",
    "percentile_rank",
    "borda",
    "fraction_of_maximum",
    "distance_to_maximum",
    "above_below_mean",
    "identity",
]

NormaliseSpec = Annotated[
    Normalise, BeforeValidator(_from_name, json_schema_input_type=_Bare | Normalise)
]
"""A method with its parameters, or its bare name where it needs none."""
