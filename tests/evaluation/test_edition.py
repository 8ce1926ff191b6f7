from __future__ import annotations

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from steelyard import Dataset, Edition, EditionError, Scheme, UsageError, evaluate, verify
from steelyard.evaluation.edition import digests
from steelyard.library import names, sample
from tests.evaluation.schemes import dataset, flat, units

WITH_DATA = [name for name in names() if sample(name)]


@pytest.fixture(scope="module")
def evaluation():
    scheme = flat()
    return evaluate(scheme, dataset(scheme, units([[0, 0, 1], [5, 9, 0], [9, 5, 5]])))


def run(name: str):
    scheme = Scheme.load(name)
    return evaluate(scheme, Dataset.read(scheme.inputs, sample(name)))


@pytest.mark.parametrize("name", WITH_DATA)
def test_the_same_inputs_give_the_same_bytes(name: str, tmp_path: Path) -> None:
    first, second = run(name).write(tmp_path / "a"), run(name).write(tmp_path / "b")
    assert digests(first.path) == digests(second.path)
    assert first.manifest == second.manifest


@pytest.mark.parametrize("name", WITH_DATA)
def test_an_edition_verifies(name: str, tmp_path: Path) -> None:
    edition = run(name).write(tmp_path / "edition")
    assert verify(edition).verdict == "identical"


@pytest.mark.parametrize("name", WITH_DATA)
def test_the_package_describes_every_table_truly(name: str, tmp_path: Path) -> None:
    edition = run(name).write(tmp_path / "edition")
    package = json.loads((edition.path / "datapackage.json").read_text(encoding="utf-8"))
    described = {resource["path"]: resource for resource in package["resources"]}
    tables = {path for path in edition.manifest["files"] if path.endswith((".csv", ".parquet"))} - {
        path for path in edition.manifest["files"] if path.startswith("calibration/")
    }
    assert set(described) == tables
    for path, resource in described.items():
        file = edition.path / path
        frame = (
            pl.read_csv(file, infer_schema_length=None)
            if path.endswith(".csv")
            else pl.read_parquet(file)
        )
        assert [field["name"] for field in resource["schema"]["fields"]] == frame.columns
        for key in resource["schema"].get("primaryKey", []):
            assert key in frame.columns


def test_an_edition_reads_back_what_was_evaluated(evaluation, tmp_path: Path) -> None:
    edition = evaluation.write(tmp_path / "edition")
    assert edition.ranking.equals(evaluation.ranking)
    assert edition.scores.equals(evaluation.scores)
    assert edition.scheme == evaluation.scheme
    assert edition.calibrations.keys() == evaluation.calibrations.keys()


def test_nothing_is_written_outside_the_folder(evaluation, tmp_path: Path) -> None:
    evaluation.write(tmp_path / "out" / "edition")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["edition"]


def test_an_edition_replaces_an_edition(evaluation, tmp_path: Path) -> None:
    evaluation.write(tmp_path / "edition")
    (tmp_path / "edition" / "data" / "stale.csv").write_text("old")
    evaluation.write(tmp_path / "edition")
    assert not (tmp_path / "edition" / "data" / "stale.csv").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["edition"]


def test_an_edition_never_replaces_anything_else(evaluation, tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "letter.txt").write_text("dear")
    with pytest.raises(UsageError, match="something else"):
        evaluation.write(tmp_path / "precious")
    assert [path.name for path in (tmp_path / "precious").iterdir()] == ["letter.txt"]


def test_an_edition_is_a_folder_and_not_a_file(evaluation, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="is a file"):
        evaluation.write(tmp_path / "file")


def test_a_failure_leaves_nothing_behind(evaluation, tmp_path: Path, monkeypatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    evaluation.write(tmp_path / "edition")
    before = digests(tmp_path / "edition")
    monkeypatch.setattr("steelyard.evaluation.package.write", fail)
    with pytest.raises(OSError, match="disk full"):
        evaluation.write(tmp_path / "edition")
    assert [path.name for path in tmp_path.iterdir()] == ["edition"]
    assert digests(tmp_path / "edition") == before


def test_a_changed_file_is_found(evaluation, tmp_path: Path) -> None:
    edition = evaluation.write(tmp_path / "edition")
    ranking = edition.path / "data" / "ranking.csv"
    ranking.write_text(ranking.read_text().replace("u1", "u9"), encoding="utf-8")
    found = verify(edition.path)
    assert found.verdict == "different"
    assert found.changed == ("data/ranking.csv",)


def test_a_forged_figure_with_a_forged_hash_is_found(evaluation, tmp_path: Path) -> None:
    edition = evaluation.write(tmp_path / "edition")
    scores = pl.read_parquet(edition.path / "data" / "scores.parquet")
    forged = scores.with_columns(pl.col("left") + 1.0)
    forged.write_parquet(edition.path / "data" / "scores.parquet")
    manifest = json.loads((edition.path / "manifest.json").read_text())
    manifest["files"] = digests(edition.path)
    (edition.path / "manifest.json").write_text(json.dumps(manifest))
    found = verify(edition.path)
    assert found.verdict == "different"
    assert found.changed == ()
    ((file, why),) = found.different
    assert file == "data/scores.parquet"
    assert "left" in str(why)


def test_a_difference_in_the_last_bit_is_told_from_a_contradiction(evaluation, tmp_path) -> None:
    edition = evaluation.write(tmp_path / "edition")
    scores = pl.read_parquet(edition.path / "data" / "scores.parquet")
    scores.with_columns(pl.col("left") * (1 + 2e-16)).write_parquet(
        edition.path / "data" / "scores.parquet"
    )
    manifest = json.loads((edition.path / "manifest.json").read_text())
    manifest["files"] = digests(edition.path)
    (edition.path / "manifest.json").write_text(json.dumps(manifest))
    assert verify(edition.path).verdict == "equal"


def test_without_inputs_the_files_are_asked_for(tmp_path: Path) -> None:
    edition = run("tai").write(tmp_path / "edition", inputs=False)
    assert not edition.has_inputs
    with pytest.raises(EditionError, match=r"countries\.csv"):
        verify(edition)
    assert verify(edition, sample("tai")).verdict == "identical"


def test_without_inputs_another_file_is_refused(tmp_path: Path) -> None:
    edition = run("tai").write(tmp_path / "edition", inputs=False)
    other = tmp_path / "countries.csv"
    shutil.copy(sample("tai")["countries"], other)
    other.write_bytes(other.read_bytes().replace(b"187", b"188", 1))
    with pytest.raises(EditionError, match="SHA-256"):
        verify(edition, {"countries": other})


def test_a_folder_that_is_no_edition_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EditionError, match="not an edition"):
        Edition.open(tmp_path)


