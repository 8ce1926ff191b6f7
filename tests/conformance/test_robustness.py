"""Agreement with the robustness of COINr 1.1.14 on the ASEM example.

COINr reran its pipeline 100 times with draws of four assumptions: how many points are
winsorised, the normalisation, the weights of levels 2 and 3, the aggregation. Its own draws,
put through what is compiled here, give its scores to a relative 1e-9 and its ranks exactly;
draws of our own agree within 3 standard errors.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy import stats

from steelyard import Evaluation, evaluate
from steelyard.engines import Matrix, Vector
from steelyard.robustness.choices import Choices
from steelyard.robustness.draws import uniforms
from steelyard.robustness.layout import Layout
from steelyard.robustness.lists import nominal_ranks
from steelyard.robustness.model import Model
from steelyard.robustness.removal import Removal, removal
from steelyard.robustness.sensitivity import sensitivity
from steelyard.robustness.uncertainty import Uncertainty, uncertainty
from steelyard.robustness.varied import Varied
from steelyard.robustness.weights import leave_out, renormalised
from tests import asem

TREATMENTS = [
    {"methods": [{"method": "winsorise", "points": points}, "log_ct"]} for points in range(1, 6)
]
NORMALISATIONS = {
    "minmax_1_100": {"method": "min_max", "range": [1, 100]},
    "zscore_10_2": {"method": "z_score", "mean": 10, "deviation": 2},
}
AGGREGATIONS = {"a_amean": "arithmetic", "a_gmean": "geometric"}
ASSUMPTIONS: dict[str, Any] = {
    "treatment": {"treat": TREATMENTS},
    "normalisation": {"normalise": list(NORMALISATIONS.values())},
    "aggregation": {"aggregate": list(AGGREGATIONS.values())},
    "weights": {
        "weights": {"method": "uniform", "spread": 0.25},
        "of": ["Index", "Conn", "Sust"],
    },
}
THREE = float(stats.norm.sf(3))
"""The probability beyond 3 standard errors, on one side."""


@pytest.fixture(scope="module")
def coinr(shared: Path) -> Path:
    return shared / "coinr"


@cache
def evaluation(data: Path) -> Evaluation:
    return evaluate(asem.scheme(data, assumptions=ASSUMPTIONS), asem.raw(data))


def theirs(data: Path, file: str) -> tuple[list[str], Matrix]:
    """Return the names of the columns of a table of COINr, and (columns, units) in our order."""
    table = asem.stage(data, file)
    ours = evaluation(data).kept_frame.select("uCode")
    joined = ours.join(table, on="uCode", how="left", maintain_order="left").drop("uCode")
    return joined.columns, joined.cast(pl.Float64).to_numpy().T


class TestTheirOwnDraws:
    @staticmethod
    @cache
    def scores(data: Path) -> Matrix:
        """Return the scores of COINr's replications through our trees; (100, units)."""
        found = evaluation(data)
        layout = Layout.of(found.scheme)
        offered = found.scheme.assumptions or {}
        kept: Any = {name: one for name, one in offered.items() if name != "weights"}
        choices = Choices(found, kept)
        noisy = asem.stage(data, "sensitivity/noisy_weights_L2_L3_25.csv")
        rows = []
        for row in asem.stage(data, "sensitivity/UA100_parameters.csv").iter_rows(named=True):
            key = (
                row["winmax"] - 1,
                list(NORMALISATIONS).index(row["normalisation"]),
                list(AGGREGATIONS).index(row["aggregation"]),
            )
            given = noisy.filter(rep=row["weight_set"]).filter(pl.col("iCode") != "Index")
            weights = np.empty((len(layout.names), 1))
            for name, weight in given.select("iCode", "Weight").iter_rows():
                weights[layout.places[name]] = weight
            renormalised(weights, layout)
            rows.append(choices.tree(key).scores(weights, Varied())[0])
        return np.stack(rows)

    def test_every_score_agrees(self, coinr: Path) -> None:
        names, expected = theirs(coinr, "sensitivity/UA100_Scores.csv")
        assert (names[0], len(names)) == ("Nominal", 101)
        np.testing.assert_allclose(self.scores(coinr), expected[1:], rtol=asem.ALIKE)

    def test_every_rank_agrees(self, coinr: Path) -> None:
        _names, expected = theirs(coinr, "sensitivity/UA100_Ranks.csv")
        found = evaluation(coinr)
        ours = np.stack([nominal_ranks(found, row) for row in self.scores(coinr)])
        np.testing.assert_array_equal(ours, expected[1:])

    def test_the_nominal_agrees(self, coinr: Path) -> None:
        _names, scores = theirs(coinr, "sensitivity/UA100_Scores.csv")
        _names, ranks = theirs(coinr, "sensitivity/UA100_Ranks.csv")
        np.testing.assert_allclose(evaluation(coinr).score, scores[0], rtol=asem.ALIKE)
        np.testing.assert_array_equal(evaluation(coinr).ranks, ranks[0])


