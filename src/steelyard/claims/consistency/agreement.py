"""Claims of one quantity and scope held against each other.

Several figures for one thing can be true together only if some value is allowed by all of them;
for intervals that is so where each two of them meet (Helly's theorem on the line).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import NamedTuple

from steelyard.claims.evidence import Evidence
from steelyard.claims.formulas.currencies import NONE, Powers, RateError, agreed
from steelyard.claims.interval import Interval
from steelyard.claims.outcome import Disagreement, Verdict
from steelyard.claims.verdicts import Said, held_together, worst
from steelyard.i18n import Message, message

__all__ = [
    "Held",
    "Topic",
    "disagreements",
    "held_against_others",
    "shared_values",
    "spokesmen",
    "topics",
]

_MOST_OTHERS = 20


class Topic(NamedTuple):
    """A quantity, and what it is taken over."""

    quantity: str
    scope: str | None


@dataclass(frozen=True)
class Held:
    """A claim held against others of its quantity.

    Parameters
    ----------
    verdict
        The verdict.
    found
        The values that those allow that it was held against.
    nominal
        Their figure, if there is one.
    against
        Their names.
    missing
        What is missing to hold it against them.
    """

    verdict: Verdict
    found: Interval | None = None
    nominal: Fraction | None = None
    against: tuple[str, ...] = ()
    missing: Message | None = None


def topics(known: Mapping[str, Evidence]) -> dict[Topic, tuple[str, ...]]:
    """Return the claims of each quantity and scope, in the order of the file."""
    found: dict[Topic, list[str]] = {}
    for name, evidence in known.items():
        if evidence.claim.quantity is not None and evidence.interval is not None:
            topic = Topic(evidence.claim.quantity, evidence.claim.scope)
            found.setdefault(topic, []).append(name)
    return {topic: tuple(names) for topic, names in found.items()}


def shared_values(known: Mapping[str, Evidence]) -> dict[str, str]:
    """Return which claims are about one value: by claim, the name of the first that is.

    Claims of one quantity and scope are, unless they are in different currencies; one without a
    currency then stands alone.
    """
    value_of = {name: name for name in known}
    for names in topics(known).values():
        groups = _by_currency(names, known)
        for group in groups:
            value_of |= dict.fromkeys(group, group[0])
    return value_of


def _by_currency(names: Sequence[str], known: Mapping[str, Evidence]) -> list[list[str]]:
    found: dict[Powers, list[str]] = {}
    for name in names:
        found.setdefault(known[name].currency, []).append(name)
    if len(found) == 2 and NONE in found:
        return [list(names)]
    alone = found.pop(NONE, []) if len(found) > 1 else []
    return [*found.values(), *([name] for name in alone)]


def disagreements(known: Mapping[str, Evidence]) -> tuple[Disagreement, ...]:
    """Return the claims of one quantity that exclude each other."""
    found = []
    for topic, names in topics(known).items():
        for group in _by_currency(names, known):
            apart = _apart({name: _widest(known[name]) for name in group})
            if apart:
                found.append(Disagreement(topic.quantity, apart))
    return tuple(found)


def _widest(evidence: Evidence) -> Interval:
    if evidence.said is not None:
        return evidence.said.widest
    assert evidence.found is not None
    return evidence.found


def _apart(allowed: Mapping[str, Interval]) -> tuple[str, ...]:
    """Return the names whose intervals do not meet all others."""
    if len(allowed) < 2:
        return ()
    intervals = list(allowed.values())
    first_to_end = min(intervals, key=_end)
    last_to_begin = max(intervals, key=_start)
    return tuple(
        name
        for name, interval in allowed.items()
        if interval.meet(first_to_end) is None or interval.meet(last_to_begin) is None
    )


def _start(interval: Interval) -> tuple[bool, Fraction, bool]:
    return interval.low is not None, interval.low or Fraction(0), not interval.low_inside


def _end(interval: Interval) -> tuple[bool, Fraction, bool]:
    return interval.high is None, interval.high or Fraction(0), interval.high_inside


def held_against_others(name: str, others: Sequence[str], known: Mapping[str, Evidence]) -> Held:
    """Return the verdict on a claim that has nothing but others of its quantity.

    Parameters
    ----------
    name
        The claim.
    others
        The claims of its quantity and scope, or the :func:`spokesmen` among them; it may be too.
    known
        What is known of all.
    """
    evidence = known[name]
    assert evidence.said is not None
    fitting, missing = list[str](), None
    for other in (other for other in others if other != name):
        try:
            agreed([evidence.currency, known[other].currency])
        except RateError as error:
            missing = error.said
        else:
            fitting.append(other)
    if not fitting:
        said = message(
            "There is nothing to hold it against: a query, a formula, or another claim of the same "
            "quantity."
        )
        return Held("unchecked", missing=missing or said)
    verdicts = {other: held_together(evidence.said, _as_said(known[other])) for other in fitting}
    verdict = worst(list(verdicts.values()))
    against = tuple(other for other in fitting if verdicts[other] == verdict)
    allowed = [_as_said(known[other]).interval for other in against]
    figures = {_as_said(known[other]).nominal for other in against}
    return Held(
        verdict,
        found=reduce(Interval.hull, allowed),
        nominal=figures.pop() if len(figures) == 1 else None,
        against=against,
    )


def spokesmen(names: Sequence[str], known: Mapping[str, Evidence]) -> tuple[str, ...]:
    """Return the first of many names, and those whose intervals end first and begin last.

    Whatever excludes a claim, one of the last two does.
    """
    if len(names) <= _MOST_OTHERS:
        return tuple(names)
    chosen = {
        *names[: _MOST_OTHERS - 2],
        min(names, key=lambda name: _end(_widest(known[name]))),
        max(names, key=lambda name: _start(_widest(known[name]))),
    }
    return tuple(name for name in names if name in chosen)


def _as_said(evidence: Evidence) -> Said:
    """Return what a claim says, or what was found for one that is only computed."""
    if evidence.said is not None:
        return evidence.said
    assert evidence.found is not None
    return Said(evidence.found, None, evidence.nominal)
