"""What it would take: for each indicator of a unit the next step up and what brings it.

Declared figures are inverted: so much more money that satisfies the conditions, so much
moved, a figure that must be reached. What depends on other units, or is written in SQL,
says so. All of it is told with everything else as it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from steelyard.evaluation.edition import Edition
from steelyard.evaluation.evaluation import Evaluation
from steelyard.evaluation.steps import settings
from steelyard.i18n import Message, message
from steelyard.reports.changes import Change, Needed
from steelyard.reports.gains import gains
from steelyard.reports.levers import Lever, Levers, UntoldError
from steelyard.reports.rational import Bound
from steelyard.reports.steps_up import Step, next_step
from steelyard.reports.subject import Subject, evaluation_of, subject_of
from steelyard.reports.unmet import unmet
from steelyard.reports.valuation_levers import curve_bound
from steelyard.reports.words import Vocabulary
from steelyard.scheme.normalise import Normalise
from steelyard.scheme.steps import NormaliseStep, TreatStep
from steelyard.scheme.tree import Node
from steelyard.scheme.valuation import Curve

__all__ = ["Change", "Needed", "needed", "needed_by"]


def needed(
    source: Evaluation | Edition | str | Path, unit: str, period: str | None = None
) -> tuple[Needed, ...]:
    """Return what it would take a unit to gain points, indicator by indicator.

    Parameters
    ----------
    source
        An evaluation, or an edition that carries its inputs.
    unit
        The unit's key, or its title where that is unambiguous.
    period
        The period; the last one that the unit has if absent.

    Returns
    -------
    tuple of Needed
        In the order of the tree; none for indicators at their maximum or that do not apply.

    Raises
    ------
    UsageError
        If there is no such unit or period.
    EditionError
        If the edition was written without its inputs.

    Examples
    --------
    >>> from steelyard import Dataset, Scheme, evaluate
    >>> from steelyard.library import sample
    >>> scheme = Scheme.load("hdi")
    >>> evaluation = evaluate(scheme, Dataset.read(scheme.inputs, sample("hdi")))
    >>> first = needed(evaluation, evaluation.kept_frame[scheme.units.key][0])[0]
    >>> first.comparator
    'at_least'
    """
    return needed_by(subject_of(evaluation_of(source), unit, period))


def needed_by(subject: Subject) -> tuple[Needed, ...]:
    """Return what it would take a unit that was found; see :func:`needed`."""
    return _Asked(subject).answers()


@dataclass(frozen=True)
class _Asked:
    """The question, for one unit."""

    subject: Subject

    @cached_property
    def words(self) -> Vocabulary:
        return Vocabulary(self.subject.scheme)

    @cached_property
    def levers(self) -> Levers:
        return Levers(self.subject)

    def answers(self) -> tuple[Needed, ...]:
        asked = {
            name: node
            for name, node in self.subject.scheme.indicators().items()
            if self._open(name)
        }
        steps = {name: self._step(name, node) for name, node in asked.items()}
        more = {name: step.score for name, step in steps.items() if isinstance(step, Step)}
        total = gains(self.subject, more)
        return tuple(
            self._answer(name, node, steps[name], total.get(name))
            for name, node in asked.items()
            if steps[name] is not None
        )

    def _open(self, name: str) -> bool:
        """Return whether an indicator has a place in the unit's score."""
        parents = {
            p: n for n, node in self.subject.scheme.nodes().items() for p in node.parts or {}
        }
        above: str | None = name
        while above is not None:
            if not self.subject.applies(above):
                return False
            above = parents.get(above)
        return name in self.subject.evaluation.block.columns

    def _spec(self, name: str) -> Normalise | None:
        """Return how an indicator is scored; None where the scheme does not normalise."""
        steps = [step for step in self.subject.scheme.steps if isinstance(step, NormaliseStep)]
        if not steps:
            return None
        found = settings(
            self.subject.scheme.indicators(), (name,), "normalise", steps[-1].normalise
        )
        spec: Normalise = found[name]
        return spec

    def _treated(self, node: Node) -> bool:
        steps = [step for step in self.subject.scheme.steps if isinstance(step, TreatStep)]
        return any((node.treat or step.treat).methods for step in steps)

    def _step(self, name: str, node: Node) -> Step | Message | None:
        """Return the next step up, or why there is none to tell; None at the maximum."""
        spec = self._spec(name)
        if spec is None:
            return None
        if spec.relative:
            return message("It depends on the other units, so the unit alone cannot tell.")
        figure = self.subject.raw(name)
        if figure is None:
            return message("It is not known.")
        if self._treated(node):
            return message("The figure is treated among all units before it is scored.")
        return next_step(spec, figure, -1.0 if node.direction == "down" else 1.0)

    def _answer(
        self, name: str, node: Node, step: Step | Message | None, total: float | None
    ) -> Needed:
        scheme, figure = self.subject.scheme, node.indicator or name
        units, score = scheme.units.table, self.subject.score(name)
        spec = self._spec(name)
        found = Needed(
            node=name,
            title=Message("{title}", {"title": node.title or self.words.column(units, figure)}),
            points=score,
            of=node.points if node.points is not None else spec.maximum() if spec else None,
            figure=self.words.column(units, figure),
            now=self.subject.raw(name),
            unit=self.words.unit(units, figure),
        )
        if isinstance(step, Message):
            return found.untold(step)
        assert step is not None
        found = found.stepped(step.bound, step.score - (score or 0.0), total)
        if scheme.derived.get(figure) is not None and scheme.derived[figure].kind == "condition":
            return found.with_changes(unmet(self.subject, self.words, figure), together=True)
        try:
            changes = tuple(self._changes(figure, step.bound))
        except UntoldError as error:
            return found.untold(error.reason)
        return self._told(found.with_changes(changes))

    def _told(self, found: Needed) -> Needed:
        """Return an answer without its total where a change of it moves other indicators too."""
        others = {
            place for name, read in self._reads.items() if name != found.node for place in read
        }
        tables = {table for table, _column in others}
        moved = any(
            change.table in tables
            if change.column is None
            else (change.table, change.column) in others
            for change in found.changes
        )
        return replace(found, total=None) if moved else found

    @cached_property
    def _reads(self) -> dict[str, frozenset[tuple[str, str]]]:
        """What each indicator's figure reads in the end: tables and their columns."""
        scheme, units = self.subject.scheme, self.subject.scheme.units.table
        made = self.subject.common.plan
        found = {}
        for name, node in scheme.indicators().items():
            figure = node.indicator or name
            there = figure in scheme.derived
            closure = made.closure([figure]) if there else []
            read = {place for one in closure for place in made.reads[one]}
            found[name] = frozenset(read or {(units, figure)})
        return found

    def _changes(self, figure: str, bound: Bound) -> Iterator[Change]:
        """Yield each single change that brings the figure to the bound."""
        derived = self.levers.figure(figure)
        if derived is not None and derived.kind == "curve":
            yield from self._along(figure, derived.declaration, bound)
            return
        untold: UntoldError | None = None
        told = False
        for lever in self.levers.of(figure, up=bound.upwards):
            try:
                change = self._change(figure, bound, lever)
            except UntoldError as error:
                untold = error
                continue
            if change is not None:
                told = True
                yield change
        if untold is not None and not told:
            raise untold

    def _along(self, name: str, curve: Curve, bound: Bound) -> Iterator[Change]:
        """Yield what brings a figure to where its curve is past the bound."""
        try:
            asked = curve_bound(curve, bound)
        except ValueError:
            text = message(
                "“{figure}” both rises and falls with “{of}”, so no single amount can be told.",
                figure=self.levers.title(name),
                of=self.levers.title(curve.of),
            )
            raise UntoldError(text) from None
        if asked is not None:
            yield from self._changes(curve.of, asked)

    def _change(self, figure: str, bound: Bound, lever: Lever) -> Change | None:
        amount = self.levers.follow(figure, lever).least(bound)
        if amount is None:
            return None
        strict = bound.strict
        if lever.integral:
            amount, strict = _whole(amount, strict=strict), False
        beyond = lever.most is not None and amount > lever.most * (1 + 1e-12)
        if beyond or (strict and lever.most is not None and amount >= lever.most):
            return None
        return Change.of(lever, amount, strict=strict, subject=self.subject, words=self.words)


def _whole(amount: float, *, strict: bool) -> float:
    """Return the least whole number that is enough."""
    near = round(amount)
    if abs(amount - near) <= 1e-9 * max(1.0, abs(amount)):
        return float(near + 1 if strict else near)
    return float(math.ceil(amount))
