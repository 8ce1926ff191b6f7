"""Agreement with COINr 1.1.14 on the ASEM example, stage by stage, to a relative 1e-9."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from steelyard import Evaluation, Scheme, evaluate
from tests import asem

MIN_MAX_1_100 = {"normalise": {"method": "min_max", "range": [1, 100]}}
TREATED = asem.COINR_STEPS[:-1]
UNTREATED = ["derive"]


@pytest.fixture(scope="module")
def coinr(shared: Path) -> Path:
    return shared / "coinr"


@cache
def _evaluation(data: Path) -> Evaluation:
    return evaluate(asem.scheme(data), asem.raw(data))


def run(data: Path, steps: list[Any], **settings: Any) -> Evaluation:
    return evaluate(asem.scheme(data, steps, **settings), asem.raw(data))


def agree(ours: pl.DataFrame, theirs: pl.DataFrame, columns: list[str]) -> None:
    joined = theirs.select("uCode").join(ours, on="uCode", how="left", maintain_order="left")
    for name in columns:
        np.testing.assert_allclose(
            joined[name].cast(pl.Float64).to_numpy(),
            theirs[name].cast(pl.Float64).to_numpy(),
            rtol=asem.ALIKE,
            atol=1e-12,
            err_msg=name,
        )


STAGES = [
    ("raw", "stages/02_Denominated.csv"),
    ("imputed", "stages/03_Imputed.csv"),
    ("treated", "stages/05_Treated.csv"),
    ("normalised", "stages/06_Normalised.csv"),
]


@pytest.mark.parametrize(("stage", "file"), STAGES)
def test_each_stage_agrees(coinr: Path, stage: str, file: str) -> None:
    theirs = asem.stage(coinr, file)
    agree(_evaluation(coinr).stage(stage), theirs, theirs.columns[1:])


def test_every_score_of_the_tree_agrees(coinr: Path) -> None:
    theirs = asem.stage(coinr, "stages/07_Aggregated.csv")
    assert len(theirs.columns) == 61
    agree(_evaluation(coinr).scores, theirs, theirs.columns[1:])


def test_every_rank_of_the_index_agrees(coinr: Path) -> None:
    theirs = asem.stage(coinr, "stages/08_Aggregated_ranks.csv")
    ours = _evaluation(coinr).ranking.select("uCode", Index="rank")
    agree(ours, theirs, ["Index"])


AGGREGATIONS = [
    ("a_amean__full", {}),
    ("a_gmean__full", {"aggregate": "geometric"}),
    ("a_hmean__full", {"aggregate": "harmonic"}),
    ("a_genmean_p0.5__full", {"aggregate": {"method": "power", "exponent": 0.5}}),
    ("a_genmean_p2__full", {"aggregate": {"method": "power", "exponent": 2}}),
    ("a_copeland__full", {"aggregate": "copeland"}),
]


@pytest.mark.parametrize(("file", "settings"), AGGREGATIONS)
def test_aggregations_of_complete_data_agree(coinr: Path, file: str, settings: Any) -> None:
    theirs = asem.stage(coinr, f"aggregate/{file}.csv")
    found = run(coinr, [*TREATED, MIN_MAX_1_100], **settings)
    agree(found.scores, theirs, theirs.columns[1:])
    ranks = asem.stage(coinr, f"aggregate/{file}_ranks.csv")
    agree(found.ranking.select("uCode", Index="rank"), ranks, ["Index"])


MISSING = [
    ("a_amean__withNA", {}),
    ("a_gmean__withNA", {"aggregate": "geometric"}),
]


@pytest.mark.parametrize(("file", "settings"), MISSING)
def test_aggregations_of_missing_data_agree(coinr: Path, file: str, settings: Any) -> None:
    theirs = asem.stage(coinr, f"aggregate/{file}.csv")
    found = run(coinr, [*UNTREATED, MIN_MAX_1_100], **settings)
    agree(found.scores, theirs, theirs.columns[1:])


NORMALISATIONS = [
    ("zscore_a_amean", "z_score"),
    ("prank_a_amean", "percentile_rank"),
]


@pytest.mark.parametrize(("file", "method"), NORMALISATIONS)
def test_normalisations_agree_up_to_the_index(coinr: Path, file: str, method: str) -> None:
    theirs = asem.stage(coinr, f"aggregate/{file}.csv")
    found = run(coinr, [*TREATED, {"normalise": method}])
    agree(found.scores, theirs, theirs.columns[1:])


def _children(data: Path, parent: str) -> list[str]:
    meta = asem.stage(data, "stages/meta_Ind.csv")
    return meta.filter(pl.col("Parent") == parent)["iCode"].to_list()


@pytest.mark.parametrize("pillar", ["Physical", "Environ"])
def test_copeland_of_a_pillar_agrees(coinr: Path, pillar: str) -> None:
    theirs = asem.stage(coinr, f"aggregate/copeland_{pillar}.csv")
    scheme: Scheme = asem.scheme(coinr, aggregate="copeland")
    found = evaluate(scheme, asem.raw(coinr)).scores.select("uCode", pillar)
    column = theirs.columns[-1]
    agree(found.rename({pillar: column}), theirs, [column])


def test_dropping_indicators_agrees(coinr: Path) -> None:
    theirs = asem.stage(coinr, "compare/variant_drop_LPI_Forest_Aggregated.csv")
    declared = asem.scheme(coinr).model_dump(mode="json", by_alias=True, exclude_none=True)

    def without(node: dict[str, Any]) -> dict[str, Any]:
        parts = node.get("parts")
        if parts is None:
            return node
        kept = {
            name: without(part) for name, part in parts.items() if name not in ("LPI", "Forest")
        }
        return {**node, "parts": kept}

    scheme = Scheme.model_validate({**declared, "tree": without(declared["tree"])})
    agree(evaluate(scheme, asem.raw(coinr)).scores, theirs, theirs.columns[1:])


def test_the_geometric_variant_agrees(coinr: Path) -> None:
    theirs = asem.stage(coinr, "compare/variant_minmax1_100_gmean_Aggregated.csv")
    found = run(coinr, [*TREATED, MIN_MAX_1_100], aggregate="geometric")
    agree(found.scores, theirs, theirs.columns[1:])


def test_effective_weights_agree(coinr: Path) -> None:
    theirs = asem.stage(coinr, "weights/effective_weights.csv")
    ours = _evaluation(coinr).weights_frame.select("node", "effective_weight")
    joined = theirs.join(ours, left_on="iCode", right_on="node", how="left")
    np.testing.assert_allclose(
        joined["effective_weight"].to_numpy(), joined[theirs.columns[-1]].to_numpy(), rtol=1e-9
    )
