from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from steelyard import UsageError, evaluate, place
from steelyard.evaluation.edition import digests
from tests.evaluation.schemes import FLAT, dataset, flat, units

METHODS = [
    "min_max", "z_score", "rank", "percentile_rank", "borda",
    "fraction_of_maximum", "distance_to_maximum", "above_below_mean",
]  # fmt: skip
STEPS = "steps: [{impute: median}, treat, {normalise: METHOD}]"


def published(tmp_path: Path, text: str, values: object):
    scheme = flat(text)
    data = dataset(scheme, units(values))
    evaluation = evaluate(scheme, data)
    return evaluation, evaluation.write(tmp_path / "edition"), data


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("aggregation", ["arithmetic", "median", "copeland"])
def test_a_unit_of_the_list_is_placed_where_it_stands(
    method: str, aggregation: str, tmp_path: Path
) -> None:
    values = np.random.default_rng(1).lognormal(size=(12, 3))
    values[3, 1] = np.nan
    text = FLAT.replace("steps: [normalise]", STEPS.replace("METHOD", method))
    text += f"aggregate: {aggregation}\n"
    evaluation, edition, data = published(tmp_path, text, values)
    placed = place(edition, data)
    np.testing.assert_allclose(placed.evaluation.score, evaluation.score, rtol=1e-12)
    assert placed.frame["rank"].to_list() == evaluation.ranks.tolist()


@given(arrays(np.float64, (1, 3), elements=st.floats(-50, 50)))
def test_a_newcomer_has_one_more_than_the_published_scores_above(
    tmp_path_factory, newcomer
) -> None:
    tmp_path = tmp_path_factory.mktemp("place")
    values = np.arange(30.0).reshape(10, 3)[:, [2, 0, 1]]
    evaluation, edition, _ = published(tmp_path, FLAT, values)
    before = digests(edition.path)
    placed = place(edition, dataset(edition.scheme, units(newcomer)))
    (score,) = placed.evaluation.score
    above = (evaluation.score - score) > 1e-12 * np.maximum(abs(evaluation.score), abs(score))
    assert placed.frame["rank"].to_list() == [1 + above.sum()]
    assert digests(edition.path) == before


def test_newcomers_do_not_see_each_other(tmp_path: Path) -> None:
    _, edition, _ = published(tmp_path, FLAT, np.arange(30.0).reshape(10, 3))
    together = place(edition, dataset(edition.scheme, units([[99, 99, 99], [1, 2, 3]])))
    alone = place(edition, dataset(edition.scheme, units([[1, 2, 3]])))
    assert together.frame["rank"].to_list()[1] == alone.frame["rank"].to_list()[0]


def test_figures_beyond_what_was_learned_stay_and_are_told(tmp_path: Path) -> None:
    _, edition, _ = published(tmp_path, FLAT, [[0, 0, 0], [10, 10, 10]])
    placed = place(edition, dataset(edition.scheme, units([[20, 10, 10]])))
    assert placed.evaluation.node_scores["a"].tolist() == [200.0]
    (finding,) = [f for f in placed.findings if f.code == "beyond-learned"]
    assert (finding.unit, finding.column) == ("u0", "a")


def test_figures_beyond_what_was_learned_are_clipped_where_the_scheme_clips(tmp_path) -> None:
    text = FLAT.replace("[normalise]", "[{normalise: {method: min_max, clip: true}}]")
    _, edition, _ = published(tmp_path, text, [[0, 0, 0], [10, 10, 10]])
    placed = place(edition, dataset(edition.scheme, units([[20, 10, 10]])))
    assert placed.evaluation.node_scores["a"].tolist() == [100.0]


def test_what_cannot_be_defined_for_one_unit_is_missing(tmp_path: Path) -> None:
    values = np.random.default_rng(2).normal(size=(6, 3))
    _, edition, _ = published(tmp_path, FLAT + "aggregate: outranking\n", values)
    placed = place(edition, dataset(edition.scheme, units([[5, 5, 5]])))
    assert placed.frame["rank"].to_list() == [None]


def test_a_list_with_given_ranks_places_nobody(tmp_path: Path) -> None:
    text = FLAT[: FLAT.index("tree:")].replace("[normalise]", "[]") + "rank: {given: a}\n"
    scheme = flat(text)
    data = dataset(scheme, units([[1, 0, 0], [2, 0, 0]]))
    edition = evaluate(scheme, data).write(tmp_path / "edition")
    with pytest.raises(UsageError, match="given"):
        place(edition, data)


def test_a_newcomer_of_an_unknown_group_is_refused(tmp_path: Path) -> None:
    from steelyard import DataError

    text = """
scheme: grouped
title: Grouped
units: {table: units, key: unit, groups: [region]}
inputs: {units: {columns: {unit: {type: text}, region: {type: text}, a: {}}}}
steps: [{normalise: min_max, within: region}]
tree: {parts: {a: {}}}
"""
    scheme = flat(text)
    frame = pl.DataFrame({"unit": ["p", "q"], "region": ["N", "N"], "a": [1.0, 2.0]})
    edition = evaluate(scheme, dataset(scheme, frame)).write(tmp_path / "edition")
    new = pl.DataFrame({"unit": ["r"], "region": ["S"], "a": [1.5]})
    with pytest.raises(DataError, match="“S”"):
        place(edition, dataset(scheme, new))


def test_a_newcomer_of_an_unknown_period_is_refused(tmp_path: Path) -> None:
    from steelyard import DataError

    text = """
scheme: years
title: Years
units: {table: units, key: unit, period: year}
inputs: {units: {columns: {unit: {type: text}, year: {type: integer}, a: {}}}}
steps: [{normalise: identity}]
calibrate: all
tree: {parts: {a: {}}}
"""
    scheme = flat(text)
    frame = pl.DataFrame({"unit": ["p", "q"], "year": [2020, 2020], "a": [1.0, 2.0]})
    edition = evaluate(scheme, dataset(scheme, frame)).write(tmp_path / "edition")
    new = pl.DataFrame({"unit": ["r"], "year": [2021], "a": [1.5]})
    with pytest.raises(DataError, match="“2021”"):
        place(edition, dataset(scheme, new))
