"""The answer to what it would take: a step of an indicator, and the changes that bring it.

Results hold figures for programs and say themselves in sentences for people; finding them
is left to ``needed``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from steelyard.i18n import Message, message
from steelyard.reports.lever import How, Lever
from steelyard.reports.rational import Bound, Comparator
from steelyard.reports.words import Vocabulary, shown, with_unit
from steelyard.scheme.derived import Condition

if TYPE_CHECKING:
    from steelyard.reports.subject import Subject

__all__ = ["Change", "Needed"]


@dataclass(frozen=True)
class Change:
    """One change that brings a step, everything else as it is.

    Parameters
    ----------
    how
        ``add`` so much more, ``reduce`` so much less, ``move`` so much from other rows to rows
        that satisfy the conditions, ``each`` so much in every coming year of a present value,
        ``reach`` a figure (in which way is not unique).
    table, column
        What is changed: of the units' table the unit's own figure, of another table its rows'
        amounts; no column where rows are counted.
    what
        What is changed, in the scheme's words.
    conditions, where
        What the rows must satisfy, in words (None where any row will do) and as declared.
    amount, strict
        By how much in ``unit``; ``strict`` where it must be more than that. None where it is not
        an amount.
    now, then
        The column's or figure's value now and after the change; None for rows.
    upwards
        Whether it becomes more.
    """

    how: How
    table: str
    column: str | None
    what: Message
    conditions: Message | None
    amount: float | None
    strict: bool
    unit: str | None
    now: float | None = None
    then: float | None = None
    upwards: bool = True
    where: Mapping[str, Condition] = field(default_factory=dict)

    @classmethod
    def of(
        cls, lever: Lever, amount: float, *, strict: bool, subject: Subject, words: Vocabulary
    ) -> Change:
        """Return the change of a lever by an amount."""
        own = lever.table == subject.scheme.units.table
        now = subject.number(lever.column) if own and lever.column is not None else None
        what = (
            words.table(lever.table)
            if lever.column is None
            else words.column(lever.table, lever.column)
        )
        if lever.how == "reach" and lever.column is not None:
            declared = words.figure(lever.column)
            if declared is not None:
                what = message("{figure} ({declared})", figure=what, declared=declared)
        return cls(
            how=lever.how,
            table=lever.table,
            column=lever.column,
            what=what,
            conditions=_years(lever, subject)
            if lever.how == "each"
            else words.where(lever.table, lever.conditions),
            amount=amount,
            strict=strict,
            unit=None if lever.column is None else words.unit(lever.table, lever.column),
            now=now,
            then=None if now is None else _clean(now + lever.sign * amount),
            upwards=lever.sign > 0,
            where=lever.conditions,
        )

    @property
    def sentence(self) -> Message:
        """What is to be done."""
        if self.amount is None:
            return self.what
        if self.now is not None and self.then is not None:
            return self._of_figure(self.now, self.then)
        return self._of_count() if self.column is None else self._of_rows()

    def _of_figure(self, now: float, then: float) -> Message:
        toward = 1 if self.upwards else -1
        values: dict[str, object] = {
            "what": self.what,
            "now": with_unit(shown(now, -toward), self.unit),
            "then": with_unit(shown(then, toward), self.unit),
        }
        if self.strict:
            text = (
                message("{what}: from {now} to more than {then}")
                if self.upwards
                else message("{what}: from {now} to less than {then}")
            )
        else:
            text = (
                message("{what}: from {now} to at least {then}")
                if self.upwards
                else message("{what}: from {now} to at most {then}")
            )
        return Message(text.template, values)

    def _of_count(self) -> Message:
        values: dict[str, object] = {"count": shown(self.amount), "table": self.what}
        if self.how == "reduce":
            text = message("{count} fewer in “{table}”")
        else:
            text = message("{count} more in “{table}”")
        return self._with_conditions(Message(text.template, values))

    def _of_rows(self) -> Message:
        figure = with_unit(shown(self.amount, 1), self.unit)
        amount: object = figure
        if self.strict:
            more = message("more than {amount}", amount=figure)
            amount = more if self.amount else message("any amount")
        values = {"amount": amount, "what": self.what}
        texts = {
            "add": message("{what}: {amount} more"),
            "reduce": message("{what}: {amount} less"),
            "move": message("{what}: {amount} moved here from elsewhere"),
        }
        how = ("add" if self.upwards else "reduce") if self.how == "each" else self.how
        return self._with_conditions(Message(texts[how].template, values))

    def _with_conditions(self, text: Message) -> Message:
        if self.conditions is None:
            return text
        return message("{change} ({conditions})", change=text, conditions=self.conditions)


@dataclass(frozen=True)
class Needed:
    """What it would take one unit to reach the next step of one indicator.

    Parameters
    ----------
    node, title
        The indicator.
    points, of
        The unit's points or score, and the most there are.
    figure, now, unit
        The figure behind it, its value, and its unit of measurement.
    needed, comparator
        What the figure must be: ``at_least``, ``more_than``, ``at_most`` or ``less_than`` so much.
    gain, total
        What the indicator and the root then gain; ``total`` is None where the unit has none,
        where it depends on the other units, or where the change moves other indicators too.
    changes, together
        What brings the step: each by itself, or all ``together``.
    reason
        Why it cannot be told.
    """

    node: str
    title: Message
    points: float | None
    of: float | None
    figure: Message
    now: float | None
    unit: str | None = None
    needed: float | None = None
    comparator: Comparator | None = None
    gain: float | None = None
    total: float | None = None
    changes: tuple[Change, ...] = ()
    together: bool = False
    reason: Message | None = None

    def untold(self, reason: Message) -> Needed:
        """Return the answer that it cannot be told, and why."""
        return replace(self, reason=reason)

    def stepped(self, bound: Bound, gain: float, total: float | None) -> Needed:
        """Return the answer with the step."""
        return replace(
            self,
            needed=_clean(bound.figure),
            comparator=bound.comparator,
            gain=_clean(gain),
            total=total,
        )

    def with_changes(self, changes: tuple[Change, ...], *, together: bool = False) -> Needed:
        """Return the answer with what brings the step."""
        return replace(self, changes=changes, together=together)

    @property
    def sentence(self) -> Message:
        """What must be reached, and what it gives."""
        if self.points is None and self.needed is None and self.now is None:
            if self.of is None:
                return message("{figure}: not known", figure=self.figure)
            return message(
                "{figure}: not known; points open: {points}",
                figure=self.figure,
                points=shown(self.of),
            )
        if self.needed is None or self.comparator is None:
            return message("{reason}", reason=self.reason or message("It cannot be told."))
        texts = {
            "at_least": message("{figure}: at least {needed}, now {now}: {gain}"),
            "more_than": message("{figure}: more than {needed}, now {now}: {gain}"),
            "at_most": message("{figure}: at most {needed}, now {now}: {gain}"),
            "less_than": message("{figure}: less than {needed}, now {now}: {gain}"),
        }
        toward = 1 if self.comparator in ("at_least", "more_than") else -1
        values: dict[str, object] = {
            "figure": self.figure,
            "needed": with_unit(shown(self.needed, toward), self.unit),
            # Rounded away from what is needed, so that the two are not printed as one.
            "now": with_unit(shown(self.now, -toward), self.unit),
            "gain": self._gives(),
        }
        return Message(texts[self.comparator].template, values)

    def _gives(self) -> Message:
        gain = shown(self.gain)
        if self.total is None:
            return message("gives {gain} more here", gain=gain)
        if self.total == 0:
            return message("gives {gain} more here, nothing in the total", gain=gain)
        if abs(self.total - (self.gain or 0.0)) <= 1e-9 * abs(self.total):
            return message("gives {gain} more", gain=gain)
        return message(
            "gives {gain} more here, {total} in the total", gain=gain, total=shown(self.total)
        )


def _years(lever: Lever, subject: Subject) -> Message:
    """Return which rows change where each flow of a present value does."""
    assert lever.figure is not None
    since = subject.number(subject.scheme.derived[lever.figure].declaration.since)
    return message("in each year after {year}", year="–" if since is None else f"{since:g}")


def _clean(value: float) -> float:
    """Return a figure without what floating point left over: 0.30000000000000004 is 0.3."""
    return float(f"{value:.12g}")
