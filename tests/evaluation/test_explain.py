from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from steelyard import UsageError, evaluate
from steelyard.evaluation.explain import explain
from tests import asem
from tests.evaluation.schemes import FLAT, dataset, flat, units

VALUES = [[0, 0, 10], [5, 10, 0], [10, 5, 5], [2, 8, 8], [7, 1, 3]]


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    scheme = flat()
    return evaluate(scheme, dataset(scheme, units(VALUES))).write(
        tmp_path_factory.mktemp("explain") / "edition"
    )


def node(found, name: str):
    (one,) = [node for node in found.nodes if node.node == name]
    return one


def test_the_tree_is_explained_from_the_root_to_the_raw_value(edition) -> None:
    found = explain(edition, "u1")
    assert [(n.node, n.depth, n.parent) for n in found.nodes] == [
        ("index", 0, None),
        ("left", 1, "index"),
        ("a", 2, "left"),
        ("b", 2, "left"),
        ("c", 1, "index"),
    ]
    assert node(found, "a").raw == 5.0
    assert node(found, "b").raw == 10.0


def test_the_effect_of_a_linear_node_is_its_weight_times_its_distance_from_the_median(
    edition,
) -> None:
    found = explain(edition, "u3")
    b = node(found, "b")
    # b weighs 3/4 of left, which weighs 2/3 of the index
    assert b.effect == pytest.approx(0.75 * 2 / 3 * (b.score - b.median))
    root = node(found, "index")
    assert root.effect == pytest.approx(root.score - root.median)


def test_the_effect_under_a_geometric_mean_is_what_the_total_would_lose(tmp_path: Path) -> None:
    text = FLAT.replace("[normalise]", "[{normalise: {method: min_max, range: [1, 100]}}]")
    scheme = flat(text + "aggregate: geometric\n")
    evaluation = evaluate(scheme, dataset(scheme, units(VALUES)))
    found = explain(evaluation.write(tmp_path / "edition"), "u3")
    c, left = node(found, "c"), node(found, "left")
    without = (left.score**2 * c.median) ** (1 / 3)
    assert c.effect == pytest.approx(node(found, "index").score - without)


def test_weights_within_a_criterion_add_up_to_one(edition) -> None:
    found = explain(edition, "u0")
    assert node(found, "a").weight + node(found, "b").weight == pytest.approx(1)
    assert node(found, "left").weight == pytest.approx(2 / 3)


def test_an_imputed_and_a_treated_figure_are_marked(tmp_path: Path) -> None:
    text = FLAT.replace("[normalise]", "[{impute: median}, treat, normalise]")
    values = np.random.default_rng(0).normal(size=(30, 3))
    values[4, 0] = np.nan
    values[7, 2] = 1e6
    scheme = flat(text)
    edition = evaluate(scheme, dataset(scheme, units(values))).write(tmp_path / "edition")
    imputed = node(explain(edition, "u4"), "a")
    assert imputed.imputed
    assert imputed.raw is None
    treated = node(explain(edition, "u7"), "c")
    assert treated.raw == 1e6
    assert treated.treated is not None
    assert treated.treated < 1e6


def test_an_unknown_unit_is_told_the_nearest(edition) -> None:
    with pytest.raises(UsageError, match="no unit “u11”"):
        explain(edition, "u11")


def test_a_list_without_a_tree_is_explained_by_its_rank(tmp_path: Path) -> None:
    text = FLAT[: FLAT.index("tree:")] + "rank: {by: b}\nshow: [b]\n"
    scheme = flat(text)
    edition = evaluate(scheme, dataset(scheme, units(VALUES))).write(tmp_path / "edition")
    found = explain(edition, "u1")
    assert (found.rank, found.of, found.nodes) == (1, 5, ())


def test_ranks_by_one_indicator_agree_with_coinr(shared: Path, tmp_path: Path) -> None:
    """COINr ranks the raw data, ours what is scored: the same if not divided or imputed."""
    data = shared / "coinr"
    scheme = asem.scheme(data)
    edition = evaluate(scheme, asem.raw(data)).write(tmp_path / "edition")
    raw = edition.table("raw")
    compared = 0
    for unit in ("DEU", "IND"):
        ours = {x.node: x.rank for x in explain(edition, unit).nodes}
        theirs = asem.stage(data, f"results/weaknesses_{unit}.csv")
        for code, rank in theirs.select("Code", "Rank").rows():
            if scheme.indicators()[code].indicator is None and raw[code].null_count() == 0:
                assert ours[code] == rank, (unit, code)
                compared += 1
    assert compared >= 5


def test_strengths_are_in_the_better_half_and_weaknesses_in_the_worse(edition) -> None:
    for unit in ("u0", "u1", "u2", "u3", "u4"):
        found = explain(edition, unit)
        assert all(x.rank is not None and x.rank <= 2.5 for x in found.strengths)
        assert all(x.rank is not None and x.rank > 2.5 for x in found.weaknesses)
