"""What a reader should know of scenarios: what is missing, and which unit is never best."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from steelyard.evaluation.scenarios.futures import Futures
from steelyard.evaluation.scenarios.tables import mixtures_frame, strategies_frame
from steelyard.evaluation.scenarios.words import Names, dominated_in_words, never_best_in_words
from steelyard.findings import Finding
from steelyard.i18n import message

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation

__all__ = ["findings_of"]

_MOST = 20
"""So many units are told one by one, more of them as a count."""
_NAMED = 5


def findings_of(evaluation: Evaluation) -> list[Finding]:
    """Return what is missing for a judgement across scenarios, and who is never best."""
    found = evaluation.scenarios
    return [] if found is None else [*_of_probabilities(found), *_of_payoffs(found), *_best(found)]


def _of_probabilities(found: Futures) -> Iterator[Finding]:
    table, column = found.declared.on, found.declared.probability
    if found.unused:
        text = message(
            "No unit has a row for: {scenarios}. These scenarios are left out.",
            scenarios=_listed(found.unused),
        )
        yield Finding("scenario-unused", text, "warning", table=table)
    if column is None or not len(found.stated):
        return
    unknown = [
        name for name, value in zip(found.scenarios, found.stated, strict=True) if np.isnan(value)
    ]
    if unknown:
        text = message(
            "The probability is missing of: {scenarios}. So nothing is expected; the other rules "
            "need no probabilities.",
            scenarios=_listed(tuple(unknown)),
        )
        yield Finding("probability-missing", text, "warning", table=table, column=column)
    elif not found.adds_up:
        text = message(
            "The probabilities of the scenarios add up to {total}; each was divided by that.",
            total=f"{found.total:.6g}{'%' if found.whole != 1.0 else ''}",
        )
        yield Finding("probabilities-divided", text, "note", table=table, column=column)


def _of_payoffs(found: Futures) -> Iterator[Finding]:
    """Yield the units that cannot be judged, for want of payoffs."""
    lacking = np.isnan(found.payoffs)
    table, column = found.declared.on, found.declared.payoff
    places = np.flatnonzero(~found.outcome.complete).tolist()
    for place in places[:_MOST]:
        names = tuple(
            name for name, gone in zip(found.scenarios, lacking[place], strict=True) if gone
        )
        text = message(
            "No payoff in: {scenarios}. It cannot be judged across the scenarios.",
            scenarios=_listed(names) if names else "–",
        )
        unit = found.units[place]
        yield Finding("payoff-missing", text, "warning", table=table, column=column, unit=unit)
    if len(places) > _MOST:
        text = message(
            "{count} more units lack payoffs, and cannot be judged across the scenarios.",
            count=len(places) - _MOST,
        )
        yield Finding("payoff-missing", text, "warning", table=table, column=column)


def _best(found: Futures) -> Iterator[Finding]:
    """Yield who is best under no probabilities, and who never more than equals another."""
    if found.outcome.mixtures is None:
        text = message(
            "Whether a unit is best under no probabilities was asked only against single units: "
            "there are too many to ask it of all mixtures."
        )
        yield Finding("never-best-not-asked", text, "note")
    strategies, names = strategies_frame(found), Names()
    beaten = list(never_best_in_words(strategies, mixtures_frame(found), names))
    for unit, text in beaten[:_MOST]:
        yield Finding("never-best", text, "note", unit=unit)
    if len(beaten) > _MOST:
        text = message(
            "{count} more units are best under no probabilities; they are in the table “{table}”.",
            count=len(beaten) - _MOST,
            table="strategies",
        )
        yield Finding("never-best", text, "note")
    weak = list(dominated_in_words(strategies, names))
    for unit, text in weak[:_MOST]:
        yield Finding("dominated", text, "note", unit=unit)
    if len(weak) > _MOST:
        text = message(
            "{count} more units are in no scenario better than another one, and in some worse.",
            count=len(weak) - _MOST,
        )
        yield Finding("dominated", text, "note")


def _listed(names: tuple[str, ...]) -> str:
    """Return the first names, and how many more there are."""
    first = ", ".join(names[:_NAMED])
    return first if len(names) <= _NAMED else f"{first} … (+{len(names) - _NAMED})"
