"""What steps and criteria learned from the data: bounds, means, weights, whatever scores stand on.

An edition files each calibration under its place (``2.normalise.0@2024``: the second step, its
first settings, learned in 2024); here it is brought back to the indicators.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from steelyard.evaluation.pipeline import STAGES
from steelyard.evaluation.steps import by_spec, settings
from steelyard.i18n import Message, message
from steelyard.publish.method.steps import STEP_TITLES
from steelyard.publish.method.telling import Telling
from steelyard.scheme.steps import ScreenStep
from steelyard.scheme.weigh import Factor, Pca
from steelyard.steps.calibration import Calibration

__all__ = ["HEADINGS", "SILENT", "cells", "learned"]

HEADINGS: Mapping[str, Message] = {
    "least": message("Least"),
    "greatest": message("Greatest"),
    "mean": message("Mean"),
    "deviation": message("Standard deviation"),
    "centre": message("Filled with"),
    "centres": message("Filled with"),
    "worst": message("Worst"),
    "reference": message("Reference"),
    "thresholds": message("Divided at"),
    "values": message("Figures"),
    "available": message("Units with a figure"),
    "most_common": message("Most frequent figure"),
    "kept": message("Stays"),
    "skewness": message("Skewness before"),
    "kurtosis": message("Kurtosis before"),
    "skewness_after": message("Skewness after"),
    "kurtosis_after": message("Kurtosis after"),
    "used": message("Treated by"),
    "points": message("Figures brought in"),
    "exponent": message("λ"),
    "weights": message("Weight"),
    "units": message("Units learned from"),
    "parts": message("Units compared"),
    "exact": message("Surely the best order"),
}
"""What is learned, by the names of parameters and reference tables."""
SILENT = frozenset(
    {
        *("constant", "unknown", "groups", "periods", "converged", "iterations"),
        *("covariance", "scores", "lower", "upper", "origin", "offset", "sign"),
    }
)
"""What only serves the program: it is in the edition's folder ``calibration``."""
_MOST_ROWS = 200
_TREATMENTS: Mapping[str, Message] = {
    "none": message("nothing"),
    "winsorise": message("winsorisation"),
    "log": message("logarithm"),
    "log_ct": message("the COIN Tool's logarithm"),
    "box_cox": message("Box–Cox"),
    "square_root": message("square root"),
}
_OF_STEP = re.compile(r"(\d+)\.([a-z]+)(?:\.(\d+))?(?:@(.*))?", re.DOTALL)
_OF_CRITERION = re.compile(r"(.+)\.(weigh|aggregate|normalise)(?:@(.*))?", re.DOTALL)

Cells = Mapping[str, Any]


@dataclass(frozen=True)
class _Row:
    """What was learned of one indicator or criterion.

    Parameters
    ----------
    step
        Where: the heading of its table.
    node
        Of what.
    label
        In which period or group.
    cells
        What was learned, by the names of :data:`HEADINGS`.
    """

    step: str
    node: str
    label: str | None
    cells: Cells


def learned(telling: Telling) -> list[dict[str, Any]]:
    """Return a table for each step and sort of what was learned."""
    if telling.source.scheme.tree is None:
        return []
    tables: dict[tuple[str, tuple[str, ...]], list[_Row]] = {}
    for row in _rows(telling):
        tables.setdefault((row.step, tuple(row.cells)), []).append(row)
    return [_table(telling, step, names, rows) for (step, names), rows in tables.items()]


def _table(telling: Telling, step: str, names: tuple[str, ...], rows: list[_Row]) -> dict[str, Any]:
    return {
        "title": step,
        "columns": [str(HEADINGS[name]) for name in names],
        "labelled": any(row.label is not None for row in rows),
        "rows": [
            {**telling.node(row.node), "of": row.label, "values": list(row.cells.values())}
            for row in rows[:_MOST_ROWS]
        ],
        "more": max(len(rows) - _MOST_ROWS, 0),
    }


def _rows(telling: Telling) -> Iterator[_Row]:
    steps, nodes = _steps(telling), telling.source.scheme.nodes()
    for place, calibration in telling.source.edition.calibrations.items():
        of_step, of_criterion = _OF_STEP.fullmatch(place), _OF_CRITERION.fullmatch(place)
        if of_step is not None and int(of_step[1]) in steps:
            title, shared = steps[int(of_step[1])]
            spec, columns = shared[int(of_step[3] or 0)]
            for at, column in enumerate(columns):
                if column in nodes:
                    yield from _filled(title, column, of_step[4], cells(spec, calibration, at))
        elif of_criterion is not None and of_criterion[1] in nodes:
            name, what, label = of_criterion[1], of_criterion[2], of_criterion[3]
            yield from _of_criterion(telling, name, what, label, calibration)


def _filled(step: str, node: str, label: str | None, found: Iterator[Cells]) -> Iterator[_Row]:
    """Yield a row for each set of cells that says something."""
    for one in found:
        own = {name: value for name, value in one.items() if name != "label"}
        if own:
            yield _Row(step, node, one.get("label", label), own)


