"""What the page's script computes with: scores, weights and vetoes, as one classic script a period.

A page that is opened by a double click may not read a file, but it may load a script. Figures are
float64 in little-endian bytes, written in base64, NaN for missing, so that nothing is rounded.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl

from steelyard.engines import Vector
from steelyard.evaluation.admission import ADMISSION
from steelyard.evaluation.blocks import numbers_of
from steelyard.evaluation.criterion import Criterion
from steelyard.publish.addresses import addresses
from steelyard.publish.source import PublishedList, Source
from steelyard.publish.weights.methods import aggregation, renormalisation
from steelyard.publish.weights.plan import Plan, row_key
from steelyard.scheme.weigh import Factor, Pca

__all__ = ["VARIABLE", "data_files", "files_of_periods", "given_weights"]

VARIABLE = "steelyardWeights"
"""The variable of the page that holds the periods by their address."""
_PER_CENT = 100.0


def files_of_periods(plan: Plan) -> tuple[str, ...]:
    """Return the file of each period within ``assets/``, the last period first."""
    earlier = [str(lists[0].period) for lists in plan.periods[1:]]
    named = addresses(earlier)
    return ("weights-data.js", *(f"weights-data-{named[period]}.js" for period in earlier))


def data_files(source: Source, plan: Plan) -> Iterator[tuple[str, bytes]]:
    """Yield the file of each period."""
    scores = _scores(source, plan)
    struck, without = _table(source, "vetoes"), _table(source, "left_out")
    for file, lists in zip(files_of_periods(plan), plan.periods, strict=True):
        rows = pl.concat([one.frame for one in lists])
        keys = _keys(source, rows)
        told = {
            "units": rows.height,
            "root": plan.root,
            "rank": _rule(source),
            "lists": _spans(lists),
            "criteria": [_criterion(plan, criterion) for criterion in plan.criteria.values()],
            "weights": given_weights(source, plan, lists),
            "fixed": _fixed(source, plan),
            "struck": [*_struck(source, plan, keys, struck), *_not_admitted(source, keys)],
            "without": _without(plan, keys, without),
            "names": [source.titles[key] for key in _texts(source, rows)],
            "addresses": [source.addresses[key] for key in _texts(source, rows)],
            "score": _floats(numbers_of(rows["score"])),
            "ranks": _ranks(rows["rank"]),
            "interval": _interval(rows),
            "columns": _columns(plan, keys, scores),
        }
        if source.scheme.rank.ties == "ordinal":
            told["order"] = _places_of_keys(_texts(source, rows))
        yield f"assets/{file}", _script(file, told)


def given_weights(
    source: Source, plan: Plan, lists: Sequence[PublishedList]
) -> dict[str, list[float]]:
    """Return the weights of each criterion's parts in a period, as the evaluation used them.

    Weights that were derived from the data add up to 100, others stand as in the scheme.
    """
    found = {}
    for name, criterion in plan.criteria.items():
        weights = _learned(source, name, lists)
        derived = isinstance(criterion.weighing, Pca | Factor)
        found[name] = (weights * _PER_CENT if derived else weights).tolist()
    return found


def _learned(source: Source, name: str, lists: Sequence[PublishedList]) -> Vector:
    calibrations, period = source.edition.calibrations, source.scheme.units.period
    calibration = calibrations.get(f"{name}.weigh")
    if calibration is None:
        assert period is not None
        number = float(numbers_of(lists[0].frame[period])[0])
        calibration = calibrations[f"{name}.weigh@{number:g}"]
    return np.asarray(calibration.parameters["weights"], dtype=np.float64)


def _rule(source: Source) -> dict[str, Any]:
    rule = source.scheme.rank
    return {
        "ties": rule.ties,
        "tolerance": rule.tolerance,
        "descending": rule.order == "descending",
    }


def _spans(lists: Sequence[PublishedList]) -> list[list[int]]:
    """Return where each list begins and ends among the units of its period."""
    ends = np.cumsum([0, *(one.frame.height for one in lists)]).tolist()
    return [[start, end] for start, end in pairwise(ends)]


def _criterion(plan: Plan, criterion: Criterion) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": criterion.name,
        "parts": list(criterion.parts),
        **aggregation(criterion.aggregation),
    }
    if criterion.normalisation is not None:
        told["again"] = renormalisation(criterion.normalisation)
    return told


def _fixed(source: Source, plan: Plan) -> list[str]:
    """Return the parts, beside others that can be moved, whose share a rule sets."""
    nodes = source.nodes
    return [
        part
        for criterion in plan.criteria.values()
        for part in criterion.parts
        if nodes[part].fixed and not plan.movable.isdisjoint(criterion.parts)
    ]


def _table(source: Source, name: str) -> pl.DataFrame | None:
    frame = source.table(name)
    if frame is None:
        return None
    return frame.with_columns(pl.col(row_key(source.scheme)).cast(pl.String))


def _keys(source: Source, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the key of each row as text, and its place among the units of the period."""
    key = row_key(source.scheme)
    return rows.select(pl.col(key).cast(pl.String)).with_row_index("_place")


