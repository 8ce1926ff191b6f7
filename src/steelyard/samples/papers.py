"""Made-up papers around funds: judgements, commitments, the register, self-assessments."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from steelyard.evaluation.evaluation import Evaluation
from steelyard.samples.draws import some, stream
from steelyard.samples.funds import YEAR

__all__ = ["commitments", "register", "reviews", "self_assessment"]

_RULES = {
    "no_relocation": 0.93,
    "no_violation": 0.9,
    "risk_system": 0.88,
    "good_credit": 0.95,
    "registration": 0.92,
    "disclosure": 0.8,
}
"""Rules that an office judges, and how often they are met."""
_REASONS = {
    True: "示例：查阅登记材料，未见问题 Sample: papers read, nothing found",
    False: "示例：查阅登记材料，发现问题 Sample: papers read, a fault found",
}
_OFFICE = "示例发展改革部门 Sample office"
_STATEMENT = "示例：承诺所报数据真实、完整 Sample: the data are true and complete"


def reviews(funds: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return what an office judged of each fund; a few judgements are not there yet."""
    generator = stream(seed, "reviews")
    count = funds.height * len(_RULES)
    chances = np.tile(list(_RULES.values()), funds.height)
    met = generator.random(count) < chances
    frame = pl.DataFrame(
        {
            "fund": funds["fund"].gather(np.repeat(np.arange(funds.height), len(_RULES))),
            "rule": list(_RULES) * funds.height,
            "met": met.astype(np.int64),
            "office": [_OFFICE] * count,
            "date": _days(generator, count, date(YEAR + 1, 7, 1)),
            "reason": pl.Series([_REASONS[False], _REASONS[True]]).gather(met.astype(np.int64)),
        }
    )
    return frame.filter(generator.random(count) > 0.02)


def commitments(funds: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return who committed to the data of which fund; a few have not yet."""
    generator = stream(seed, "commitments")
    count = funds.height
    manager = funds["manager"].str.strip_prefix("SAMPLE-M")
    frame = pl.DataFrame(
        {
            "fund": funds["fund"],
            "signatory": pl.select(pl.format("示例签署人 {} Sample", manager)).to_series(),
            "date": _days(generator, count, date(YEAR + 1, 3, 1)),
            "statement": [_STATEMENT] * count,
        }
    )
    absent = some(generator, 0.02, count)[: count - 1]
    return frame.with_row_index("place").filter(~pl.col("place").is_in(absent)).drop("place")


def register(funds: pl.DataFrame) -> pl.DataFrame:
    """Return the register: every fund that delivered, and one that did not."""
    absent = {
        "fund": "SAMPLE-ABSENT",
        "name": "示例未报送基金 Sample fund that did not deliver",
        "manager": funds["manager"].max() if funds.height else None,
    }
    return pl.concat([funds.select("fund", "name", "manager"), pl.DataFrame([absent])])


def self_assessment(evaluation: Evaluation, seed: int) -> pl.DataFrame:
    """Return the points that managers give themselves: those computed, here and there others.

    Managers are kind to themselves: where they differ, they mostly give more. A few assess
    nothing.
    """
    generator = stream(seed, "self-assessment")
    scheme = evaluation.scheme
    key = scheme.units.key
    criteria = [name for name, node in scheme.nodes().items() if _second_level(evaluation, name)]
    funds = evaluation.kept_frame[key]
    shape = (len(funds), len(criteria))
    points = np.column_stack([evaluation.node_scores[name] for name in criteria])
    whole = np.array([float(scheme.nodes()[name].points or 0) for name in criteria])
    step = np.round(generator.normal(1.0, 1.2, shape), 0)
    other = np.clip(np.where(np.isnan(points), whole / 2, points) + step, 0, whole)
    points = np.where(generator.random(shape) < 0.08, np.round(other, 1), np.round(points, 2))
    frame = pl.DataFrame(
        {
            "fund": funds.gather(np.repeat(np.arange(shape[0]), shape[1])),
            "criterion": criteria * shape[0],
            "points": pl.Series(points.ravel()).fill_nan(None),
            "note": ["示例 Sample"] * points.size,
        }
    )
    told = np.repeat(generator.random(shape[0]) > 0.03, shape[1])
    return frame.filter(pl.Series(told) & pl.col("points").is_not_null())


def _second_level(evaluation: Evaluation, name: str) -> bool:
    tree = evaluation.scheme.tree
    first = {} if tree is None else tree.parts or {}
    return any(name in (part.parts or {}) for part in first.values())


def _days(generator: np.random.Generator, count: int, first: date) -> pl.Series:
    days = np.datetime64(first) + generator.integers(0, 60, count).astype("timedelta64[D]")
    return pl.Series(days).cast(pl.Date)
