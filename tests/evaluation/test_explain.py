from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from steelyard import Scheme, UsageError, evaluate
from steelyard.evaluation.explain import explain
from tests import asem
from tests.evaluation import funds
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


def _told(tmp_path: Path, *, applies: str = "", vetoes: str = "{}", young: bool = False):
    """Return the explanation of A: half invested (3 of 6 points), grown (4 of 4); B has 1.2 + 0."""
    declared = funds.scheme(vetoes=vetoes, applies=applies).model_dump_json()
    scheme = Scheme.model_validate_json(declared.replace('"coverage":0.5', '"coverage":1.0'))
    data = funds.tables(
        scheme,
        [("A", "x", "y", 100, young, 9.0), ("B", "x", "y", 100, False, 1.0)],
        [("A", "1", 50.0, "shares"), ("B", "1", 20.0, "shares")],
    )
    return explain(evaluate(scheme, data).write(tmp_path / "edition"), "A")


def test_parts_that_do_not_apply_take_nothing_from_an_effect(tmp_path: Path) -> None:
    """3 of 6 points stand for 5 of 10; with the median, 2.1, they would for 3.5."""
    found = _told(tmp_path, applies="applies: {young: false},", young=True)
    assert node(found, "index").score == pytest.approx(5)
    assert node(found, "invested_share").effect == pytest.approx(5 - 3.5)
    assert node(found, "grown").effect is None


def test_where_a_veto_decides_no_part_has_an_effect(tmp_path: Path) -> None:
    capped = "{v: {when: {growth: {above: 5}}, effect: cap, score: 2}}"
    found = _told(tmp_path, vetoes=capped)
    assert node(found, "index").score == pytest.approx(2)
    assert node(found, "invested_share").effect is None
    assert node(found, "index").effect == pytest.approx(2 - (2 + 1.2) / 2)
    assert node(_told(tmp_path / "free"), "invested_share").effect == pytest.approx(3 - 2.1)