class TestDrawsOfOurOwn:
    """COINr's 100 replications are taken for a sample of ours, 10,000 of the same assumptions.

    Its mean of a unit's rank has the standard error sd/√100, with the standard deviation of our
    ranks. Its quantile at 5% lies between its 5th and 6th smallest rank; the probability up to
    the i-th smallest of n is Beta(i, n + 1 − i), and so that rank lies between our quantiles at
    the ends of its 3-standard-error interval (that of 95% likewise). COINr drew its weights from
    100 sets, which have an error of their own; it is not counted.
    """

    @staticmethod
    @cache
    def replicated(data: Path) -> Uncertainty:
        return uncertainty(evaluation(data), replications=10_000)

    @staticmethod
    @cache
    def probabilities(data: Path) -> Matrix:
        """Return our probabilities of ranks; (units, ranks)."""
        found = TestDrawsOfOurOwn.replicated(data)
        codes = evaluation(data).kept_frame["uCode"].to_list()
        table = np.zeros((len(codes), len(codes)))
        for code, rank, probability in found.acceptability.select(
            "uCode", "rank_from", "probability"
        ).iter_rows():
            table[codes.index(code), rank - 1] = probability
        return table

    def test_mean_ranks_agree(self, coinr: Path) -> None:
        names, expected = theirs(coinr, "sensitivity/UA100_RankStats.csv")
        probability = self.probabilities(coinr)
        ranks = np.arange(1.0, probability.shape[1] + 1)
        mean = probability @ ranks
        deviation = np.sqrt(probability @ ranks**2 - mean**2)
        ours = self.replicated(coinr).frame["rank_mean"].to_numpy()
        np.testing.assert_allclose(ours, mean, rtol=1e-9)
        apart = np.abs(expected[names.index("Mean")] - ours)
        assert bool((apart <= 3 * deviation / 10 + 1e-9).all())

    @pytest.mark.parametrize(("column", "place"), [("Q5", 5), ("Q95", 95)])
    def test_intervals_agree(self, coinr: Path, column: str, place: int) -> None:
        names, expected = theirs(coinr, "sensitivity/UA100_RankStats.csv")
        low = stats.beta.ppf(THREE, place, 101 - place)
        high = stats.beta.isf(THREE, place + 1, 100 - place)
        below = np.cumsum(self.probabilities(coinr), axis=1)
        least = (below < low).sum(axis=1) + 1
        most = (below < high).sum(axis=1) + 1
        found = expected[names.index(column)]
        assert bool(((least <= found) & (found <= most)).all())


