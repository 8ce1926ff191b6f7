"""Published weights: COINr 1.1.14's principal components, the Handbook's factor analysis."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from steelyard.engines.local import LocalEngine
from steelyard.errors import DataError
from steelyard.scheme.weigh import Factor, Pca, WeighSpec
from steelyard.steps.weigh import learn
from steelyard.steps.weigh.correlation import correlate
from steelyard.steps.weigh.factor import factor_weights, principal_factors, varimax
from steelyard.steps.weigh.principal_component import first_component

ENGINE = LocalEngine()
GROUPS = [
    "L1_ConEcFin",
    "L1_Instit",
    "L1_P2P",
    "L1_Physical",
    "L1_Political",
    "L1_Environ",
    "L1_Social",
    "L1_SusEcFin",
    "L2_Conn",
    "L2_Sust",
    "L3_Index",
]
OPPOSED = {"L1_Environ", "L1_Instit", "L1_SusEcFin", "L2_Sust"}


@dataclass(frozen=True)
class Parts:
    values: np.ndarray
    names: list[str]

    def learn(self, spec: WeighSpec) -> np.ndarray:
        ones = np.ones(len(self.names))
        found = learn(self.values, ones, ones, spec, self.names, ENGINE)
        return np.asarray(found.parameters["weights"], dtype=float)


def read(path: Path, names: list[str] | None = None) -> Parts:
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = names or list(rows[0])[1:]
    return Parts(np.array([[float(row[name]) for name in names] for row in rows]), names)


def group(coinr: Path, name: str) -> tuple[Parts, np.ndarray]:
    """The parts of a group as COINr aggregated them, and their loadings on its first component."""
    with (coinr / f"weights/pca_{name}_rotation.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    parts = read(coinr / "stages/07_Aggregated.csv", [row[0] for row in rows])
    return parts, np.array([float(row[1]) for row in rows])


@pytest.fixture
def coinr(shared: Path) -> Path:
    return shared / "coinr"


@pytest.fixture
def tai(shared: Path) -> Parts:
    return read(shared / "tai/tai_raw_23.csv")


@pytest.mark.parametrize("name", GROUPS)
def test_first_component_is_coinrs(coinr: Path, name: str) -> None:
    parts, published = group(coinr, name)
    loadings = first_component(correlate(parts.values, ENGINE).matrix)
    sign = np.sign(published @ loadings)
    np.testing.assert_allclose(loadings, sign * published, rtol=1e-9)


@pytest.mark.parametrize("name", [name for name in GROUPS if name not in OPPOSED])
def test_weights_are_coinrs_up_to_scale(coinr: Path, name: str) -> None:
    parts, published = group(coinr, name)
    np.testing.assert_allclose(parts.learn(Pca()), published / published.sum(), rtol=1e-9)


@pytest.mark.parametrize("name", sorted(OPPOSED))
def test_loadings_of_both_signs_are_no_weights(coinr: Path, name: str) -> None:
    parts, published = group(coinr, name)
    opposed = published if published.sum() > 0 else -published
    with pytest.raises(DataError) as refused:
        parts.learn(Pca())
    for part, loading in zip(parts.names, opposed, strict=True):
        assert (part in str(refused.value)) == (loading < 0)


def test_variances_of_all_components_are_coinrs(coinr: Path) -> None:
    with (coinr / "weights/pca_L1_all_sdev.csv").open(newline="", encoding="utf-8") as file:
        published = np.array([float(row["sdev"]) for row in csv.DictReader(file)])
    with (coinr / "stages/06_Normalised.csv").open(newline="", encoding="utf-8") as file:
        names = next(csv.reader(file))[1:]
    indicators = read(coinr / "stages/07_Aggregated.csv", names)
    values = np.linalg.eigvalsh(correlate(indicators.values, ENGINE).matrix)[::-1]
    np.testing.assert_allclose(np.sqrt(values[:40]), published[:40], rtol=1e-9)


def test_factor_weights_of_the_technology_achievement_index(shared: Path, tai: Parts) -> None:
    # Handbook 2008, chapter 6, the comparison of extraction methods, its principal
    # components: four factors, raw varimax, weights computed from the loadings as
    # printed with two decimals.
    with (shared / "tai/tai_weights.csv").open(newline="", encoding="utf-8") as file:
        printed = {row[0]: row[1:] for row in csv.reader(file)}["T18_PC"]
    loadings = varimax(principal_factors(correlate(tai.values, ENGINE).matrix, factors=4))
    weights = factor_weights(loadings.round(2))
    np.testing.assert_array_equal(weights.round(2), np.array(printed, dtype=float))

    np.testing.assert_allclose(tai.learn(Factor(factors=4)), weights, atol=0.0015)


def test_rotated_loadings_of_the_technology_achievement_index(tai: Parts) -> None:
    # What defines the four factors in words, Handbook 2008, chapter 6: schooling and
    # internet; patents; university; royalties and telephones.
    loadings = varimax(principal_factors(correlate(tai.values, ENGINE).matrix, factors=4))
    highest = (loadings**2).argmax(axis=1)
    names = dict(zip(tai.names, highest.tolist(), strict=True))
    assert names["schooling"] == names["internet"] == names["electricity_log10"]
    assert names["royalties"] == names["telephones_log10"]
    assert len({names[n] for n in ("schooling", "patents", "university", "royalties")}) == 4
