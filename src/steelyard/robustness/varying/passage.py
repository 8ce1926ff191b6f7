"""One block of replications on its way through the steps.

Only what varies is carried along: columns of the units' table while figures are derived,
indicators while they are imputed, treated and normalised.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix
from steelyard.errors import DataError, Problem
from steelyard.evaluation.pipeline import STAGES
from steelyard.evaluation.steps import settings
from steelyard.i18n import message
from steelyard.robustness.lines import step_of
from steelyard.robustness.varying.batch import couples, replications, side_by_side, together
from steelyard.robustness.varying.course import Course, Courses, Leg, labels_within
from steelyard.robustness.varying.errors import ColumnError, perturbed
from steelyard.robustness.varying.front import Front, figure_of
from steelyard.robustness.varying.imputed import ImputedCells, pools
from steelyard.robustness.varying.rederive import Rederivation
from steelyard.robustness.varying.rules import POINTS, DrawnRule, scored
from steelyard.scheme.steps import DeriveStep, ScreenStep
from steelyard.steps.block import Block, Labels

__all__ = ["Passage"]

Columns = dict[str, Matrix]


@dataclass(frozen=True)
class _Place:
    """A step that changes figures, with what it takes to run it on replications."""

    leg: Leg
    number: int
    key: str
    specs: Mapping[str, Any]
    within: Labels | None

    @property
    def block(self) -> Block:
        """The block before it."""
        return self.leg.before.there

    def nominal(self, name: str) -> Matrix:
        """Return a column of that block; (rows, 1)."""
        at = self.block.columns.index(name)
        return self.block.values[:, [at]]


@dataclass(frozen=True)
class Passage:
    """What is drawn in a block of replications.

    Parameters
    ----------
    errors, imputed, rules
        What draws, as in :class:`~steelyard.robustness.varying.Varying`.
    rederivation
        Derives figures again.
    courses
        The scheme and from which rows its steps learn.
    uniforms
        (replications, width).
    """

    errors: Mapping[str, tuple[ColumnError, ...]]
    imputed: ImputedCells | None
    rules: tuple[DrawnRule, ...]
    rederivation: Rederivation
    courses: Courses
    uniforms: Matrix

    def through(self, course: Course) -> Front:
        """Go through all steps; return what varies in the end."""
        front = self._after(course, course.legs)
        return front.with_block(course.last.there, self.courses.scheme.indicators())

    def figures(self, course: Course, names: Collection[str]) -> Mapping[str, Matrix]:
        """Go through the steps as far as figures are derived.

        Parameters
        ----------
        course
            The steps.
        names
            Columns of the units' table.

        Returns
        -------
        (rows of the last units' table, replications) by column, those that vary.
        """
        places = [at for at, leg in enumerate(course.legs) if isinstance(leg.step, DeriveStep)]
        legs = course.legs[: places[-1] + 1] if places else ()
        # Between derivations other steps may look at any figure.
        apart = len(places) < len(legs)
        known = [name for name in names if name in self.rederivation.plan.figures]
        only = None if apart else frozenset(self.rederivation.plan.closure(known))
        cells = self._after(course, legs, only).cells
        return {name: cells[name] for name in names if name in cells}

    def _after(
        self, course: Course, legs: Sequence[Leg], only: frozenset[str] | None = None
    ) -> Front:
        """Return what varies after some steps, of the figures ``only`` some where that is given."""
        front, nodes = self._start(course), self.courses.scheme.indicators()
        last = step_of(course.line.steps, "impute")
        for number, leg in enumerate(legs):
            if isinstance(leg.step, DeriveStep):
                front = self._derive(front, leg, leg.step, only)
                continue
            front = front.with_block(leg.before.there, nodes)
            if isinstance(leg.step, ScreenStep):
                front = front.screened(leg)
                continue
            place = self._place(leg, number)
            columns = self._changed(place, front.there)
            if number == last and self.imputed is not None:
                columns |= self._imputations(place, front.there, columns, self.imputed)
            front = Front(front.cells, columns)
        return front

    def _start(self, course: Course) -> Front:
        """Return the columns of the table as read that have an error."""
        declared, frame = self.courses.scheme.table.columns, course.frame
        return Front(
            {
                name: self._perturbed(name, course.as_read(name)[:, np.newaxis], course.read)
                for name in self.errors
                if name in declared and name in frame.columns
            }
        )

    def _perturbed(self, name: str, figures: Matrix, origins: NDArray[np.intp]) -> Matrix:
        return perturbed(figures, self.errors[name], self.uniforms, origins)

    def _derive(
        self, front: Front, leg: Leg, step: DeriveStep, only: frozenset[str] | None
    ) -> Front:
        cells, origins = dict(front.cells), leg.origins
        block = leg.before.block
        if block is not None:
            cells = {name: each[block.places] for name, each in cells.items()}
            origins = origins[block.places]
            columns = front.columns or {}
            nodes = self.courses.scheme.indicators()
            cells |= {figure_of(name, nodes): each for name, each in columns.items()}
        computed = self.rederivation.computed(leg.before.figures, step)
        cells = self.rederivation.again(
            leg.after.figures.frames,
            computed if only is None else [name for name in computed if name in only],
            cells,
            lambda name, figures: self._perturbed(name, figures, origins),
        )
        return Front(cells)

    def _place(self, leg: Leg, number: int) -> _Place:
        scheme = self.courses.scheme
        step: Any = leg.step
        return _Place(
            leg,
            number,
            STAGES[type(step)][0],
            leg.specs(scheme),
            labels_within(scheme, leg.before.there, step.within),
        )

    def _changed(self, place: _Place, columns: Mapping[str, Matrix]) -> Columns:
        """Put the columns that vary through a step."""
        numbers = self._numbers(place) if place.key == "normalise" else {}
        found = self._coupled(place, columns)
        for name, values in columns.items():
            if name not in numbers and not couples(place.specs[name]):
                found[name] = _refusing(name, self._alone, place, name, values)
        for name, drawn in numbers.items():
            values = columns.get(name, place.nominal(name))
            found[name] = _refusing(name, self._ruled, place, name, values, drawn)
        return found

    def _alone(self, place: _Place, name: str, values: Matrix) -> Matrix:
        return side_by_side(
            STAGES[type(place.leg.step)][2],
            replications(place.block, name, values),
            place.specs[name],
            self.courses.learning,
            place.within,
            self.courses.engine,
        )

    def _ruled(
        self, place: _Place, name: str, values: Matrix, numbers: Mapping[str, Matrix]
    ) -> Matrix:
        return scored(
            place.block,
            name,
            values,
            place.specs[name],
            numbers,
            self.courses.learning,
            place.within,
            self.courses.engine,
        )

    def _coupled(self, place: _Place, columns: Mapping[str, Matrix]) -> Columns:
        """Put the columns that a method looks at together through it."""
        found: Columns = {}
        for name in columns:
            spec = place.specs[name]
            if name in found or not couples(spec):
                continue
            members = tuple(n for n in place.block.columns if place.specs[n] == spec)
            found |= together(
                STAGES[type(place.leg.step)][2],
                place.block.select(members),
                {n: columns[n] for n in members if n in columns},
                spec,
                self.courses.learning,
                place.within,
                self.courses.engine,
            )
        return found

    def _numbers(self, place: _Place) -> dict[str, dict[str, Matrix]]:
        """Return the drawn numbers of the rules that are in force, by indicator and setting."""
        scheme = self.courses.scheme
        step: Any = scheme.steps[place.number]
        found: dict[str, dict[str, Matrix]] = {}
        for rule in self.rules:
            if rule.setting == POINTS or rule.node not in place.specs:
                continue
            own = settings(scheme.indicators(), (rule.node,), "normalise", step.normalise)
            if own[rule.node] == place.specs[rule.node]:
                found.setdefault(rule.node, {})[rule.setting] = rule.draw(self.uniforms)
        return found

    def _imputations(
        self,
        place: _Place,
        before: Mapping[str, Matrix],
        after: Mapping[str, Matrix],
        imputed: ImputedCells,
    ) -> Columns:
        """Return the columns with imputed cells, those drawn."""
        found: Columns = {}
        block, filled = place.block, place.leg.after.there
        rows, shape = place.leg.origins[block.places], (len(block.values), len(self.uniforms))
        for at, name in enumerate(block.columns):
            if name not in imputed.places:
                continue
            places = imputed.places[name][rows]
            gaps = (places >= 0) & np.isnan(block.values[:, at]) & ~np.isnan(filled.values[:, at])
            if not gaps.any():
                continue
            old = np.broadcast_to(before.get(name, block.values[:, [at]]), shape)
            new = np.broadcast_to(after.get(name, filled.values[:, [at]]), shape)
            found[name] = new.copy(order="F")
            for pool in pools(
                block,
                block.values[:, at],
                gaps,
                place.specs[name],
                self.courses.learning,
                place.within,
            ):
                found[name][pool.filled] = imputed.draw(name, pool, old, new, self.uniforms, places)
        return found


def _refusing(name: str, run: Callable[..., Matrix], *given: Any) -> Matrix:
    """Run a step on figures that were drawn; say so if it refuses them."""
    try:
        return run(*given)
    except DataError as error:
        text = message(
            "Figures drawn for “{indicator}” are refused: {why}",
            indicator=name,
            why=error.problems[0].message,
        )
        raise DataError(Problem(text, field=name)) from None
