"""What there is to take along of an edition: its tables, with what they and their columns hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

import polars as pl

from steelyard.evaluation.estimates import table_of
from steelyard.i18n import Message, message
from steelyard.publish.source import Source

__all__ = ["FORMS", "Table", "tables_of"]

FORMS = ("csv", "xlsx", "parquet", "json")
_TITLES: Mapping[str, Message] = MappingProxyType(
    {
        "ranking": message("Ranking"),
        "scores": message("Scores of every criterion and indicator"),
        "weights": message("Weights within the criterion and in the whole"),
        "raw": message("Indicators before any step"),
        "screened": message("Indicators of the units that stayed"),
        "imputed": message("Indicators with missing values imputed"),
        "treated": message("Indicators with outliers treated"),
        "normalised": message("Indicators as scores"),
        "figures": message("Table of the units with derived figures"),
        "changes": message("Changes from period to period"),
        "trends": message("Growth of each indicator over all periods"),
        "uncertainty": message("How sure each rank and score is"),
        "acceptability": message("How likely each rank is"),
        "neighbours": message("How likely each unit is ahead of the next"),
        "central_weights": message("Weights that put a unit first"),
        "rank_shifts": message("How far ranks move between replications"),
        "plane": message("Places in the plane, with the quadrant"),
        "plane_uncertainty": message("How sure each place in the plane is"),
        "sensitivity": message("Which assumption causes how much uncertainty"),
        "dependence": message("Assumptions that work together"),
        "removal": message("What changes without a criterion or indicator"),
        "removal_ranks": message("Ranks without each criterion or indicator"),
        "correlations": message("Correlations"),
        "reliability": message("Reliability of each criterion"),
        "components": message("Principal components"),
        "importance": message("Importance against weight"),
        "findings": message("Findings"),
        "labels": message("What codes are called"),
        "expected": message("Units that were expected"),
        "account": message("What became of the rows"),
        "breaches": message("Breaches"),
        "set_aside": message("Rows set aside"),
        "left_out": message("What is not in a unit's score"),
        "self_assessment": message("Points that units' own people state"),
        "commitments": message("Commitments"),
        "homogeneity": message("How alike the units of each group are"),
        "overlap": message("How alike each unit is to its group"),
        "alike_pairs": message("The most alike pairs of units"),
        "shared_holdings": message("What several units hold"),
        "overrides": message("Decisions of a person"),
        "scenarios": message("What each unit is worth in each scenario"),
        "strategies": message("Units judged across the scenarios"),
        "mixtures": message("Mixtures that beat a unit in every scenario"),
        "scenario_uncertainty": message("How sure the judgement across the scenarios is"),
        "estimates_inputs": message("What each input does to the difference of methods"),
        "estimates_uncertainty": message("How sure each method's value is"),
        "estimates_spread": message("How sure it is that methods disagree"),
        "exchange_rates": message("Exchange rates that were used"),
        "admission": message("Thresholds for the list, and the distance to each"),
    }
)


@dataclass(frozen=True)
class Table:
    """A table of the edition.

    Parameters
    ----------
    name
        Its name in the edition.
    address
        Its place in the site's ``data/``, without suffix.
    description
        What it holds, as the data package says.
    fields
        Its columns: name, type, and as far as known title, unit and description.
    """

    name: str
    address: str
    description: str
    fields: tuple[Mapping[str, Any], ...]

    def title(self, source: Source) -> str:
        """Return what it is called in the current language."""
        if self.name in _TITLES:
            return str(_TITLES[self.name])
        for name, estimate in source.scheme.estimates.items():
            if self.name == table_of(name):
                title = name if estimate.title is None else estimate.title.render()
                return str(message("By each method: {estimate}", estimate=title))
        declared = source.scheme.tables.get(self.name)
        if declared is not None and declared.title is not None:
            return declared.title.render()
        return self.description or self.name

    def frame(self, source: Source) -> pl.DataFrame:
        """Return its rows."""
        path = source.edition.path / "data"
        if self.address.startswith("tables/"):
            kinds = {one["name"]: _TYPES[one["type"]] for one in self.fields}
            return pl.read_csv(path / f"{self.address}.csv", schema_overrides=kinds)
        return source.edition.table(self.name)


_TYPES: Mapping[str, Any] = {
    "integer": pl.Int64,
    "number": pl.Float64,
    "string": pl.String,
    "boolean": pl.Boolean,
    "date": pl.Date,
}


def tables_of(source: Source) -> tuple[Table, ...]:
    """Return the tables of the edition's ``data/``, in the order of its package."""
    text = (source.edition.path / "datapackage.json").read_text(encoding="utf-8")
    found = []
    for resource in json.loads(text)["resources"]:
        path = PurePosixPath(resource["path"])
        if path.parts[0] == "data":
            address = path.relative_to("data").with_suffix("").as_posix()
            fields = tuple(resource["schema"]["fields"])
            found.append(Table(path.stem, address, resource.get("description", ""), fields))
    return tuple(found)
