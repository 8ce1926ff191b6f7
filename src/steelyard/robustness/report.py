"""What an edition knows of how sure it is: its tables, sentences and charts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from steelyard.errors import EditionError, Problem, UsageError
from steelyard.evaluation.descriptions import describe
from steelyard.evaluation.edition import Edition
from steelyard.evaluation.evaluate import evaluate
from steelyard.evaluation.plane import quadrant_names
from steelyard.i18n import Message, _, message
from steelyard.robustness.sensitivity import sensitivity
from steelyard.robustness.words import assumption_in_words, summary_in_words
from steelyard.scheme.assumptions import DEFAULT_ASSUMPTIONS
from steelyard.scheme.base import Text
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.tree import Node

if TYPE_CHECKING:
    import altair as alt

__all__ = ["TABLES", "Report"]

TABLES = (
    "uncertainty",
    "acceptability",
    "neighbours",
    "central_weights",
    "rank_shifts",
    "plane_uncertainty",
    "estimates_uncertainty",
    "estimates_spread",
    "scenario_uncertainty",
    "sensitivity",
    "dependence",
    "removal",
    "removal_ranks",
    "correlations",
    "reliability",
    "components",
    "importance",
)
"""The tables of an analysis by name; an edition has those that could be made."""


@dataclass(frozen=True)
class Report:
    """The analysis of an edition.

    Parameters
    ----------
    edition
        The edition.
    tables
        The tables that it has, by name.
    settings
        The settings of the analysis.
    """

    edition: Edition
    tables: Mapping[str, pl.DataFrame]
    settings: Mapping[str, Any]

    @staticmethod
    def of(edition: Edition) -> Report:
        """Read the tables of an edition."""
        files = {Path(name).stem for name in edition.manifest["files"] if name.startswith("data/")}
        tables = {name: edition.table(name) for name in TABLES if name in files}
        return Report(edition, tables, edition.manifest["analysis"])

    @cached_property
    def scheme(self) -> Scheme:
        """The scheme."""
        return self.edition.scheme

    def attributed(self, samples: int, progress: Callable[[float], None] | None = None) -> Report:
        """Return the report with a sensitivity analysis, made now from the edition's inputs.

        Raises
        ------
        EditionError
            If the edition was written without its inputs.
        """
        if not self.edition.has_inputs:
            raise EditionError(
                message(
                    "The edition {folder} was written without its inputs; run it again with "
                    "--sensitivity.",
                    folder=str(self.edition.path),
                )
            )
        evaluation = evaluate(self.scheme, self.edition.inputs())
        found = sensitivity(
            evaluation, samples=samples, seed=self.settings["seed"], progress=progress
        )
        tables = {"sensitivity": found.frame, "dependence": found.dependence}
        return replace(
            self,
            tables={**self.tables, **tables},
            settings={**self.settings, "sensitivity": samples},
        )

    def sentences(self) -> Iterator[Message | str]:
        """Yield what a reader should know first."""
        yield from summary_in_words(
            self.scheme, self.settings, self.tables.get("uncertainty", pl.DataFrame())
        )

    def to_json(self) -> dict[str, Any]:
        """Return settings, sentences and tables for programs."""
        return {
            "scheme": self.scheme.scheme,
            "settings": dict(self.settings),
            "summary": [str(sentence) for sentence in self.sentences()],
            "tables": {name: frame.to_dicts() for name, frame in self.tables.items()},
        }

    def draw(self, folder: Path, forms: Sequence[str]) -> list[Path]:
        """Draw the charts into a folder, each in every form: svg, png, html.

        Returns
        -------
        The files; none, and no folder is made, where nothing can be drawn.

        Raises
        ------
        UsageError
            If ``folder`` is a file.
        """
        from steelyard.robustness.charts import save

        if folder.is_file():
            text = message("{out} is a file, not a folder for charts.", out=str(folder))
            raise UsageError(Problem(text, field="--charts"))
        drawn = []
        for name, chart in self.charts():
            folder.mkdir(parents=True, exist_ok=True)
            drawn += [save(chart, folder / f"{name}.{form}") for form in forms]
        return drawn

    def charts(self) -> Iterator[tuple[str, alt.TopLevelMixin]]:
        """Yield each chart with the name of its file; with periods those of the last."""
        from steelyard.robustness import charts

        key = self.scheme.units.key
        uncertainty = self._last("uncertainty")
        if uncertainty is not None and _any(uncertainty, "rank_median"):
            names = self.units()
            order = uncertainty.sort("rank", nulls_last=True, maintain_order=True)[key].to_list()
            yield "rank-intervals", charts.rank_intervals(uncertainty, key, names=names)
            ranks = self._last("acceptability")
            if ranks is not None:
                yield (
                    "acceptability",
                    charts.acceptability(ranks, key, order=order, names=names),
                )
            yield "rank-shifts", charts.shift_histogram(self.tables["rank_shifts"])
        placed = self._plane()
        if placed is not None:
            yield "plane", placed
        caused = self._last("sensitivity")
        if caused is not None and _any(caused, "total"):
            yield "sensitivity", charts.sobol_bars(caused, names=self.assumptions())
        pairs = self.tables.get("correlations")
        if pairs is not None:
            indicators = pairs.filter(pl.col("level") == 1)
            if _any(indicators, "correlation"):
                yield (
                    "correlations",
                    charts.correlation_map(
                        indicators, order=list(self.scheme.indicators()), names=self.nodes()
                    ),
                )

    def _plane(self) -> alt.TopLevelMixin | None:
        """Return the chart of the plane; of one list only, as each list has a cut of its own."""
        from steelyard.robustness import charts

        found, declared = self.tables.get("plane_uncertainty"), self.scheme.plane
        if found is None or declared is None or self.scheme.rank.within:
            return None
        own, key = self.edition.ranking, self.scheme.units.key
        nominal = self.edition.table("plane")
        new = [name for name in found.columns if name not in nominal.columns]
        labels = [name for name in ("unit", "period") if name in nominal.columns]
        both = nominal.join(found.select(*labels, *new), on=labels, maintain_order="left")
        if "period" in labels:
            both = both.filter(pl.col("period") == pl.col("period").max())
            own = own.filter(pl.col(self.scheme.units.period or "") == both["period"].max())
        ranked = own.select(pl.col(key).alias("unit"))
        titles = charts.PlaneTitles(
            self.nodes()[declared.x],
            self.nodes()[declared.y],
            {code: name.render() for code, name in quadrant_names(self.scheme).items()},
            _("Plane") if declared.title is None else declared.title.render(),
        )
        ordered = ranked.join(both, on="unit", maintain_order="left")
        return charts.plane_chart(ordered, titles, names=self.units())

    def _last(self, name: str) -> pl.DataFrame | None:
        frame, period = self.tables.get(name), self.scheme.units.period
        if frame is None or period is None or period not in frame.columns:
            return frame
        return frame.filter(pl.col(period) == pl.col(period).max())

    def units(self) -> dict[str, str]:
        """Return the units' titles by key, where they have any."""
        units = self.scheme.units
        if units.title is None or units.title not in self.edition.ranking.columns:
            return {}
        ranking = self.edition.ranking
        pairs = zip(ranking[units.key].to_list(), ranking[units.title].to_list(), strict=True)
        return {str(key): str(title) for key, title in pairs if title is not None}

    def nodes(self) -> dict[str, str]:
        """Return the titles of the nodes, or of their figures, in the current language."""
        return {name: self._node(name, node) for name, node in self.scheme.nodes().items()}

    def _node(self, name: str, node: Node) -> str:
        if node.title is not None or node.parts:
            return name if node.title is None else node.title.render()
        title = describe(self.scheme, node.indicator or name)[0]
        return title.render() if isinstance(title, Text) else name

    def assumptions(self) -> dict[str, str]:
        """Return what the assumptions vary, in a few words, by name."""
        declared = self.scheme.assumptions
        assumptions = DEFAULT_ASSUMPTIONS if declared is None else declared
        return {name: str(assumption_in_words(one)) for name, one in assumptions.items()}


def _any(frame: pl.DataFrame, column: str) -> bool:
    """Return whether anything is known that a chart could show."""
    return frame[column].is_not_null().any()
