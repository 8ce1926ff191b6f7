"""Figures that differ from replication to replication: from uniforms to normalised scores.

What is perturbed is followed through the steps; columns that nothing perturbed are left
to the nominal line, and so are the rows that a screen keeps, the labels of groups and
the conditions of vetoes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Matrix
from steelyard.engines.local import LocalEngine
from steelyard.errors import Problem, SchemeError
from steelyard.evaluation.evaluation import Evaluation
from steelyard.i18n import message
from steelyard.robustness.lines import Line
from steelyard.robustness.varied import Varied
from steelyard.robustness.varying.batch import couples
from steelyard.robustness.varying.course import Course, Courses
from steelyard.robustness.varying.error_checks import errors_of
from steelyard.robustness.varying.errors import ColumnError
from steelyard.robustness.varying.front import figure_of
from steelyard.robustness.varying.imputed import ImputedCells, imputable
from steelyard.robustness.varying.passage import Passage
from steelyard.robustness.varying.rederive import Rederivation
from steelyard.robustness.varying.rule_checks import check_rules
from steelyard.robustness.varying.rules import POINTS, DrawnRule
from steelyard.scheme.assumptions import Errors, Imputed, Rule
from steelyard.scheme.scheme import Scheme

__all__ = ["Varying"]

_MOST_BYTES = 64 * 2**20
"""How much the columns of a stretch of replications may take; steps make copies of them."""

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Varying:
    """What assumptions about figures make of uniforms.

    Parameters
    ----------
    evaluation
        The nominal evaluation.
    groups
        For each assumption, which columns of the uniforms are its own.
    errors
        The errors by column of the units' table or derived figure.
    imputed
        The cells that are drawn where they are imputed.
    rules
        The numbers of rules that are drawn.
    rows
        (units,) the row of the table as read behind each unit of the evaluation.
    courses
        The nominal ways through the steps, by line.
    rederivation
        Derives figures again.

    Examples
    --------
    >>> from steelyard import Dataset, Scheme, evaluate
    >>> from steelyard.library import sample
    >>> scheme = Scheme.load("tai")
    >>> evaluation = evaluate(scheme, Dataset.read(scheme.inputs, sample("tai")))
    >>> rounded = Errors.model_validate({"data": {"schooling": {"rounding": 0.1}}})
    >>> varying = Varying.of(evaluation, {"rounding": rounded})
    >>> found = varying.draw(np.full((2, varying.width), 0.5), Line.of(scheme))
    >>> found.figures["schooling"].shape == (2, len(evaluation.index))
    True
    """

    evaluation: Evaluation
    groups: Mapping[str, slice]
    errors: Mapping[str, tuple[ColumnError, ...]]
    imputed: ImputedCells | None
    rules: tuple[DrawnRule, ...]
    rows: Rows
    courses: Courses
    rederivation: Rederivation

    @staticmethod
    def of(evaluation: Evaluation, assumptions: Mapping[str, Errors | Imputed | Rule]) -> Varying:
        """Prepare the draws of assumptions.

        The uniforms of an assumption: one for each row of the units' table and column
        with an error; one for each cell that is missing before the last imputation; one
        for a rule.

        Raises
        ------
        SchemeError
            If an assumption names what the scheme does not have, or a number cannot be
            what it says.
        DataError
            If the data tell an error that cannot be.
        """
        return _varying(evaluation, assumptions)

    @property
    def derives(self) -> bool:
        """Whether derived figures follow from figures that vary."""
        return bool(self._affected(self.courses.of(Line.of(self.evaluation.scheme)), self.errors))

    @property
    def width(self) -> int:
        """How many uniforms a replication takes."""
        return max((group.stop for group in self.groups.values()), default=0)

    @cached_property
    def may_vary(self) -> frozenset[str]:
        """What :meth:`draw` may give figures of, under this line or another.

        That is what has an error or is derived from it, the indicators of rules, and what
        has gaps, if these are drawn or may be filled from other indicators with an error.
        """
        scheme = self.evaluation.scheme
        nodes = scheme.indicators()
        course = self.courses.of(Line.of(scheme))
        figures = set(self.errors)
        if self.imputed is not None or (self.errors and _may_couple(scheme)):
            figures |= {figure_of(name, nodes) for name in course.gaps()}
        figures |= set(self._affected(course, figures))
        if scheme.rank.figure is not None:
            return frozenset(figures & {scheme.rank.figure})
        ruled = {rule.node for rule in self.rules if rule.setting != POINTS}
        return frozenset(ruled | {name for name in nodes if figure_of(name, nodes) in figures})

    def draw(self, uniforms: Matrix, line: Line) -> Varied:
        """Draw what varies.

        Parameters
        ----------
        uniforms
            (replications, width), from 0 to below 1.
        line
            The steps with their settings.

        Returns
        -------
        Varied
            Columns aligned to the units of the evaluation; a unit that the line screens
            out is missing.

        Raises
        ------
        DataError
            If a step refuses figures that were drawn.
        """
        course = self.courses.of(line)
        size = self._stretch(course)
        starts = range(0, max(len(uniforms), 1), size)
        stretches = [self._figures(uniforms[at : at + size], course) for at in starts]
        names = dict.fromkeys(name for one in stretches for name in one)
        nodes = self.evaluation.scheme.nodes()
        return Varied(
            {name: np.concatenate([one[name] for one in stretches]) for name in names},
            {
                rule.node: rule.draw(uniforms) / (nodes[rule.node].points or np.nan)
                for rule in self.rules
                if rule.setting == POINTS
            },
        )

    def varying_figures(self, names: Collection[str]) -> list[str]:
        """Return which columns of the units' table, derived or not, :meth:`figures` may vary."""
        course = self.courses.of(Line.of(self.evaluation.scheme))
        sources = set(self.errors)
        if self.imputed is not None:
            nodes = self.evaluation.scheme.indicators()
            sources |= {figure_of(name, nodes) for name in course.gaps()}
        sources |= set(self._affected(course, sources))
        return [name for name in names if name in sources]

    def figures(self, uniforms: Matrix, names: Collection[str]) -> dict[str, Matrix]:
        """Draw columns of the units' table together, under the scheme's own steps.

        Parameters
        ----------
        uniforms
            (replications, width), from 0 to below 1.
        names
            Columns, or figures derived for the units' table.

        Returns
        -------
        (replications, units) by name: those that vary, aligned to the units of the evaluation.
        """
        course = self.courses.of(Line.of(self.evaluation.scheme))
        size = self._stretch(course, names)
        starts = range(0, max(len(uniforms), 1), size)
        found = [self._of_units(uniforms[at : at + size], course, names) for at in starts]
        return {name: np.concatenate([one[name] for one in found]) for name in found[0]}

    def _stretch(self, course: Course, names: Collection[str] | None = None) -> int:
        """Return how many replications are worked on at once, for some figures or for all."""
        gaps = () if self.imputed is None else self.imputed.places.values()
        affected = self._affected(course, self.errors)
        if names is not None:
            plan = self.rederivation.plan
            needed = plan.closure([name for name in names if name in plan.figures])
            affected = [name for name in affected if name in needed]
        columns = len(self.errors) + len(affected) + len(self.rules)
        columns += sum(bool((places >= 0).any()) for places in gaps)
        return max(1, _MOST_BYTES // (8 * max(1, columns) * max(1, course.frame.height)))

    def _affected(self, course: Course, columns: Collection[str]) -> list[str]:
        """Return the figures that vary with columns or have an error."""
        derived = self.evaluation.scheme.derived
        return self.rederivation.affected(course.last.figures.frames, derived, columns)

    def _figures(self, uniforms: Matrix, course: Course) -> dict[str, Matrix]:
        """Return what varies in the end, aligned to the evaluation; (replications, units)."""
        scheme = self.evaluation.scheme
        if scheme.rank.figure is not None:
            return self._of_units(uniforms, course, (scheme.rank.figure,))
        end = self._passage(uniforms).through(course)
        found = {n: v for n, v in end.there.items() if n in scheme.indicators()}
        return {name: self._aligned(values, course.rows) for name, values in found.items()}

    def _of_units(
        self, uniforms: Matrix, course: Course, names: Collection[str]
    ) -> dict[str, Matrix]:
        """Return columns of the units' table that vary, aligned; (replications, units)."""
        found = self._passage(uniforms).figures(course, names)
        places = course.last.there.places
        return {name: self._aligned(v[places], course.rows) for name, v in found.items()}

    def _passage(self, uniforms: Matrix) -> Passage:
        return Passage(
            self.errors, self.imputed, self.rules, self.rederivation, self.courses, uniforms
        )

    def _aligned(self, values: Matrix, rows: Rows) -> Matrix:
        if np.array_equal(rows, self.rows):
            return np.ascontiguousarray(values.T)
        aligned = np.full((values.shape[1], len(self.rows)), np.nan)
        _common, here, there = np.intersect1d(
            self.rows, rows, assume_unique=True, return_indices=True
        )
        aligned[:, here] = values[there].T
        return aligned


def _may_couple(scheme: Scheme) -> bool:
    """Return whether an imputation of the scheme or an alternative looks at several indicators."""
    specs: list[object] = [getattr(step, "impute", None) for step in scheme.steps]
    specs += [node.impute for node in scheme.indicators().values()]
    for assumption in (scheme.assumptions or {}).values():
        specs += [choice.use for choice in getattr(assumption, "impute", ())]
    return any(couples(spec) for spec in specs)


def _varying(evaluation: Evaluation, assumptions: Mapping[str, Errors | Imputed | Rule]) -> Varying:
    scheme = evaluation.scheme
    courses = Courses(scheme, evaluation.kept, LocalEngine(threads=1))
    course = courses.of(Line.of(scheme))
    source = evaluation.data.sources.get(scheme.units.table)
    file = None if source is None else source.file
    groups: dict[str, slice] = {}
    errors: dict[str, tuple[ColumnError, ...]] = {}
    imputed: ImputedCells | None = None
    rules: list[DrawnRule] = []
    start = 0
    for name, one in assumptions.items():
        stop = start
        if isinstance(one, Errors):
            for drawn in errors_of(name, one, scheme, course, start, file):
                errors[drawn.column] = (*errors.get(drawn.column, ()), drawn)
                stop = drawn.cells.stop
        elif isinstance(one, Imputed):
            if imputed is not None:
                text = message("Another assumption draws the imputed cells already.")
                raise SchemeError(Problem(text, field=f"assumptions.{name}.imputed"))
            imputed = imputable(one.imputed, scheme, course, start)
            stop = imputed.cells.stop
        else:
            rules.append(DrawnRule(name, one.rule.node, one.rule.setting, *one.rule.between, start))
            stop = start + 1
        groups[name] = slice(start, stop)
        start = stop
    check_rules(rules, scheme)
    return Varying(
        evaluation,
        groups,
        errors,
        imputed,
        tuple(rules),
        course.rows,
        courses,
        Rederivation(scheme, frozenset(errors) & scheme.derived.keys()),
    )