def test_an_edition_with_a_file_missing_is_refused(evaluation, tmp_path: Path) -> None:
    edition = evaluation.write(tmp_path / "edition")
    (edition.path / "data" / "ranking.csv").unlink()
    with pytest.raises(EditionError, match=r"ranking\.csv"):
        Edition.open(edition.path)


def test_a_broken_manifest_is_refused(evaluation, tmp_path: Path) -> None:
    edition = evaluation.write(tmp_path / "edition")
    (edition.path / "manifest.json").write_text("{")
    with pytest.raises(EditionError, match="cannot be read"):
        Edition.open(edition.path)


def test_findings_stand_in_every_language(tmp_path: Path) -> None:
    findings = run("hdi").write(tmp_path / "edition").findings
    assert {"message_en", "message_zh-Hant", "message_zh-Hans"} <= set(findings.columns)
    assert findings.height > 0
    assert findings["message_en"].null_count() == 0


def test_a_damaged_table_is_told_and_not_read(evaluation, tmp_path: Path) -> None:
    edition = evaluation.write(tmp_path / "edition")
    scores = edition.path / "data" / "scores.parquet"
    scores.write_bytes(scores.read_bytes()[:100])
    with pytest.raises(EditionError, match=r"data/scores\.parquet .* changed or damaged"):
        _ = Edition.open(edition.path).scores
    found = verify(edition.path)
    assert (found.verdict, found.changed) == ("different", ("data/scores.parquet",))


@pytest.mark.parametrize("file", ["scheme.yaml", "input/units.parquet"])
def test_a_changed_source_is_told_without_running_it(evaluation, tmp_path: Path, file: str) -> None:
    edition = evaluation.write(tmp_path / "edition")
    (edition.path / file).write_bytes(b"broken")
    found = verify(edition.path)
    assert (found.verdict, found.changed) == ("different", (file,))


def test_altered_calibrations_place_nobody(evaluation, tmp_path: Path) -> None:
    from steelyard import place

    edition = evaluation.write(tmp_path / "edition")
    (edition.path / "calibration" / "parameters.json").write_text("[]")
    with pytest.raises(EditionError, match="changed or damaged"):
        place(edition.path, evaluation.data)


def test_how_sure_the_ranks_are_is_read_from_the_edition(evaluation, tmp_path: Path) -> None:
    found = evaluation.analysed(replications=50)
    edition = found.write(tmp_path / "edition")
    expected = evaluation.uncertainty(replications=50).frame
    assert edition.uncertainty is not None
    assert edition.uncertainty.equals(expected)


def test_without_an_analysis_nothing_is_known_of_how_sure_ranks_are(
    evaluation, tmp_path: Path
) -> None:
    edition = evaluation.write(tmp_path / "edition")
    assert edition.uncertainty is None
    assert "analysis" not in edition.manifest
    assert "rank_p05" not in edition.ranking.columns


@pytest.mark.parametrize("name", ["weights", "sensitivity", "neighbours", "importance", "scores"])
def test_a_table_is_read_by_its_name_whatever_its_form(
    evaluation, tmp_path: Path, name: str
) -> None:
    edition = evaluation.analysed(replications=20, samples=8).write(tmp_path / "edition")
    assert edition.table(name).height > 0


@pytest.mark.parametrize("name", ["sensitivity", "bananas", "../manifest"])
def test_a_table_that_the_edition_has_not_is_told(evaluation, tmp_path: Path, name: str) -> None:
    edition = evaluation.analysed(replications=20).write(tmp_path / "edition")
    with pytest.raises(EditionError, match=f"has no table “{name}”"):
        edition.table(name)


def test_a_damaged_csv_table_is_told_and_not_read(evaluation, tmp_path: Path) -> None:
    edition = evaluation.analysed(replications=20).write(tmp_path / "edition")
    (edition.path / "data" / "neighbours.csv").write_text("rank\n", encoding="utf-8")
    with pytest.raises(EditionError, match=r"data/neighbours\.csv .* changed or damaged"):
        Edition.open(edition.path).table("neighbours")


@pytest.mark.parametrize("samples", [0, 16])
@pytest.mark.parametrize("name", WITH_DATA)
def test_an_edition_with_an_analysis_verifies(name: str, samples: int, tmp_path: Path) -> None:
    edition = run(name).analysed(replications=50, samples=samples).write(tmp_path / "edition")
    assert verify(edition).verdict == "identical"
