"""The conditions of a yes-or-no figure that a unit does not satisfy, as changes."""

from __future__ import annotations

from collections.abc import Iterator

from steelyard.reports.changes import Change
from steelyard.reports.subject import Subject
from steelyard.reports.words import Vocabulary
from steelyard.scheme.derived import Condition
from steelyard.steps.derive import condition_figure, derive, structure_of

__all__ = ["unmet"]

_BOUNDS = ("at_least", "above", "at_most", "below")


def unmet(subject: Subject, words: Vocabulary, figure: str) -> tuple[Change, ...]:
    """Return what must become so for a condition to hold, a change per condition.

    Parameters
    ----------
    subject
        The unit.
    words
        What things are called.
    figure
        A figure of the kind ``condition`` on the units' table.
    """
    where = subject.scheme.derived[figure].declaration
    units = subject.scheme.units.table
    asked = {f"holds:{name}": condition_figure({name: one}) for name, one in where.items()}
    own = subject.evaluation.kept_frame[[subject.at]]
    # What the conditions read stands in the unit's row, derived figures included.
    frames, _ = derive(
        {units: own},
        {**subject.scheme.derived, **asked},
        structure_of(subject.scheme),
        list(asked),
    )
    held = frames[units].row(0, named=True)
    return tuple(
        change
        for name, one in where.items()
        if held[f"holds:{name}"] is not True
        for change in _changes(subject, words, name, one)
    )


def _changes(subject: Subject, words: Vocabulary, name: str, asked: Condition) -> Iterator[Change]:
    units = subject.scheme.units.table
    now = subject.number(name)
    what, unit = words.column(units, name), words.unit(units, name)
    bounds = [
        (kind, float(limit))
        for kind in _BOUNDS
        if isinstance(limit := getattr(asked, kind, None), int | float)
    ]
    if now is None or not bounds:
        if isinstance(asked, int | float) and not isinstance(asked, bool) and now is not None:
            then = float(asked)
            yield Change(
                "reach",
                units,
                name,
                what,
                None,
                abs(then - now),
                False,
                unit,
                now,
                then,
                then >= now,
            )
            return
        told = words.where(units, {name: asked})
        assert told is not None
        yield Change("reach", units, name, told, None, None, False, None)
        return
    for kind, then in bounds:
        up, strict = kind in ("at_least", "above"), kind in ("above", "below")
        short = then - now if up else now - then
        if short > 0 or (strict and short == 0):
            yield Change("reach", units, name, what, None, short, strict, unit, now, then, up)
