"""The steps between tables and scores in their order, each with its settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steelyard.i18n import Message, message
from steelyard.publish.method.telling import Telling
from steelyard.publish.method.told import Told
from steelyard.publish.method.words.imputing import imputed
from steelyard.publish.method.words.normalising import normalised
from steelyard.publish.method.words.screening import screened
from steelyard.publish.method.words.treating import treated, treatment
from steelyard.reports.words import joined
from steelyard.scheme.steps import (
    DeriveStep,
    ImputeStep,
    NormaliseStep,
    ScreenStep,
    Step,
    TreatStep,
    step_name,
)

__all__ = ["STEP_TITLES", "steps", "treatments"]

STEP_TITLES: Mapping[str, Message] = {
    "derive": message("Derive figures"),
    "screen": message("Screen"),
    "impute": message("Fill missing figures"),
    "treat": message("Treat outliers"),
    "normalise": message("Normalise"),
}
"""What the steps are called."""


def steps(telling: Telling) -> list[dict[str, Any]]:
    """Return the steps in their order."""
    return [_step(telling, step) for step in telling.source.scheme.steps]


def _step(telling: Telling, step: Step) -> dict[str, Any]:
    name = step_name(step)
    told = _told(telling, step)
    own = [
        telling.node(indicator)
        for indicator, node in telling.source.scheme.indicators().items()
        if getattr(node, name, None) is not None
    ]
    return {
        "step": name,
        "title": str(STEP_TITLES[name]),
        **told.plain(),
        "within": str(said) if (said := _within(telling, step)) is not None else None,
        "methods": treatments(step.treat) if isinstance(step, TreatStep) else [],
        "own": own,
    }


def treatments(spec: Any) -> list[dict[str, Any]]:
    """Return the methods of a chain of treatments."""
    return [treatment(method).plain() for method in spec.methods]


def _within(telling: Telling, step: Step) -> Message | None:
    name = getattr(step, "within", None)
    if name is None:
        return None
    column = telling.words.column(telling.source.scheme.units.table, name)
    return message("What it learns, it learns within each value of: {column}.", column=column)


def _told(telling: Telling, step: Step) -> Told:
    table = telling.source.scheme.units.table

    def title(name: str) -> Message:
        return telling.words.column(table, name)

    match step:
        case DeriveStep():
            return Told(_derive(telling, step))
        case ScreenStep():
            return screened(step.screen)
        case ImputeStep():
            return imputed(step.impute, title=title)
        case TreatStep():
            return treated(step.treat)
        case NormaliseStep():
            return _normalise(telling, step)


def _normalise(telling: Telling, step: NormaliseStep) -> Told:
    """Return the step's own method, which no indicator may follow."""
    nodes = telling.source.scheme.indicators().values()
    if nodes and all(node.normalise is not None for node in nodes):
        return Told(message("Every indicator is normalised in its own way, see there."))
    return normalised(step.normalise)


def _derive(telling: Telling, step: DeriveStep) -> Message:
    if not telling.source.scheme.derived:
        return message("The scheme derives no figures.")
    if step.derive == "all":
        return message("Derived figures are computed, as far as they are still open.")
    names = [telling.title(name) for name in step.derive]
    return message("These figures are computed: {names}.", names=joined(names, message(", ")))
