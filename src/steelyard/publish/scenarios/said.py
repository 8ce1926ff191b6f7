"""What the page of scenarios says in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from steelyard.evaluation.scenarios.words import (
    dominated_in_words,
    first_in_words,
    never_best_in_words,
    never_first_in_words,
    sure_in_words,
    tipping_in_words,
    varied_in_words,
)
from steelyard.i18n import Message, message
from steelyard.publish.scenarios.judged import Judged

__all__ = ["never", "reading", "senses", "summary", "sure", "tipping"]

_MOST = 50
"""So many units are told one by one."""


def summary(found: Judged) -> Iterator[Message]:
    """Yield who is first by which rule, and what would change it."""
    yield from first_in_words(found.strategies, found.names())
    yield from tipping(found)


def tipping(found: Judged) -> Iterator[Message]:
    """Yield which change of a probability changes who has the best expected payoff."""
    yield from tipping_in_words(found.strategies, found.payoffs, found.names())


def senses(found: Judged) -> Iterator[Message]:
    """Yield in which of three senses units are never best."""
    yield from never_first_in_words(found.strategies, found.names())


def never(found: Judged) -> Iterator[dict[str, Any]]:
    """Yield the units that are never best, and what beats each."""
    names = found.names()
    told = [
        *never_best_in_words(found.strategies, found.mixtures, names),
        *dominated_in_words(found.strategies, names),
    ]
    for unit, sentence in told[:_MOST]:
        yield {
            "key": unit,
            "title": found.unit(unit),
            "address": found.address(unit),
            "sentence": str(sentence),
        }


def sure(found: Judged) -> Iterator[Message]:
    """Yield how sure it is who is first, or that nobody knows."""
    report = found.source.report
    if report is None:
        yield message("How sure this is was not assessed: the edition has no replications.")
        return
    if found.sure is None:
        yield message(
            "How sure this is was not assessed: the scheme states neither how sure the "
            "probabilities are (concentration) nor the payoffs (error)."
        )
        return
    yield message(
        "{count} replications (seed {seed}), varied: {varied}.",
        count=f"{report.settings['replications']:,}",
        seed=report.settings["seed"],
        varied=varied_in_words(report.settings["scenarios"], found.declared.model_dump()),
    )
    yield from sure_in_words(found.sure, found.names())


def reading(found: Judged) -> Iterator[Message]:
    """Yield what the words mean."""
    yield message(
        "Regret is what a unit has less than the best one of the same scenario. By its greatest "
        "regret a unit is judged by the scenario in which one would be sorriest to have chosen it "
        "(Savage 1951); by its worst payoff as if the worst always came (Wald 1950)."
    )
    yield message(
        "Expected payoff and expected regret give the same order: they differ by what the best of "
        "each scenario is worth on average."
    )
    yield message(
        "A unit may be best in no scenario and still be a good choice, the best on the whole. It "
        "is never the best choice by its expectation if it is best under no probabilities at all: "
        "then some mixture of other units is better in every scenario, and the page names it "
        "(Pearce 1984). A unit that ties for best under some probabilities is not among them."
    )
    yield message(
        "A mixture shares out between plans. Where plans cannot be shared out, it is still the "
        "proof: whatever the probabilities, one of its parts has a better expectation."
    )
    if found.strategies["best_in"].null_count():
        yield message(
            "A unit that lacks a payoff in some scenario is not judged; its known payoffs count "
            "for what is best in their scenarios."
        )
