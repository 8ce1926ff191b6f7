"""The data of an edition as a Frictionless Data Package: every table with its fields described.

Names, types, units of measurement and descriptions come from the scheme, so that
a program that has never heard of Steelyard can read an edition.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from steelyard.evaluation import input_files
from steelyard.evaluation.descriptions import RANKING, describe
from steelyard.evaluation.resource import Resource
from steelyard.i18n import LANGUAGES

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation

__all__ = ["fields", "findings_frame", "write"]

_TYPES: dict[str, Any] = {
    "integer": pl.Int64,
    "number": pl.Float64,
    "string": pl.String,
    "boolean": pl.Boolean,
    "date": pl.Date,
}


def write(evaluation: Evaluation, folder: Path, *, inputs: bool) -> None:
    """Write the tables of an edition and ``datapackage.json``."""
    resources = []
    for resource in _resources(evaluation):
        path = folder / resource.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".csv":
            resource.frame.write_csv(path)
        else:
            resource.frame.write_parquet(path)
        resources.append(_describe(resource, evaluation))
    resources += [_describe(kept, evaluation) for kept in _inputs(evaluation, inputs=inputs)]
    scheme = evaluation.scheme
    content = {
        "profile": "data-package",
        "name": scheme.scheme.lower().replace("_", "-"),
        "title": str(scheme.title),
        "titles": {tag: scheme.title.render(tag) for tag in LANGUAGES},
        "description": str(scheme.about or ""),
        "version": scheme.version or "",
        "sources": [
            {"title": str(source.title), **({"path": source.url} if source.url else {})}
            for source in scheme.sources.values()
        ],
        "resources": resources,
    }
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8")


def fields(edition: Path, path: str) -> dict[str, Any]:
    """Return the Polars types of a resource's fields, as the package describes them."""
    package = json.loads((edition / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        if resource["path"] == path:
            return {f["name"]: _TYPES[f["type"]] for f in resource["schema"]["fields"]}
    return {}


def _resources(evaluation: Evaluation) -> Iterator[Resource]:
    units = evaluation.scheme.units
    key = (units.key,) if units.period is None else (units.key, units.period)
    given = evaluation.scheme.rank.given
    yield Resource(
        "ranking",
        "data/ranking.csv",
        evaluation.ranking,
        "The ranking.",
        key,
        titles={name: title.render("en") for name, title in RANKING.items() if name != given},
    )
    if evaluation.node_scores:
        yield Resource(
            "scores",
            "data/scores.parquet",
            evaluation.scores,
            "The score of every criterion and indicator.",
            key,
            "scores",
        )
        yield Resource(
            "weights",
            "data/weights.csv",
            evaluation.weights_frame,
            "The weight of each part within its criterion and in the whole.",
            ("node",),
        )
    for stage in evaluation.stages:
        if evaluation.stages[stage].columns:
            yield Resource(
                stage,
                f"data/{stage}.parquet",
                evaluation.stage(stage),
                f"The indicators after the stage “{stage}”.",
                key,
                "scores" if stage.startswith("normalised") else "figures",
            )
    if evaluation.scheme.derived:
        yield Resource(
            "figures",
            "data/figures.parquet",
            evaluation.figures_frame,
            "The units' table with its derived figures.",
            key,
        )
    for name, frame in evaluation.group_tables.items():
        table = evaluation.scheme.tables[name]
        yield Resource(
            f"table-{name.replace('_', '-')}",
            f"data/tables/{name}.csv",
            frame,
            str(table.title or name),
            tuple(table.by),
        )
    if evaluation.changes is not None:
        yield Resource(
            "changes",
            "data/changes.csv",
            evaluation.changes,
            "From period to period: rank and score, their change, entrants and leavers.",
            key,
        )
    if evaluation.trends is not None:
        yield Resource(
            "trends",
            "data/trends.parquet",
            evaluation.trends,
            "Each indicator's first and last figure and the growth between.",
            (units.key, "indicator"),
        )
    yield from evaluation.attached
    yield Resource(
        "findings", "data/findings.csv", findings_frame(evaluation), "What a reader should know."
    )


def _inputs(evaluation: Evaluation, *, inputs: bool) -> Iterator[Resource]:
    for name in input_files.kept(evaluation.data, inputs=inputs):
        frame = evaluation.data.tables[name]
        declared = evaluation.scheme.inputs[name]
        yield Resource(
            f"input-{name.replace('_', '-')}",
            f"input/{name}.parquet",
            frame,
            str(declared.about or declared.title or name),
            declared.key,
        )


def findings_frame(evaluation: Evaluation) -> pl.DataFrame:
    """Return the findings as a table, each message in every language."""
    rows = [
        {
            "code": finding.code,
            "severity": finding.severity,
            "table": finding.table,
            "row": finding.row,
            "delivery": finding.delivery,
            "unit": finding.unit,
            "column": finding.column,
            **{f"message_{tag}": finding.message.render(tag) for tag in LANGUAGES},
        }
        for finding in evaluation.findings
    ]
    schema = dict.fromkeys(
        ["code", "severity", "table", "row", "delivery", "unit", "column"], pl.String
    ) | {f"message_{tag}": pl.String for tag in LANGUAGES}
    schema["row"] = pl.Int64  # type: ignore[assignment]
    return pl.DataFrame(rows, schema=schema)


def _describe(resource: Resource, evaluation: Evaluation) -> dict[str, Any]:
    csv = resource.path.endswith(".csv")
    schema: dict[str, Any] = {
        "fields": [
            _field(name, dtype, evaluation, resource)
            for name, dtype in resource.frame.schema.items()
        ]
    }
    if resource.key:
        schema["primaryKey"] = list(resource.key)
    described: dict[str, Any] = {
        "name": resource.name,
        "path": resource.path,
        "format": "csv" if csv else "parquet",
        "mediatype": "text/csv" if csv else "application/vnd.apache.parquet",
        "description": resource.description,
        "schema": schema,
    }
    if csv:
        described["encoding"] = "utf-8"
    return described


def _field(
    name: str,
    dtype: pl.DataType,
    evaluation: Evaluation,
    resource: Resource,
) -> dict[str, str]:
    scheme, holds = evaluation.scheme, resource.holds
    if name in resource.titles:
        return {"name": name, "type": _type(dtype), "title": str(resource.titles[name])}
    node = scheme.nodes().get(name) if holds != "columns" else None
    figure = name if node is None or node.parts else node.indicator or name
    title, unit, about = describe(scheme, figure)
    if node is not None:
        title, about = node.title or title, node.about or about
        unit = unit if holds == "figures" else None
    field = {"name": name, "type": _type(dtype), "title": str(title)}
    if unit:
        field["unit"] = unit
    if about:
        field["description"] = str(about)
    return field


def _type(dtype: pl.DataType) -> str:
    if dtype == pl.Boolean:
        return "boolean"
    if dtype == pl.Date:
        return "date"
    if dtype.is_integer():
        return "integer"
    return "number" if dtype.is_numeric() else "string"
