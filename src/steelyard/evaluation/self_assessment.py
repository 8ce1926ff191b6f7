"""The points that units' own people state, beside those that were computed.

Each stated figure stands beside the computed one with what is behind it: the indicator's
figure and how many rows counted. What follows from a difference is for people to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.data.checks import ROW
from steelyard.engines import Vector
from steelyard.evaluation.compliance import unit_column
from steelyard.evaluation.criterion_names import CriterionNames
from steelyard.evaluation.rescore import Computed, rescore
from steelyard.evaluation.resource import Resource
from steelyard.evaluation.rows_behind import rows_behind
from steelyard.findings import Finding
from steelyard.i18n import Message, message
from steelyard.scheme.scheme import SelfAssessment

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation

__all__ = ["SELF_ASSESSMENT", "findings_of", "resources"]

SELF_ASSESSMENT = "self_assessment"
_EQUAL = 1e-9
"""Difference of points below which they are the same."""
_PRINTED = 0.005
"""How far points may be from what was stated of them, since people state two decimals."""
_TITLES = {
    "criterion": "Criterion",
    "own": "Own points",
    "computed": "Computed points",
    "difference": "Own points less computed",
    "figure": "Figure behind the computed points",
    "rows": "Rows that counted",
    "row": "Row of the statement",
}


def resources(evaluation: Evaluation) -> Iterator[Resource]:
    """Yield the table of stated and computed points, where the scheme asks for statements."""
    if evaluation.scheme.self_assessment is None:
        return
    key = evaluation.scheme.units.key
    yield Resource(
        "self-assessment",
        f"data/{SELF_ASSESSMENT}.csv",
        _Assessed(evaluation, evaluation.scheme.self_assessment).frame(),
        "The points that units' own people state beside the computed; a total without a row was "
        "added up from what they state of its parts.",
        (key, "criterion"),
        titles=_TITLES,
    )


def findings_of(evaluation: Evaluation) -> list[Finding]:
    """Return what is odd in the statements, and where they differ from what was computed."""
    if evaluation.scheme.self_assessment is None:
        return []
    return list(_Assessed(evaluation, evaluation.scheme.self_assessment).findings())


class _Assessed:
    """The statements of an evaluation, each with the node that it is about."""

    def __init__(self, evaluation: Evaluation, declared: SelfAssessment) -> None:
        self.evaluation = evaluation
        self.scheme = evaluation.scheme
        self.table = declared.table
        self.key = self.scheme.units.key
        self.names = CriterionNames.of(self.scheme)
        self.rows = self._rows(declared)
        self.stated = self.rows.filter(pl.col("node").is_not_null() & ~pl.col("again"))

    def _rows(self, declared: SelfAssessment) -> pl.DataFrame:
        """Return the statements: unit, text, node, own points, row, whether said before."""
        found = self.evaluation.data.tables.get(declared.table)
        schema = pl.Schema(
            {"unit": pl.String, "text": pl.String, "own": pl.Float64, "row": pl.Int64}
        )
        if found is None:
            rows = pl.DataFrame(schema=schema)
        else:
            rows = found.select(
                unit=unit_column(self.scheme, declared.table),
                text=declared.criterion,
                own=declared.points,
                row=ROW,
            ).cast(schema)
        texts = rows["text"].drop_nulls().unique()
        nodes = pl.DataFrame(
            {"text": texts, "node": [self.names.find(text) for text in texts]},
            schema={"text": pl.String, "node": pl.String},
        )
        rows = rows.join(nodes, on="text", how="left", maintain_order="left")
        again = pl.struct("unit", "node").is_first_distinct().not_() & pl.col("node").is_not_null()
        return rows.with_columns(again=again)

    def frame(self) -> pl.DataFrame:
        """Return a row per statement, and one for each total that was added up."""
        behind = self._behind()
        rows = self.beside().join(
            behind, on=["unit", "criterion"], how="left", maintain_order="left"
        )
        return rows.select(pl.col("unit").alias(self.key), *_TITLES)

    def beside(self) -> pl.DataFrame:
        """Return own and computed points of each statement and each total that was added up.

        In the order of the units, and for each of the tree.
        """
        columns = ("own", "row")
        there = self.stated.select("unit", pl.col("node").alias("criterion"), *columns)
        odd = self.rows.filter(pl.col("node").is_null())
        unknown = odd.select("unit", pl.col("text").alias("criterion"), *columns)
        rows = pl.concat([there, self._totals(), unknown])
        computed = self._computed()
        rows = rows.join(computed, on=["unit", "criterion"], how="left", maintain_order="left")
        keys, nodes = self._keys(), list(self.scheme.nodes())
        place = {key: at for at, key in enumerate(keys)}
        depth = {name: at for at, name in enumerate(nodes)}
        return (
            rows.with_columns(difference=pl.col("own") - pl.col("computed"))
            .with_columns(
                place=pl.col("unit").replace_strict(
                    place, default=len(keys), return_dtype=pl.Int64
                ),
                node=pl.col("criterion").replace_strict(
                    depth, default=len(nodes), return_dtype=pl.Int64
                ),
            )
            .sort("place", "unit", "node", "row", nulls_last=True, maintain_order=True)
        )

    def _keys(self) -> pl.Series:
        return self.evaluation.kept_frame[self.key].cast(pl.String)

    def _computed(self) -> pl.DataFrame:
        """Return the computed points of each unit and node."""
        scores = [
            pl.Series(name, values).fill_nan(None)
            for name, values in self.evaluation.node_scores.items()
        ]
        wide = pl.DataFrame([self._keys().rename("unit"), *scores])
        return wide.unpivot(index="unit", variable_name="criterion", value_name="computed")

    def _behind(self) -> pl.DataFrame:
        """Return the figure behind each indicator of each unit, and how many rows counted."""
        asked = set(self.stated["node"])
        leaves = {name: node for name, node in self.scheme.indicators().items() if name in asked}
        raw = self.evaluation.stages.get("raw")
        columns = [name for name in leaves if raw is not None and name in raw.columns]
        keys = self._keys().rename("unit")
        counts = rows_behind(self.evaluation, leaves)
        frames = [
            pl.DataFrame(
                {"unit": keys, "criterion": name}, schema_overrides={"criterion": pl.String}
            ).with_columns(
                self._figure(name).alias("figure"),
                counts.get(name, pl.lit(None, pl.Int64)).alias("rows"),
            )
            for name in columns
        ]
        schema = {"unit": pl.String, "criterion": pl.String, "figure": pl.Float64, "rows": pl.Int64}
        return pl.concat([pl.DataFrame(schema=schema), *frames])

    def _figure(self, name: str) -> pl.Series:
        """Return an indicator's figures before anything was done to them."""
        raw = self.evaluation.stages["raw"]
        values = raw.values[:, raw.columns.index(name)]
        if len(raw.units) != len(self.evaluation.index):
            values = values[np.isin(raw.places, self.evaluation.index)]
        return pl.Series("figure", values).fill_nan(None)

    def _totals(self) -> pl.DataFrame:
        """Return the totals of those who state no total but points for all of its parts."""
        root = self.scheme.root
        given = self._given()
        total = self._added_up(given) if root in self.evaluation.node_scores else None
        schema = pl.Schema(
            {"unit": pl.String, "criterion": pl.String, "own": pl.Float64, "row": pl.Int64}
        )
        if total is None:
            return pl.DataFrame(schema=schema)
        said = ~np.isnan(given.get(root, np.full(len(total), np.nan)))
        rows = pl.DataFrame({"unit": self._keys(), "own": total}).filter(
            pl.Series(~said & ~np.isnan(total))
        )
        return (
            rows.with_columns(criterion=pl.lit(root), row=pl.lit(None))
            .select(list(schema))
            .cast(schema)
        )

    def _given(self) -> dict[str, Vector]:
        """Return the points stated of each node that has a score; (units,)."""
        keys = self._keys().rename("unit").to_frame()
        wide = self.stated.filter(pl.col("node").is_in(list(self.evaluation.node_scores)))
        return {
            str(name): keys.join(
                rows.select("unit", "own"), on="unit", how="left", maintain_order="left"
            )["own"]
            .fill_null(np.nan)
            .to_numpy()
            for (name,), rows in wide.group_by("node")
        }

    def _added_up(self, given: dict[str, Vector]) -> Vector:
        """Return the root's score from stated points, NaN where a part of it is not stated."""
        evaluation = self.evaluation
        computed = Computed(
            self.scheme,
            evaluation.node_scores,
            evaluation.calibrations,
            {},
            evaluation.inapplicable,
        )
        total = rescore(computed, given)[self.scheme.root]
        return np.where(self._complete(given), total, np.nan)

    def _complete(self, given: dict[str, Vector]) -> NDArray[np.bool_]:
        """Return for which units everything that has points is stated; (units,)."""
        scores = self.evaluation.node_scores
        complete: dict[str, NDArray[np.bool_]] = {}
        for name, node in reversed(list(self.scheme.nodes().items())):
            if name not in scores:
                continue
            parts = [part for part in node.parts or {} if part in scores]
            whole = np.isnan(scores[name])
            if parts:
                whole = np.logical_and.reduce([complete[p] | np.isnan(scores[p]) for p in parts])
            if name in given:
                whole = whole | ~np.isnan(given[name])
            complete[name] = whole
        return complete[self.scheme.root]

    def findings(self) -> Iterator[Finding]:
        """Yield a finding for each odd row, then for each unit whose total differs."""
        points = {name: node.points for name, node in self.scheme.nodes().items()}
        most = pl.col("node").replace_strict(points, default=None, return_dtype=pl.Float64)
        outside = ~pl.col("own").is_between(-_EQUAL, most + _EQUAL)
        odd = self.rows.with_columns(most=most).filter(
            pl.col("node").is_null() | pl.col("again") | outside
        )
        for row in odd.iter_rows(named=True):
            code, said = self._odd(row)
            yield Finding(code, said, "warning", table=self.table, row=row["row"], unit=row["unit"])
        yield from self._differences()

    def _odd(self, row: Mapping[str, Any]) -> tuple[str, Message]:
        """Return what is odd about a statement."""
        if row["node"] is None:
            text = row["text"] or ""
            said = message("The scheme has no criterion “{name}”.", name=text)
            near = self.names.nearest(text)
            if near is not None:
                said = message("{problem} Did you mean “{name}”?", problem=said, name=near)
            return "self-assessment-unknown", said
        if row["again"]:
            return "self-assessment-twice", message(
                "Own points for “{criterion}” stand twice; the first count.", criterion=row["node"]
            )
        return "self-assessment-outside", message(
            "Own points for “{criterion}” are {own:g}, but it has 0 to {points:g}.",
            criterion=row["node"],
            own=row["own"],
            points=row["most"],
        )

    def _differences(self) -> Iterator[Finding]:
        """Yield where own points differ by more than the decimals that are stated."""
        frame = self.beside()
        stated = pl.col("row").is_not_null()
        rounded = pl.when(stated).then(1).otherwise(stated.sum().over("unit")) * _PRINTED
        differs = pl.col("difference").abs() > rounded + _EQUAL
        root = pl.col("criterion") == self.scheme.root
        for row in frame.filter(differs, root).iter_rows(named=True):
            yield Finding(
                "self-assessment-differs",
                message(
                    "Own points are {own:g} in all, computed were {computed:g}.",
                    own=row["own"],
                    computed=row["computed"],
                ),
                "warning",
                table=self.table,
                unit=row["unit"],
                column=self.scheme.root,
            )
        parts = frame.filter(differs, ~root)
        if parts.height:
            yield Finding(
                "self-assessment-differs",
                message(
                    "Own points of single criteria differ from those computed: {count}, of "
                    "{units} units.",
                    count=parts.height,
                    units=parts["unit"].n_unique(),
                ),
                table=self.table,
            )
