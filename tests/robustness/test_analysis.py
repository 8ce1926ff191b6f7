"""The whole analysis of an evaluation, and what an edition keeps of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from steelyard import Edition, Evaluation, UsageError, analyse, verify
from steelyard.evaluation.edition import digests
from steelyard.robustness.analysis import analysed, with_intervals
from tests.robustness.schemes import TWO_LEVELS, evaluated, random_figures, scheme

INTERVALS = ["rank_p05", "rank_median", "rank_p95"]
SEVERAL: dict[str, Any] = {
    "weights": {"weights": "uniform"},
    "normalisation": {"normalise": ["min_max", "z_score"]},
    "removal": {"leave_out": {}},
}


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return evaluated(scheme(tree=TWO_LEVELS, assumptions=SEVERAL), random_figures(12))


@pytest.fixture(scope="module")
def edition(evaluation: Evaluation, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """An edition with everything, not to be changed."""
    out = tmp_path_factory.mktemp("editions") / "all"
    return evaluation.analysed(replications=200, samples=16).write(out)


def fields(edition: Edition) -> dict[str, dict[str, str]]:
    """Return the titles of the columns of each table, as the data package has them."""
    package = json.loads((edition.path / "datapackage.json").read_text(encoding="utf-8"))
    return {
        resource["path"]: {one["name"]: one["title"] for one in resource["schema"]["fields"]}
        for resource in package["resources"]
    }


OF_ALL = [
    "data/uncertainty.parquet",
    "data/acceptability.parquet",
    "data/neighbours.csv",
    "data/central_weights.parquet",
    "data/rank_shifts.csv",
    "data/sensitivity.csv",
    "data/dependence.csv",
    "data/removal.csv",
    "data/removal_ranks.parquet",
    "data/correlations.csv",
    "data/reliability.csv",
    "data/components.csv",
    "data/importance.csv",
]


def test_an_edition_has_all_tables(edition: Edition) -> None:
    assert set(OF_ALL) <= edition.manifest["files"].keys()


@pytest.mark.parametrize("path", OF_ALL)
def test_every_column_has_a_title_for_readers(edition: Edition, path: str) -> None:
    named = {"unit", *edition.scheme.nodes()}
    titles = fields(edition)[path]
    assert [name for name, title in titles.items() if name == title and name not in named] == []


# What is of the whole in them has no node or unit.
WITHOUT_KEY = [
    "data/sensitivity.csv",
    "data/correlations.csv",
    "data/reliability.csv",
    "data/components.csv",
]


@pytest.mark.parametrize("path", OF_ALL)
def test_the_key_of_a_table_identifies_its_rows(edition: Edition, path: str) -> None:
    package = json.loads((edition.path / "datapackage.json").read_text(encoding="utf-8"))
    resource = next(one for one in package["resources"] if one["path"] == path)
    keys = resource["schema"].get("primaryKey")
    if keys is None:
        assert path in WITHOUT_KEY
        return
    rows = edition.table(Path(path).stem).select(keys)
    assert rows.null_count().sum_horizontal().item() == 0
    assert rows.n_unique() == rows.height


def test_what_the_scheme_names_keeps_its_name(tmp_path: Path) -> None:
    declared = scheme("ab", tree={"parts": {"share": {"parts": {"a": {}}}, "b": {}}})
    found = evaluated(declared, random_figures(5, 2)).analysed(replications=10)
    titles = fields(found.write(tmp_path / "ed"))
    assert titles["data/removal_ranks.parquet"]["share"] == "share"
    assert titles["data/rank_shifts.csv"]["share"] == "Share"


def test_the_manifest_has_the_settings(edition: Edition) -> None:
    settings = edition.manifest["analysis"]
    shift = settings.pop("mean_rank_shift")
    assert 0 < shift < 12
    assert settings == {
        "replications": 200,
        "seed": 0,
        "level": 0.95,
        "among": [1, 3, 5, 10, 20, 50, 100],
        "sensitivity": 16,
        "assumptions": ["weights", "normalisation", "removal"],
        "rank_bin": 1,
        "exact_scores": True,
        "not_assessed": [],
    }


def test_the_ranking_carries_the_intervals(evaluation: Evaluation) -> None:
    found = analyse(evaluation, replications=100)
    assert evaluation.intervals is None
    ranking = with_intervals(found).ranking
    expected = found.uncertainty.frame.sort("rank").select("unit", *INTERVALS)
    assert ranking.select("unit", *INTERVALS).equals(expected)


def test_with_intervals_nothing_is_attached(evaluation: Evaluation) -> None:
    found = with_intervals(analyse(evaluation, replications=10))
    assert (found.attached, dict(found.analysis)) == ((), {})


@pytest.mark.parametrize("threads", [1, 2])
def test_the_edition_is_the_same_whatever_the_threads(
    evaluation: Evaluation, edition: Edition, tmp_path: Path, threads: int
) -> None:
    found = evaluation.analysed(replications=200, samples=16, threads=threads)
    assert digests(found.write(tmp_path / "ed").path) == digests(edition.path)


def test_another_seed_gives_another_edition(
    evaluation: Evaluation, edition: Edition, tmp_path: Path
) -> None:
    found = evaluation.analysed(replications=200, samples=16, seed=1).write(tmp_path / "ed")
    differing = {
        name
        for name, digest in digests(found.path).items()
        if digests(edition.path)[name] != digest
    }
    assert {"data/uncertainty.parquet", "data/sensitivity.csv"} <= differing
    assert not {"data/scores.parquet", "data/removal.csv", "scheme.yaml"} & differing


def test_an_edition_with_an_analysis_verifies(edition: Edition) -> None:
    assert verify(edition).verdict == "identical"


@pytest.mark.parametrize(("setting", "value"), [("seed", 1), ("replications", 199)])
def test_a_changed_setting_is_found(
    evaluation: Evaluation, tmp_path: Path, setting: str, value: int
) -> None:
    written = evaluation.analysed(replications=200).write(tmp_path / "ed")
    manifest = json.loads((written.path / "manifest.json").read_text(encoding="utf-8"))
    manifest["analysis"][setting] = value
    (written.path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    found = verify(written.path)
    assert found.verdict == "different"
    assert "data/uncertainty.parquet" in dict(found.different)


def test_without_a_sensitivity_analysis_its_tables_are_absent(evaluation: Evaluation) -> None:
    names = {one.name for one in analysed(analyse(evaluation, replications=10)).attached}
    assert "uncertainty" in names
    assert not {"sensitivity", "dependence"} & names


GIVEN: dict[str, Any] = {"tree": None, "steps": [], "rank": {"by": "a"}}


@pytest.fixture(scope="module")
def by_one_figure() -> Evaluation:
    declared = scheme("a", **GIVEN)
    return evaluated(declared, [[3.0], [1.0], [2.0]]).analysed(replications=10)


def test_what_is_not_assessed_is_blank_and_not_0(by_one_figure: Evaluation) -> None:
    ranking = by_one_figure.ranking
    assert ranking["rank"].to_list() == [1, 2, 3]
    assert ranking.select(INTERVALS).rows() == [(None, None, None)] * 3


def test_what_is_not_assessed_is_a_finding(by_one_figure: Evaluation) -> None:
    (finding,) = by_one_figure.findings
    assert (finding.code, finding.severity) == ("not-assessed", "note")
    assert "ranked by one figure" in finding.message.render("en")


def test_what_is_not_assessed_is_in_the_manifest(by_one_figure: Evaluation) -> None:
    (why,) = by_one_figure.analysis["not_assessed"]
    assert why.keys() == {"en", "zh-Hant", "zh-Hans"}
    assert "ranked by one figure" in why["en"]
    assert by_one_figure.analysis["assumptions"] == []


def test_what_is_not_assessed_has_no_tables(by_one_figure: Evaluation) -> None:
    assert by_one_figure.attached == ()


def test_the_blanks_survive_the_file(by_one_figure: Evaluation, tmp_path: Path) -> None:
    written = by_one_figure.write(tmp_path / "ed")
    text = (written.path / "data" / "ranking.csv").read_text(encoding="utf-8")
    assert text.splitlines()[:2] == [
        "rank,unit,score,rank_p05,rank_median,rank_p95",
        "1,u0,3.0,,,",
    ]
    assert verify(written).verdict == "identical"


DEGENERATE: dict[str, list[list[float]]] = {
    "one unit": [[1.0, 2.0]],
    "all equal": [[1.0, 1.0]] * 3,
    "all missing": [[float("nan")] * 2] * 3,
    "no unit": [],
}


@pytest.mark.parametrize("values", DEGENERATE.values(), ids=DEGENERATE)
def test_ordinary_but_small_inputs_are_written_and_verify(
    values: list[list[float]], tmp_path: Path
) -> None:
    found = evaluated(scheme("ab"), values).analysed(replications=20, samples=8)
    assert verify(found.write(tmp_path / "ed")).verdict == "identical"


def test_all_units_equal_share_the_first_rank() -> None:
    found = evaluated(scheme("ab"), [[1.0, 1.0]] * 3).analysed(replications=20)
    assert found.ranking.select("rank", *INTERVALS).rows() == [(1, 1.0, 1.0, 1.0)] * 3


def test_a_unit_without_a_rank_has_no_interval() -> None:
    values = [[1.0, 2.0], [float("nan")] * 2, [2.0, 1.0]]
    found = evaluated(scheme("ab"), values).analysed(replications=20)
    row = found.ranking.row(by_predicate=pl.col("unit") == "u1", named=True)
    assert [row[name] for name in ("rank", *INTERVALS)] == [None] * 4


def test_progress_is_told_by_what_is_done(evaluation: Evaluation) -> None:
    told: list[tuple[str, float]] = []
    analyse(
        evaluation,
        replications=10,
        samples=8,
        progress=lambda what, share: told.append((what, share)),
    )
    assert {what for what, _ in told} == {"uncertainty", "sensitivity"}
    assert told[-1] == ("sensitivity", 1.0)


def test_a_setting_out_of_range_is_refused(evaluation: Evaluation) -> None:
    with pytest.raises(UsageError, match="--among"):
        analyse(evaluation, replications=10, among=[0])


def test_the_nominal_evaluation_does_not_change(evaluation: Evaluation) -> None:
    found = evaluation.analysed(replications=10)
    assert replace(found, intervals=None).ranking.equals(evaluation.ranking)