def _steps(telling: Telling) -> Mapping[int, tuple[str, list[tuple[Any, tuple[str, ...]]]]]:
    """Return for each step that learns its title, its settings and the columns of each."""
    source, scheme = telling.source, telling.source.scheme
    taken: dict[str, int] = {}
    columns = _columns(telling, "raw")
    found: dict[int, tuple[str, list[tuple[Any, tuple[str, ...]]]]] = {}
    for number, step in enumerate(scheme.steps, start=1):
        if isinstance(step, ScreenStep):
            found[number] = str(STEP_TITLES["screen"]), [(step.screen, columns)]
        if type(step) not in STAGES:
            continue
        key, stage, _module = STAGES[type(step)]
        taken[stage] = taken.get(stage, 0) + 1
        name = stage if taken[stage] == 1 else f"{stage}_{taken[stage]}"
        columns = _columns(telling, name) if name in source.files else columns
        specs = settings(scheme.indicators(), columns, key, getattr(step, key))
        found[number] = str(STEP_TITLES[key]), by_spec(columns, specs)
    return found


def _columns(telling: Telling, stage: str) -> tuple[str, ...]:
    """Return the columns of a block, which stand behind the units' key and period."""
    units, table = telling.source.scheme.units, telling.source.table(stage)
    return () if table is None else tuple(table.columns[1 if units.period is None else 2 :])


def _of_criterion(
    telling: Telling, name: str, what: str, label: str | None, calibration: Calibration
) -> Iterator[_Row]:
    node = telling.source.scheme.nodes()[name]
    if what == "normalise":
        step = str(message("Normalise the score of a criterion again"))
        yield from _filled(step, name, label, cells(node.normalise, calibration, 0))
    elif what == "aggregate":
        yield from _filled(str(message("Compare units")), name, label, _compared(calibration))
    elif isinstance(node.weigh or telling.source.scheme.weigh, Pca | Factor):
        parts = [part for part in node.parts or {} if part in telling.source.nodes]
        count = calibration.parameters["units"]
        for part, weight in zip(parts, calibration.parameters["weights"], strict=True):
            found = {"weights": _plain(weight), "units": _plain(count.ravel()[0])}
            yield _Row(str(message("Weigh")), part, label, found)


def _compared(calibration: Calibration) -> Iterator[Cells]:
    if "parts" not in calibration.tables:
        return
    exact = calibration.parameters.get("exact")
    found = {"parts": len(calibration.tables["parts"])}
    yield found if exact is None else {**found, "exact": _yes(bool(exact.ravel()[0]))}


def cells(spec: Any, calibration: Calibration, at: int) -> Iterator[Cells]:
    """Yield what a calibration holds of one column, by the names of :data:`HEADINGS`.

    Parameters
    ----------
    spec
        The settings that were learned for.
    calibration
        What was learned.
    at
        The place of the column.
    """
    parameters, tables = calibration.parameters, calibration.tables
    if "used" in parameters:
        yield from _treated(spec, calibration, at)
    elif "centres" in tables:
        for label, centre in zip(parameters["groups"], tables["centres"][:, at], strict=True):
            yield {"label": ", ".join(map(str, label)), "centres": _plain(centre)}
    elif "values" in tables:
        known = tables["values"][:, at]
        known = known[~np.isnan(known)]
        ends = (_plain(known[0]), _plain(known[-1])) if len(known) else (None, None)
        yield {"values": len(known), "least": ends[0], "greatest": ends[1]}
    else:
        found = {
            name: _cell(name, values[at])
            for name, values in parameters.items()
            if name not in SILENT
        }
        if "reference" in tables:
            found["units"] = len(tables["reference"])
        yield {name: value for name, value in found.items() if value is not None}


def _cell(name: str, value: Any) -> Any:
    """Return what a table shows of a parameter."""
    if name in ("available", "most_common"):
        return None if math.isnan(value) else f"{100 * float(value):.1f}%"
    if name == "kept":
        return _yes(bool(value))
    if np.ndim(value):
        return ", ".join(f"{each:.6g}" for each in value)
    return _plain(value)


def _treated(spec: Any, calibration: Calibration, at: int) -> Iterator[Cells]:
    """Yield the shape of a treated column before and after, and what it was treated by."""
    learned_ = calibration.parameters
    used = np.flatnonzero(learned_["used"][at])
    if not len(used):
        return
    last = int(used[-1])
    names = [_TREATMENTS[spec.methods[int(number)].method] for number in used]
    exponent = [number for number in used if spec.methods[int(number)].method == "box_cox"]
    yield {
        "used": ", ".join(map(str, names)),
        "skewness": _plain(learned_["skewness"][at, 0]),
        "kurtosis": _plain(learned_["kurtosis"][at, 0]),
        "skewness_after": _plain(learned_["skewness"][at, last + 1]),
        "kurtosis_after": _plain(learned_["kurtosis"][at, last + 1]),
        "points": _plain(learned_["points"][at, used].sum()),
        **({"exponent": _plain(learned_["exponent"][at, exponent[-1]])} if exponent else {}),
    }


def _yes(value: bool) -> str:
    return str(message("yes") if value else message("no"))


def _plain(value: Any) -> int | float | None:
    """Return a number as JSON has it."""
    number = float(value)
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() and abs(number) < 1e15 else number
