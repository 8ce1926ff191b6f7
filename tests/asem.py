"""The ASEM index of COINr as a scheme: structure from its iMeta, steps in COINr's order.

The data stay in shared/; what is here is how they hang together.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import polars as pl

from steelyard import Dataset, Scheme

__all__ = ["ALIKE", "COINR_STEPS", "denominated", "raw", "scheme", "stage"]

COINR_STEPS: list[Any] = [
    "derive",
    {"impute": {"method": "mean", "by": ["EurAsia_group"]}},
    {"screen": {"units": {"available": 0.9}}},
    "treat",
    {"normalise": {"method": "min_max", "range": [0, 100]}},
]
ALIKE = 1e-9
"""Relative difference up to which two programs agree."""
_GROUPS = ("GDP_group", "GDPpc_group", "Pop_group", "EurAsia_group")


def _meta(data: Path) -> list[dict[str, str]]:
    with (data / "data" / "ASEM_iMeta.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def scheme(
    data: Path, steps: list[Any] | None = None, *, derive: bool = True, **settings: Any
) -> Scheme:
    """Return the ASEM scheme; without ``derive`` its table is the denominated one."""
    meta = _meta(data)
    indicators = [row for row in meta if row["Type"] == "Indicator"]
    inputs = [row["iCode"] for row in meta if row["Type"] in ("Indicator", "Denominator")]
    steps = COINR_STEPS if steps is None else steps
    by_parent: dict[str, list[dict[str, str]]] = {}
    for row in meta:
        if row["Type"] in ("Indicator", "Aggregate"):
            by_parent.setdefault(row["Parent"], []).append(row)
    divided = {
        f"{row['iCode']}_per": {"ratio": {"of": row["iCode"], "to": row["Denominator"]}}
        for row in indicators
        if row["Denominator"] != "NA"
    }

    def node(row: dict[str, str]) -> dict[str, Any]:
        found: dict[str, Any] = {"title": row["iName"], "weight": float(row["Weight"])}
        if row["Type"] == "Aggregate":
            return found | {"parts": {p["iCode"]: node(p) for p in by_parent[row["iCode"]]}}
        found["direction"] = "up" if row["Direction"] == "1" else "down"
        if derive and row["Denominator"] != "NA":
            found["indicator"] = f"{row['iCode']}_per"
        return found

    (root,) = [row for row in meta if row["Type"] == "Aggregate" and row["Parent"] in ("NA", "")]
    columns: dict[str, Any] = {name: {"type": "text"} for name in ("uCode", *_GROUPS)}
    return Scheme.model_validate(
        {
            "scheme": "asem",
            "title": "ASEM Sustainable Connectivity",
            "units": {"table": "countries", "key": "uCode", "groups": list(_GROUPS)},
            "inputs": {"countries": {"columns": columns | {name: {} for name in inputs}}},
            "derived": divided if derive else {},
            "steps": steps if derive else [step for step in steps if step != "derive"],
            "root": root["iCode"],
            "tree": node(root),
            **settings,
        }
    )


def raw(data: Path) -> Dataset:
    """The table as COINr brings it."""
    declared = scheme(data)
    return Dataset.read(declared.inputs, {"countries": data / "data" / "ASEM_iData.csv"})


def denominated(data: Path) -> Dataset:
    """The table after denomination, from which COINr's 86 ms are counted."""
    declared = scheme(data, derive=False)
    groups = stage(data, "data/ASEM_iData.csv").select(
        "uCode", *_GROUPS, "Area", "Energy", "GDP", "Population"
    )
    table = stage(data, "stages/02_Denominated.csv").join(groups, on="uCode", how="left")
    return Dataset.from_frames(declared.inputs, {"countries": table})


def stage(data: Path, file: str) -> pl.DataFrame:
    """One of COINr's tables."""
    return pl.read_csv(data / file, null_values=["NA", "NaN"], infer_schema_length=None)