class TestSensitivity:
    """Indices of the mean rank shift against conditional means and variances of other draws.

    There are no ASEM indices of COINr's. The first-order index of a discrete assumption is the
    variance of the means under each alternative; the total index of the weights is the mean
    variance within the combinations of all others. Both within 3 standard errors: ours from
    the bootstrap, theirs from ten parts of the draws.
    """

    PARTS = 10

    @staticmethod
    @cache
    def drawn(data: Path) -> tuple[Matrix, Vector]:
        """Return which alternatives were drawn, (R, 3), and the mean rank shift, (R,)."""
        found = evaluation(data)
        model = Model.of(found)
        rows = uniforms(99, 7, 0, 5_000, model.width)
        scores = model.draw(rows).scores
        ranks = stats.rankdata(-scores, axis=1, method="min")
        shift = np.abs(ranks - found.ranks).mean(axis=1)
        counts = (5, 2, 2)
        alternatives = [
            np.floor(rows[:, model.groups[name].start] * count)
            for name, count in zip(list(ASSUMPTIONS)[:3], counts, strict=True)
        ]
        return np.stack(alternatives, axis=1), shift

    @staticmethod
    @cache
    def indices(data: Path) -> pl.DataFrame:
        found = sensitivity(evaluation(data), samples=1_024, units=[], level=0.9)
        return found.frame.filter(output="mean_rank_shift")

    def ours(self, data: Path, name: str, which: str) -> tuple[float, float]:
        row = self.indices(data).filter(assumption=name).row(0, named=True)
        half = (row[f"{which}_high"] - row[f"{which}_low"]) / 2
        return row[which], half / float(stats.norm.ppf(0.95))

    @pytest.mark.parametrize(
        ("name", "which"),
        [
            ("treatment", "first"),
            ("normalisation", "first"),
            ("aggregation", "first"),
            ("weights", "total"),
        ],
    )
    def test_indices_agree(self, coinr: Path, name: str, which: str) -> None:
        keys, shift = self.drawn(coinr)
        columns = [list(ASSUMPTIONS).index(name)] if which == "first" else [0, 1, 2]
        within = [
            within_share(keys[part :: self.PARTS, columns], shift[part :: self.PARTS])
            for part in range(self.PARTS)
        ]
        expected = within_share(keys[:, columns], shift)
        expected = 1 - expected if which == "first" else expected
        error = np.std(within, ddof=1) / np.sqrt(self.PARTS)
        found, own = self.ours(coinr, name, which)
        assert abs(found - expected) <= 3 * np.hypot(error, own)


def within_share(keys: Matrix, values: Vector) -> float:
    """Return the share of the variance that is within groups; unbiased in each group."""
    _labels, which = np.unique(keys, axis=0, return_inverse=True)
    groups = [values[which.ravel() == at] for at in range(which.max() + 1)]
    within = sum(len(one) * one.var(ddof=1) for one in groups) / len(values)
    return float(within / values.var(ddof=1))


class TestRemoval:
    """COINr's ``remove_elements`` of the indicators, and of the sub-indices."""

    @staticmethod
    @cache
    def removed(data: Path) -> Removal:
        return removal(evaluation(data))

    @pytest.mark.parametrize("level", ["L1", "L3"])
    def test_every_rank_agrees(self, coinr: Path, level: str) -> None:
        names, expected = theirs(coinr, f"remove_elements/{level}_Ranks.csv")
        found = self.removed(coinr).ranks
        for name, ranks in zip(names, expected, strict=True):
            ours = found["nominal" if name == "Nominal" else name]
            np.testing.assert_array_equal(ours.to_numpy(), ranks, err_msg=name)

    @pytest.mark.parametrize("level", ["L1", "L3"])
    def test_mean_shifts_agree(self, coinr: Path, level: str) -> None:
        table = asem.stage(coinr, f"remove_elements/{level}_MeanAbsDiff.csv").slice(1)
        joined = table.join(self.removed(coinr).frame, left_on="iCode", right_on="node", how="left")
        np.testing.assert_allclose(joined["mean_shift"], joined["MeanAbsDiff"], rtol=asem.ALIKE)

    @pytest.mark.parametrize("level", ["L1", "L3"])
    def test_greatest_shifts_agree(self, coinr: Path, level: str) -> None:
        names, expected = theirs(coinr, f"remove_elements/{level}_RankAbsDiffs.csv")
        found = self.removed(coinr).frame
        for name, shifts in list(zip(names, expected, strict=True))[1:]:
            row = found.filter(node=name).row(0, named=True)
            assert (row["max_shift"], row["moved"]) == (shifts.max(), (shifts > 0).sum()), name

    @pytest.mark.parametrize("level", ["L1", "L3"])
    def test_every_score_agrees(self, coinr: Path, level: str) -> None:
        names, expected = theirs(coinr, f"remove_elements/{level}_Scores.csv")
        tree = Choices(evaluation(coinr), {}).tree(())
        places = [tree.layout.places[name] for name in names[1:]]
        nominal = tree.nominal[:, None]
        weights = np.hstack([leave_out(nominal, [at], tree.layout) for at in places])
        np.testing.assert_allclose(tree.scores(weights, Varied()), expected[1:], rtol=asem.ALIKE)
