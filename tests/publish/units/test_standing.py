"""What is computed for all units at once is what :func:`steelyard.explain` finds for each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from steelyard import Dataset, Edition, Scheme, evaluate
from steelyard.evaluation.explain import explain
from steelyard.library import sample
from steelyard.publish.source import Source
from steelyard.publish.units.criteria import Criteria
from steelyard.publish.units.effects import effects
from steelyard.publish.units.known import Known
from steelyard.publish.units.members import Members
from steelyard.publish.units.standing import ranks_by_node, standing
from tests.publish.editions import evaluated, scheme_of, table_of, written
from tests.publish.weights import cases
from tests.reports import portfolios

ABOVE_0 = {"normalise": {"method": "min_max", "range": [1, 100]}}
KINDS: dict[str, dict[str, Any]] = {
    "weighted means": {},
    "gaps left open": {"steps": [{"normalise": "z_score"}]},
    "geometric means": {
        "aggregate": "geometric",
        "steps": [{"impute": {"method": "mean"}}, ABOVE_0],
    },
    "compared pair by pair": {"aggregate": "copeland"},
    "treated": {
        "steps": [
            {"impute": {"method": "mean"}},
            {"treat": {"methods": [{"method": "winsorise", "points": 2, "force": True}]}},
            "normalise",
        ]
    },
}


def assert_same(edition: Edition) -> None:
    """Hold every unit of an edition against its explanation."""
    source = Source(edition)
    known = Known(source)
    for unit in known.units:
        home = known.homes[unit.home]
        found = explain(edition, source.keys[unit.at])
        assert [node.node for node in found.nodes] == list(source.nodes)
        expected = {
            "ranks": [node.rank for node in found.nodes],
            "effects": [node.effect for node in found.nodes],
            "scores": [node.score for node in found.nodes],
        }
        for name, values in expected.items():
            np.testing.assert_allclose(
                getattr(unit, name), np.array(values, dtype=float), rtol=1e-12, atol=1e-12
            )
        medians = np.array([node.median for node in found.nodes], dtype=float)
        np.testing.assert_array_equal(home.medians, medians)
        weights = np.array([node.weight for node in found.nodes], dtype=float)
        np.testing.assert_allclose(home.weights, weights, rtol=1e-15)
        names = list(source.nodes)
        assert [names[at] for at in unit.strengths] == [node.node for node in found.strengths]
        assert [names[at] for at in unit.weaknesses] == [node.node for node in found.weaknesses]
        leaves = [node for node in found.nodes if node.figure is not None]
        np.testing.assert_array_equal(unit.raw, np.array([n.raw for n in leaves], dtype=float))
        assert [not np.isnan(x) for x in unit.imputed] == [n.imputed for n in leaves]
        np.testing.assert_array_equal(
            unit.treated, np.array([n.treated for n in leaves], dtype=float)
        )


@pytest.mark.parametrize("kind", KINDS)
def test_every_unit_is_told_as_it_is_explained(kind: str, tmp_path: Path) -> None:
    scheme = scheme_of(7, **KINDS[kind])
    table = table_of(14, 7, missing=0.05)
    assert_same(written(evaluated(scheme, table), tmp_path / "edition", replications=0))


@pytest.mark.parametrize("name", ["tai", "hdi", "transnationality"])
def test_schemes_of_the_library_are_told_as_they_are_explained(name: str, tmp_path: Path) -> None:
    scheme = Scheme.load(name)
    evaluation = evaluate(scheme, Dataset.read(scheme.inputs, sample(name)))
    assert_same(evaluation.write(tmp_path / "edition"))


def test_points_and_lists_of_their_own_are_told_as_they_are_explained(tmp_path: Path) -> None:
    assert_same(portfolios.evaluated().write(tmp_path / "edition"))


@pytest.mark.parametrize("case", ["conditions, coverage", "conditions and vetoes"])
def test_what_does_not_apply_and_vetoes_are_told_as_they_are_explained(
    case: str, tmp_path: Path
) -> None:
    settings, table = cases.CASES[case]
    evaluation = cases.evaluation_of(cases.scheme_of(**settings), cases.figures(**table))
    assert_same(evaluation.write(tmp_path / "edition"))


def test_a_unit_is_told_of_its_last_period(tmp_path: Path) -> None:
    """u0 is gone in 2025, so its page is about 2024; the others' are about 2025."""
    table = table_of(8, 4, years=(2023, 2024, 2025))
    table = table.filter(~((pl.col("unit") == "u0") & (pl.col("year") == 2025)))
    edition = written(
        evaluated(scheme_of(4, periods=True), table), tmp_path / "edition", replications=0
    )
    assert_same(edition)
    source = Source(edition)
    known = Known(source)
    periods = {
        source.keys[unit.at]: source.lists[known.homes[unit.home].list].period
        for unit in known.units
    }
    assert periods == {f"u{at}": "2024" if at == 0 else "2025" for at in range(8)}


def test_an_indicator_that_most_share_tells_nothing(tmp_path: Path) -> None:
    """Of five units four have the same figure x1, which names nobody but the fifth."""
    table = table_of(5, 3, missing=0.0).with_columns(pl.Series("x1", [3.0, 3.0, 3.0, 3.0, 9.0]))
    edition = written(evaluated(scheme_of(3), table), tmp_path / "edition", replications=0)
    source = Source(edition)
    (one,) = source.lists
    members = Members(source, one)
    found = standing(members)
    at = members.nodes.index("x1")
    named = {
        members.keys[row]
        for row in range(5)
        if at in found.strengths[row] or at in found.weaknesses[row]
    }
    assert named == {"u4"}


def test_equal_scores_share_the_better_rank_and_a_missing_one_has_none() -> None:
    ranks = ranks_by_node(np.array([[2.0], [np.nan], [2.0], [7.0], [1.0]]))
    np.testing.assert_array_equal(ranks.ravel(), [2, np.nan, 2, 1, 4])


def test_long_lists_compared_pair_by_pair_have_no_effects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each effect would compare all units with all again."""
    monkeypatch.setattr("steelyard.publish.units.effects._PAIRS", 5)
    scheme = scheme_of(4, aggregate="copeland")
    edition = written(evaluated(scheme, table_of(8, 4)), tmp_path / "edition", replications=0)
    source = Source(edition)
    members = Members(source, source.lists[0])
    found = effects(Criteria(members))
    root = members.nodes.index(scheme.root)
    assert np.isnan(np.delete(found, root, axis=1)).all()
    assert not np.isnan(found[:, root]).any()


def test_a_total_is_told_in_the_tree_as_in_the_ranking(tmp_path: Path) -> None:
    """The best of each indicator has 100, which needs one decimal less than totals below 100."""
    edition = written(evaluated(scheme_of(3), table_of(9, 3)), tmp_path / "edition", replications=0)
    known = Known(Source(edition))
    (home,) = known.homes
    assert home.decimals == 2
    assert set(home.score_places) == {2}
