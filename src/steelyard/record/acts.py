"""What people add to the record: decisions, objections, answers, and the final result.

Each says who, when and why. The date is the one that they state; none is made up here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from math import isnan
from pathlib import Path

from steelyard.errors import Problem, UsageError
from steelyard.evaluation.edition import Edition
from steelyard.i18n import message
from steelyard.record.bounds import bounds
from steelyard.record.chain import Chain, Stored
from steelyard.record.entry import Entry, Kind
from steelyard.record.outcome import in_force, open_objections, outcome
from steelyard.record.standing import Standing, standing
from steelyard.record.writing import Draft, append

__all__ = ["Act", "answer", "decision", "final", "objection"]


@dataclass(frozen=True)
class Act:
    """Who does something, when and why.

    Parameters
    ----------
    by
        The office or person.
    date
        The day, YYYY-MM-DD, as they state it.
    reason
        Why; a final result may go without.
    attach
        Files to be kept with it.

    Raises
    ------
    UsageError
        If who or when is not said, or the day is none.
    """

    by: str
    date: str
    reason: str | None = None
    attach: tuple[Path, ...] = ()

    def __post_init__(self) -> None:
        if not self.by.strip():
            raise UsageError(Problem(message("Say who does this."), field="--by"))
        if self.reason is not None and not self.reason.strip():
            raise UsageError(Problem(message("Say why."), field="--reason"))
        try:
            plain = date.fromisoformat(self.date).isoformat() == self.date
        except ValueError:
            plain = False
        if not plain:
            text = message(
                "“{text}” is not a date; expected one such as 2026-07-01.", text=self.date
            )
            raise UsageError(Problem(text, field="--date"))


def decision(
    edition: Edition,
    act: Act,
    *,
    unit: str,
    criterion: str,
    points: float,
    answers: int | None = None,
) -> Stored:
    """Decide the points of a criterion for a unit.

    Parameters
    ----------
    edition
        The edition with its record.
    act
        Who, when and why.
    unit
        The unit's key, or its title where that is unambiguous.
    criterion
        The name of an indicator or criterion, or its title in any language.
    points
        Within the criterion's bounds.
    answers
        The number of the objection that this settles.

    Raises
    ------
    UsageError
        For an unknown unit, criterion or objection, points out of bounds, no reason, or a
        criterion above it that has been decided.
    EditionError
        If the edition or its record was changed.
    """
    ground = standing(edition)
    at, node = ground.unit(unit), ground.criterion(criterion)
    key = ground.keys[at]
    _within_bounds(ground, node, points)

    def draft(chain: Chain) -> Draft:
        _not_below_another(ground, chain, key, node)
        if answers is not None:
            _objection(chain, answers, key)
        assert ground.computed is not None
        computed = float(ground.computed.scores[node][at])
        content = {
            "criterion": node,
            "points": float(points),
            "computed": None if isnan(computed) else computed,
            "answers": answers,
        }
        return _draft("decision", content, act, key)

    return _append(edition, draft, act)


def objection(edition: Edition, act: Act, *, unit: str, criterion: str | None = None) -> Stored:
    """Object to the points of a unit, or of one criterion of it; see :func:`decision`."""
    ground = standing(edition)
    key = ground.keys[ground.unit(unit)]
    node = None if criterion is None else ground.criterion(criterion)
    return _append(edition, lambda _chain: _draft("objection", {"criterion": node}, act, key), act)


def answer(edition: Edition, act: Act, *, unit: str | None = None, to: int | None = None) -> Stored:
    """Answer an objection: the numbered one, or the only one of a unit that is open.

    Raises
    ------
    UsageError
        If there is no such objection, or the unit has several that are open.
    EditionError
        If the edition or its record was changed.
    """
    ground = standing(edition)
    key = None if unit is None else ground.keys[ground.unit(unit)]

    def draft(chain: Chain) -> Draft:
        objected = _only_open(ground, chain, key) if to is None else _objection(chain, to, key)
        return _draft("answer", {"answers": objected.number}, act, objected.units[0])

    return _append(edition, draft, act)


def final(edition: Edition, act: Act, *, despite_open_objections: bool = False) -> Stored:
    """Draw up the final result: the decisions applied to the computed points.

    Raises
    ------
    UsageError
        If objections are open, unless it is to be drawn up despite them.
    EditionError
        If the edition or its record was changed.
    """
    ground = standing(edition)

    def draft(chain: Chain) -> Draft:
        content = outcome(ground, chain.entries)
        if content["open"] and not despite_open_objections:
            raise UsageError(
                message(
                    "Objections without an answer: {numbers}. Answer them, decide, or say "
                    "--despite-open-objections.",
                    numbers=", ".join(map(str, content["open"])),
                )
            )
        return _draft("final", content, act)

    return _append(edition, draft, act, reason=False)


def _append(
    edition: Edition, draft: Callable[[Chain], Draft], act: Act, *, reason: bool = True
) -> Stored:
    if reason and act.reason is None:
        raise UsageError(Problem(message("Say why."), field="--reason"))
    return append(edition.path, draft)


def _draft(kind: Kind, content: dict[str, object], act: Act, *units: str) -> Draft:
    return Draft(kind, content, act.by, act.date, act.reason, units, act.attach)


def _within_bounds(ground: Standing, node: str, points: float) -> None:
    low, high = bounds(ground.scheme, ground.scheme.nodes()[node])
    if not (low <= points <= high) or points in (float("inf"), float("-inf")):
        text = message(
            "“{name}” has {low:g} to {high:g} points, not {points:g}.",
            name=node,
            low=low,
            high=high,
            points=points,
        )
        raise UsageError(Problem(text, field="--points"))


def _not_below_another(ground: Standing, chain: Chain, key: str, node: str) -> None:
    """Refuse a decision that would change nothing, because what is above it is decided."""
    for entry in in_force(ground.scheme, chain.entries):
        above = ground.scheme.nodes()[entry.decision.criterion]
        below = [name for name, _node, _depth in above.walk(entry.decision.criterion)][1:]
        if entry.units == [key] and node in below:
            text = message(
                "“{name}” is part of “{above}”, whose points decision {number} has set; decide on "
                "that again.",
                name=node,
                above=entry.decision.criterion,
                number=entry.number,
            )
            raise UsageError(Problem(text, field="--criterion"))


def _objection(chain: Chain, number: int, key: str | None) -> Entry:
    """Return the objection of a number, of a unit if one is named."""
    objections = [entry for entry in chain.entries if entry.kind == "objection"]
    for entry in objections:
        if entry.number == number and key in (None, entry.units[0]):
            return entry
    known = ", ".join(str(entry.number) for entry in objections if key in (None, entry.units[0]))
    text = message(
        "Entry {number} is no objection of this unit; objections: {known}.",
        number=number,
        known=known or "–",
    )
    raise UsageError(Problem(text, field="--to"))


def _only_open(ground: Standing, chain: Chain, key: str | None) -> Entry:
    waiting = [
        entry
        for entry in open_objections(ground.scheme, chain.entries)
        if key in (None, entry.units[0])
    ]
    if len(waiting) != 1:
        known = ", ".join(str(entry.number) for entry in waiting)
        text = message("Say which objection is answered; open: {known}.", known=known or "–")
        raise UsageError(Problem(text, field="--to"))
    return waiting[0]