def _texts(source: Source, rows: pl.DataFrame) -> list[str]:
    return rows[source.scheme.units.key].cast(pl.String).to_list()


def _scores(source: Source, plan: Plan) -> pl.DataFrame:
    scores = _table(source, "scores")
    assert scores is not None
    return scores.select(*row_key(source.scheme), *plan.leaves)


def _struck(
    source: Source, plan: Plan, keys: pl.DataFrame, struck: pl.DataFrame | None
) -> Iterator[list[Any]]:
    """Yield node, effect, amount and units of each veto on a criterion that the page computes."""
    if struck is None:
        return
    for name, veto in source.scheme.vetoes.items():
        node = veto.node or source.scheme.root
        if not veto.enabled or node not in plan.criteria:
            continue
        places = _places(keys, struck.filter(pl.col("veto") == name))
        if places:
            yield [node, veto.effect, veto.score, places]


def _not_admitted(source: Source, keys: pl.DataFrame) -> Iterator[list[Any]]:
    """Yield the units that are not admitted, as a veto on the total would be told."""
    if source.scheme.admission is None:
        return
    table = _table(source, ADMISSION)
    assert table is not None
    places = _places(keys, table.filter(pl.col("admission") != "admitted"))
    if places:
        yield [source.scheme.root, "unranked", None, places]


def _without(plan: Plan, keys: pl.DataFrame, left_out: pl.DataFrame | None) -> dict[str, list[int]]:
    """Return the units to which a node does not apply, for nodes that the page knows."""
    if left_out is None:
        return {}
    rows = left_out.filter(pl.col("why") == "inapplicable")
    found: dict[str, list[int]] = {}
    # Nodes below one that does not apply are not listed; they do not apply either.
    for name in (*plan.criteria, *plan.leaves):
        places = set(_places(keys, rows.filter(pl.col("node") == name)))
        above = next((one.name for one in plan.criteria.values() if name in one.parts), None)
        places |= set(found.get(above or "", ()))
        if places:
            found[name] = sorted(places)
    return found


def _places(keys: pl.DataFrame, rows: pl.DataFrame) -> list[int]:
    names = [name for name in keys.columns if name != "_place"]
    return sorted(keys.join(rows.select(names), on=names, how="semi")["_place"].to_list())


def _columns(plan: Plan, keys: pl.DataFrame, scores: pl.DataFrame) -> dict[str, str]:
    names = [name for name in keys.columns if name != "_place"]
    wide = keys.join(scores, on=names, how="left", maintain_order="left")
    return {name: _floats(numbers_of(wide[name])) for name in plan.leaves}


def _floats(values: Vector) -> str:
    return b64encode(np.asarray(values, dtype="<f8").tobytes()).decode()


def _ranks(column: pl.Series) -> dict[str, Any]:
    """Return ranks as whole numbers: the double, so that halves are whole, 0 for missing."""
    doubled = np.nan_to_num(2.0 * numbers_of(column), nan=0.0)
    size = 2 if doubled.max(initial=0) < 1 << 16 else 4
    return {"size": size, "doubled": b64encode(doubled.astype(f"<u{size}").tobytes()).decode()}


def _interval(rows: pl.DataFrame) -> list[dict[str, Any]] | None:
    """Return the published interval of each rank, its ends in whole and half ranks."""
    if "rank_p05" not in rows.columns or rows["rank_p05"].is_null().all():
        return None
    ends = (rows[name].cast(pl.Float64) for name in ("rank_p05", "rank_p95"))
    return [_ranks((2.0 * one).round() / 2.0) for one in ends]


def _places_of_keys(keys: Sequence[str]) -> list[int]:
    """Return each key's place in their order, which parts units that tie."""
    ordered = {key: place for place, key in enumerate(sorted(keys))}
    return [ordered[key] for key in keys]


def _script(file: str, told: Mapping[str, Any]) -> bytes:
    text = json.dumps(told, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    begin = f"window.{VARIABLE}=window.{VARIABLE}||{{}};\n"
    return f"{begin}window.{VARIABLE}[{json.dumps(file)}]={text};\n".encode("utf-8", "replace")
