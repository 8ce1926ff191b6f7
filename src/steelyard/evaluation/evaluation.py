"""What an evaluation found: ranking, scores, tables, findings, and how it came to them.

The object is what the Python API hands out and what an edition is written from;
it holds arrays and makes frames when they are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.data.dataset import Dataset
from steelyard.engines import Vector
from steelyard.evaluation.descriptions import heading
from steelyard.evaluation.lists import RankedList, listed, lists_of
from steelyard.evaluation.periods import changes_of, trends_of
from steelyard.evaluation.resource import Resource
from steelyard.evaluation.weights import weights_of
from steelyard.findings import Finding
from steelyard.scheme.scheme import Scheme
from steelyard.steps import rank
from steelyard.steps.block import Block
from steelyard.steps.calibration import Calibration

if TYPE_CHECKING:
    from pathlib import Path

    from steelyard.evaluation.edition import Edition
    from steelyard.evaluation.scenarios import Futures
    from steelyard.publish.publish import Publication
    from steelyard.robustness.coherence import Coherence
    from steelyard.robustness.removal import Removal
    from steelyard.robustness.sensitivity import Sensitivity
    from steelyard.robustness.uncertainty import Uncertainty

__all__ = ["Evaluation"]


@dataclass(frozen=True)
class Evaluation:
    """The result of :func:`steelyard.evaluate`.

    Parameters
    ----------
    scheme, data
        What was evaluated on what.
    kept
        The tables without the rows that were set aside.
    breaches, aside
        The rows that break a rule, and those that were set aside; see
        :mod:`steelyard.evaluation.compliance`.
    frames
        The tables kept, with their derived figures.
    stages
        The block after each step that ran, by stage: raw, screened, imputed, treated, normalised.
    block
        The block after the last step: the indicators' scores.
    struck
        (units,) for each veto in force, whether its condition holds.
    inapplicable
        (units,) for nodes that do not apply to all units, whether they do not.
    node_scores
        (units,) the score of every node of the tree that has one.
    score
        (units,) what is ranked: the root's score, one figure, or the given rank.
    ranks
        (units,) ranks, NaN where a unit has no score.
    weights
        For each criterion the effective weights of its parts, adding up to 1.
    calibrations
        What was learned, by place.
    findings
        What a reader should know.
    index
        (units,) the row of each unit in the units' table; units that were screened out have none.
    group_tables
        The scheme's tables of measures.
    intervals
        A row per unit, in the order of ``ranks``: ``rank_p05``, ``rank_median`` and ``rank_p95``,
        null where they were not assessed; None before the analysis of robustness.
    attached
        Tables that the scheme's declarations and the analysis of robustness add to an edition.
    analysis
        The settings of that analysis, for the edition's manifest.
    """

    scheme: Scheme
    data: Dataset
    kept: Dataset
    breaches: pl.DataFrame
    aside: pl.DataFrame
    frames: Mapping[str, pl.DataFrame]
    stages: Mapping[str, Block]
    block: Block
    struck: Mapping[str, NDArray[np.bool_]]
    inapplicable: Mapping[str, NDArray[np.bool_]]
    node_scores: Mapping[str, Vector]
    score: Vector
    ranks: Vector
    grades: tuple[str | None, ...] | None
    weights: Mapping[str, Mapping[str, float]]
    calibrations: Mapping[str, Calibration]
    findings: tuple[Finding, ...]
    index: NDArray[np.intp]
    group_tables: Mapping[str, pl.DataFrame]
    intervals: pl.DataFrame | None = None
    attached: tuple[Resource, ...] = ()
    analysis: Mapping[str, Any] = field(default_factory=dict)

    @property
    def units_frame(self) -> pl.DataFrame:
        """The units' table with its derived figures, in the order of the input."""
        return self.frames[self.scheme.units.table]

    @cached_property
    def kept_frame(self) -> pl.DataFrame:
        """The units' table without the units that were screened out."""
        frame = self.units_frame
        return frame if len(self.index) == frame.height else frame[self.index]

    @cached_property
    def ranking(self) -> pl.DataFrame:
        """The ranking: rank, key, title, period, score, groups and figures shown, best first.

        Units without a rank stand at the end, in the order of the input.
        """
        frame = self._labelled().with_columns(
            pl.Series("rank", self.ranks).fill_nan(None),
            pl.Series("score", self.score).fill_nan(None),
        )
        if not np.any(self.ranks[~np.isnan(self.ranks)] % 1):
            frame = frame.with_columns(pl.col("rank").cast(pl.Int64))
        frame = frame.with_columns(self._other_ranks())
        if self.intervals is not None:
            frame = frame.with_columns(self.intervals)
        if self.grades is not None:
            frame = frame.with_columns(pl.Series("grade", self.grades, dtype=pl.String))
        periods = [self.scheme.units.period] if self.scheme.units.period else []
        apart = self.scheme.rank.within
        return frame.sort(
            [*periods, *apart, "rank"],
            descending=[*(True for _ in periods), *(False for _ in apart), False],
            nulls_last=True,
            maintain_order=True,
        ).select(self._ranking_columns())

    def _ranking_columns(self) -> list[str]:
        units = self.scheme.units
        wanted = [
            "rank",
            units.period,
            units.key,
            units.title,
            None if self.scheme.rank.given else "score",
            *(() if self.intervals is None else self.intervals.columns),
            "grade" if self.grades is not None else None,
            *(f"rank_in_{name}" for name in self.scheme.rank.also),
            *units.groups,
            *self.scheme.show,
        ]
        return list(dict.fromkeys(name for name in wanted if name is not None))

    def _other_ranks(self) -> list[pl.Series]:
        """Return the ranks within other groups, one column each."""
        rule, found = self.scheme.rank, []
        for name in rule.also:
            ranks = np.full(len(self.score), np.nan)
            for _period, places in self.lists((*rule.within, name)):
                ranks[places] = rank.rank(
                    self.score[places],
                    ties="competition",
                    tolerance=rule.tolerance,
                    descending=rule.order == "descending",
                )
            labels = self.kept_frame[name].is_null().to_numpy()
            ranks[labels] = np.nan
            found.append(pl.Series(f"rank_in_{name}", ranks).fill_nan(None).cast(pl.Int64))
        return found

    def lists(self, groups: tuple[str, ...] | None = None) -> list[RankedList]:
        """Return the lists whose units are ranked against each other."""
        return lists_of(self.scheme, self.units_frame, self.block, groups)

    @cached_property
    def listed(self) -> NDArray[np.bool_]:
        """(units,) who is on the list: all, those admitted, or the first so many of them."""
        return listed(self.scheme, self.ranks, self.lists())

    @cached_property
    def scenarios(self) -> Futures | None:
        """What each unit is worth in each scenario; None where the scheme declares none."""
        # The room above knows this class, and is opened here for the reader's sake.
        from steelyard.evaluation.scenarios import futures_of

        return futures_of(self)

    def _labelled(self) -> pl.DataFrame:
        units = self.scheme.units
        wanted = [units.period, units.key, units.title, *units.groups, *self.scheme.show]
        names = list(dict.fromkeys(name for name in wanted if name is not None))
        frame = self.kept_frame
        unknown = np.full(frame.height, np.nan)
        criteria = [
            pl.Series(name, self.node_scores.get(name, unknown)).fill_nan(None)
            for name in self.scheme.show
            if name not in frame.columns
        ]
        return frame.with_columns(criteria).select(names)

    @cached_property
    def scores(self) -> pl.DataFrame:
        """The score of every node of the tree, a row per unit in the order of the input."""
        units = self.scheme.units
        names = [name for name in (units.key, units.period) if name is not None]
        columns = [
            pl.Series(name, values).fill_nan(None) for name, values in self.node_scores.items()
        ]
        return self.kept_frame.select(names).with_columns(columns)

    @cached_property
    def figures_frame(self) -> pl.DataFrame:
        """The table of the units that stayed, with its derived figures."""
        names = [name for name in self.units_frame.columns if name[0] != "_" and ":" not in name]
        return self.kept_frame.select(names)

    @cached_property
    def weights_frame(self) -> pl.DataFrame:
        """Each node's weight within its parent and in the whole; what the steps made of both."""
        return weights_of(self.scheme, self.weights)

    @cached_property
    def changes(self) -> pl.DataFrame | None:
        """From period to period: change of rank and score, growth a year, entrants and leavers."""
        return changes_of(self)

    @cached_property
    def trends(self) -> pl.DataFrame | None:
        """Over all periods: each indicator's first and last figure and the growth between."""
        return trends_of(self)

    def headings(self) -> dict[str, str]:
        """Return the headings of the ranking's columns in the current language."""
        return {name: str(heading(self.scheme, name)) for name in self.ranking.columns}

    def to_json(self) -> dict[str, Any]:
        """Return ranking, tables and findings for programs."""
        return {
            "scheme": self.scheme.scheme,
            "ranking": self.ranking.to_dicts(),
            "tables": {name: frame.to_dicts() for name, frame in self.group_tables.items()},
            "findings": [
                {
                    "code": finding.code,
                    "severity": finding.severity,
                    "table": finding.table,
                    "row": finding.row,
                    "delivery": finding.delivery,
                    "unit": finding.unit,
                    "column": finding.column,
                    "message": str(finding.message),
                }
                for finding in self.findings
            ],
        }

    def stage(self, name: str) -> pl.DataFrame:
        """Return one stage's figures, wide: a row per unit, a column per indicator."""
        block = self.stages[name]
        units = self.scheme.units
        names = [n for n in (units.key, units.period) if n is not None]
        frame = self.units_frame[block.places].select(names)
        return frame.with_columns(
            pl.Series(column, block.values[:, at]).fill_nan(None)
            for at, column in enumerate(block.columns)
        )

    def uncertainty(self, **settings: Any) -> Uncertainty:
        """Return how sure each rank is; see :func:`steelyard.robustness.uncertainty.uncertainty`.

        Examples
        --------
        >>> from steelyard import Dataset, Scheme, evaluate
        >>> from steelyard.library import sample
        >>> scheme = Scheme.load("tai")
        >>> evaluation = evaluate(scheme, Dataset.read(scheme.inputs, sample("tai")))
        >>> evaluation.uncertainty(replications=500, seed=0).frame.height
        23
        """
        # The rooms above know this one; the methods that open them are here for the reader.
        from steelyard.robustness.uncertainty import uncertainty

        return uncertainty(self, **settings)

    def sensitivity(self, **settings: Any) -> Sensitivity:
        """Return which assumption causes how much of the uncertainty.

        See :func:`steelyard.robustness.sensitivity.sensitivity`.
        """
        from steelyard.robustness.sensitivity import sensitivity

        return sensitivity(self, **settings)

    def removal(self) -> Removal:
        """Return how the ranking changes without each indicator and criterion.

        See :func:`steelyard.robustness.removal.removal`.
        """
        from steelyard.robustness.removal import removal

        return removal(self)

    def coherence(self, **settings: Any) -> Coherence:
        """Return how the index hangs together.

        See :func:`steelyard.robustness.coherence.report.coherence`.
        """
        from steelyard.robustness.coherence import coherence

        return coherence(self, **settings)

    def analysed(self, **settings: Any) -> Evaluation:
        """Return the evaluation with all of these, as an edition keeps them.

        See :func:`steelyard.robustness.analysis.analyse`.
        """
        from steelyard.robustness.analysis import analyse, analysed

        return analysed(analyse(self, **settings))

    def publish(self, out: str | Path, **settings: Any) -> Publication:
        """Publish the evaluation as a site; see :func:`steelyard.publish.publish.publish`.

        The edition that is published is not kept; to keep it, :meth:`write` it and publish that.
        """
        import tempfile
        from pathlib import Path

        from steelyard.publish.publish import publish

        with tempfile.TemporaryDirectory(prefix="steelyard-") as folder:
            return publish(self.write(Path(folder) / "edition"), out, **settings)

    def _repr_html_(self) -> str:
        """Return the evaluation as a notebook shows it: a table and a chart."""
        from steelyard.publish.notebook import in_html

        return in_html(self)

    def write(self, out: str | Path, *, inputs: bool = True) -> Edition:
        """Write the evaluation as an edition.

        Parameters
        ----------
        out
            The folder; it appears whole or not at all. An edition that stands
            there is replaced, anything else is refused.
        inputs
            Whether the input tables are kept in the edition.
        """
        from steelyard.evaluation.edition import write

        return write(self, out, inputs=inputs)
