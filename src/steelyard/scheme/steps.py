"""The ordered list of steps between the tables and the scores.

Each entry is a step's name, or a mapping from the name to its settings; a step
may stand in the list more than once.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from steelyard.scheme.base import Declaration, Name
from steelyard.scheme.impute import ImputeSpec
from steelyard.scheme.normalise import NormaliseSpec
from steelyard.scheme.screen import Screen
from steelyard.scheme.treat import TreatSpec

__all__ = [
    "DEFAULT_STEPS",
    "STEPS",
    "DeriveStep",
    "ImputeStep",
    "NormaliseStep",
    "ScreenStep",
    "Step",
    "StepSpec",
    "TreatStep",
    "step_name",
]

_WITHIN = Field(
    None,
    description="Learn within each value of this group or period column instead of over all units.",
)


class DeriveStep(Declaration):
    """Compute derived figures here."""

    derive: tuple[Name, ...] | Literal["all"] = Field(
        "all", description="The figures to compute now; `all`: those that are still open."
    )


class ScreenStep(Declaration):
    """Drop units and indicators with too few figures."""

    screen: Screen = Field(description="What is enough to stay.")


class ImputeStep(Declaration):
    """Fill missing cells, and mark them."""

    impute: ImputeSpec = Field(description="How cells are filled.")
    within: Name | None = _WITHIN


class TreatStep(Declaration):
    """Rein in outliers and skewed indicators."""

    treat: TreatSpec = Field(description="What is done to which indicators.")
    within: Name | None = _WITHIN


class NormaliseStep(Declaration):
    """Turn indicators into scores that can be compared."""

    normalise: NormaliseSpec = Field(description="How figures become scores.")
    within: Name | None = _WITHIN


Step = DeriveStep | ScreenStep | ImputeStep | TreatStep | NormaliseStep

_BARE: dict[str, dict[str, Any]] = {
    "derive": {"derive": "all"},
    "treat": {"treat": {}},
    "normalise": {"normalise": {"method": "min_max"}},
}
STEPS = ("derive", "screen", "impute", "treat", "normalise")


def _spell_out(entry: object) -> object:
    return _BARE.get(entry, entry) if isinstance(entry, str) else entry


def step_name(step: Step) -> str:
    """Return the name of a step: derive, screen, impute, treat or normalise."""
    return next(name for name in STEPS if name in type(step).model_fields)


def _name(entry: object) -> str | None:
    if isinstance(entry, dict):
        return next((name for name in STEPS if name in entry), None)
    return next((name for name in STEPS if hasattr(entry, name)), None)


StepSpec = Annotated[
    Annotated[DeriveStep, Tag("derive")]
    | Annotated[ScreenStep, Tag("screen")]
    | Annotated[ImputeStep, Tag("impute")]
    | Annotated[TreatStep, Tag("treat")]
    | Annotated[NormaliseStep, Tag("normalise")],
    Discriminator(
        _name,
        custom_error_type="unknown_step",
        custom_error_message="Unknown step; expected derive, screen, impute, treat or normalise "
        "(screen and impute with settings).",
    ),
    BeforeValidator(
        _spell_out, json_schema_input_type=Literal["derive", "treat", "normalise"] | Step
    ),
]

DEFAULT_STEPS: tuple[dict[str, Any], ...] = (
    {"derive": "all"},
    {"screen": {}},
    {"impute": {"method": "none"}},
    {"treat": {"methods": []}},
    {"normalise": {"method": "min_max"}},
)
