"""The tree of criteria: what is weighed against what, down to the indicators.

A node with parts is a criterion and aggregates them; a node without is an
indicator and points at one figure of the units' table.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from steelyard.scheme.aggregate import AggregateSpec
from steelyard.scheme.base import Declaration, Name, Text, refusal
from steelyard.scheme.derived import Conditions
from steelyard.scheme.impute import ImputeSpec
from steelyard.scheme.normalise import NormaliseSpec
from steelyard.scheme.treat import TreatSpec
from steelyard.scheme.weigh import WeighSpec

__all__ = ["Citation", "Node"]


class Citation(Declaration):
    """Where a rule comes from, and how sure that is."""

    ref: Name = Field(description="A name from the scheme's `sources`.")
    at: Text | None = Field(None, description="The place in the source: article, table, page.")
    certainty: Literal["official", "press", "secondary", "own"] = Field(
        "official",
        description="How sure the rule is: `official` (the text itself was read), `press` "
        "(reported by the press), `secondary` (a third party's account, unverified), `own` (a "
        "judgement of the scheme's author).",
    )
    note: Text | None = Field(None, description="How the source was read where it is not plain.")


class Node(Declaration):
    """A criterion (with parts) or an indicator (without)."""

    title: Text | None = Field(None, description="What readers see; the node's name if absent.")
    about: Text | None = Field(None, description="What the criterion or indicator means.")
    weight: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = Field(
        None, description="Weight within the parent, on any scale; 1 if neither weight nor points."
    )
    points: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = Field(
        None,
        description="The most points this node can give. The points of parts add up to their "
        "parent's; a criterion with points adds its parts up unless it says otherwise.",
    )
    fixed: bool = Field(
        False,
        description="Whether a regulation sets the weight or points: what is set is not varied "
        "in the analysis of robustness.",
    )
    source: Citation | None = Field(None, description="Where the rule comes from.")
    applies: Conditions | None = Field(
        None,
        description="Conditions on the unit's figures without which the node does not apply to "
        "it: it is then left out for this unit, and the parts that apply stand for all.",
    )
    normalise: NormaliseSpec | None = Field(
        None,
        description="Indicator: its own way to a score, instead of that of the step `normalise`. "
        "Criterion: normalises the aggregated score again.",
    )

    indicator: Name | None = Field(
        None, description="The column or derived figure; the node's name if absent."
    )
    direction: Literal["up", "down"] = Field(
        "up", description="`up` where more is better, `down` where less is."
    )
    impute: ImputeSpec | None = Field(
        None, description="The indicator's own imputation, instead of that of the step `impute`."
    )
    treat: TreatSpec | None = Field(
        None, description="The indicator's own treatment, instead of that of the step `treat`."
    )

    parts: Annotated[dict[Name, Node], Field(min_length=1)] | None = Field(
        None, description="The parts of a criterion by name. An indicator has none."
    )
    aggregate: AggregateSpec | None = Field(
        None,
        description="How the parts become one score; absent: `sum` where the node has points, "
        "else the scheme's `aggregate`.",
    )
    weigh: WeighSpec | None = Field(
        None, description="Where the parts' weights come from; absent: the scheme's `weigh`."
    )

    @model_validator(mode="after")
    def _one_kind(self) -> Node:
        if self.weight is not None and self.points is not None:
            raise refusal("weight_and_points", "A node has a weight or points, not both.")
        own = ("indicator", "impute", "treat") if self.parts else ("aggregate", "weigh")
        for name in own:
            if getattr(self, name) is not None:
                raise refusal(
                    "wrong_kind_of_node",
                    "“{name}” does not belong on a criterion, which has parts."
                    if self.parts
                    else "“{name}” does not belong on an indicator, which has no parts.",
                    {"name": name},
                )
        return self

    @cached_property
    def size(self) -> int:
        """The number of indicators below, 1 for an indicator."""
        return sum(part.size for part in self.parts.values()) if self.parts else 1

    def walk(self, name: str, depth: int = 0) -> Iterator[tuple[str, Node, int]]:
        """Yield name, node and depth of this node and all below, parents first."""
        yield name, self, depth
        for part, node in (self.parts or {}).items():
            yield from node.walk(part, depth + 1)
